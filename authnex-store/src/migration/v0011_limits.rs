use super::{Alteration, Dialect, Migration, Table};
use crate::schema::{FormerPassword, Node, Throttle, User};

/// Passwords that users had, locks that grow, and the processes that share the limits.
pub(super) const MIGRATION: Migration = Migration {
    version: 11,
    name: "limits",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let key = [
        FormerPassword::TenantId,
        FormerPassword::UserId,
        FormerPassword::ChangedAt,
    ];
    let former = Table::with_key(dialect, &key)
        .required(&[FormerPassword::Hash])
        .belongs_to(
            &[FormerPassword::TenantId, FormerPassword::UserId],
            &[User::TenantId, User::Id],
        )
        .statements();
    let locks = Alteration::of(dialect)
        .optional(&[Throttle::LockSeconds])
        .statements();
    let nodes = Table::with_key(dialect, &[Node::Id])
        .required(&[Node::SeenAt])
        .index(&[Node::SeenAt])
        .statements();
    [former, locks, nodes].concat()
}
