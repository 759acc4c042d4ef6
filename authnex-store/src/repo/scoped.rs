use std::sync::{
    LazyLock,
    atomic::{AtomicBool, Ordering},
};

use authnex_core::{
    foundation::{EventId, TenantId},
    store::StoreError,
};
use uuid::Uuid;

use super::{
    authorization_code, client, client_secret, consent, erased, event, event_seal, event_search,
    former_password, former_tenant, health, instance, invite, logout_notice, mail, node, one_time,
    passkey, recovery_code, refresh, relay, retention, role, seen_jti, session, sign_in_flow,
    signing_key, spare_key, tenant, throttle, totp, trusted_device, usage, user, user_deletion,
    user_list, wrapped,
};
use crate::driver::{Connection, NamedStatement, Row, Statement, Value};

/// All repositories of one tenant over one connection.
pub(crate) struct Scoped<'c> {
    connection: &'c dyn Connection,
    tenant: TenantId,
    /// Within a unit: the event that names it.
    name: Option<EventId>,
    is_named: AtomicBool,
}

/// Every module's statements, by its name.
pub(crate) const MODULES: [(&str, &[NamedStatement]); 37] = [
    ("authorization_code", authorization_code::STATEMENTS),
    ("client", client::STATEMENTS),
    ("client_secret", client_secret::STATEMENTS),
    ("consent", consent::STATEMENTS),
    ("erased", erased::STATEMENTS),
    ("event", event::STATEMENTS),
    ("event_seal", event_seal::STATEMENTS),
    ("event_search", event_search::STATEMENTS),
    ("former_password", former_password::STATEMENTS),
    ("former_tenant", former_tenant::STATEMENTS),
    ("health", health::STATEMENTS),
    ("instance", instance::STATEMENTS),
    ("invite", invite::STATEMENTS),
    ("logout_notice", logout_notice::STATEMENTS),
    ("mail", mail::STATEMENTS),
    ("node", node::STATEMENTS),
    ("one_time", one_time::STATEMENTS),
    ("recovery_code", recovery_code::STATEMENTS),
    ("passkey", passkey::STATEMENTS),
    ("refresh", refresh::STATEMENTS),
    ("relay", relay::STATEMENTS),
    ("retention", retention::STATEMENTS),
    ("role", role::STATEMENTS),
    ("seen_jti", seen_jti::STATEMENTS),
    ("session", session::STATEMENTS),
    ("sign_in_flow", sign_in_flow::STATEMENTS),
    ("signing_key", signing_key::STATEMENTS),
    ("spare_key", spare_key::STATEMENTS),
    ("tenant", tenant::STATEMENTS),
    ("throttle", throttle::STATEMENTS),
    ("totp", totp::STATEMENTS),
    ("trusted_device", trusted_device::STATEMENTS),
    ("usage", usage::STATEMENTS),
    ("user", user::STATEMENTS),
    ("user_deletion", user_deletion::STATEMENTS),
    ("user_list", user_list::STATEMENTS),
    ("wrapped", wrapped::STATEMENTS),
];

impl<'c> Scoped<'c> {
    /// The tenant's rows, and the global ones.
    pub(crate) const fn new(connection: &'c dyn Connection, tenant: TenantId) -> Self {
        Self {
            connection,
            tenant,
            name: None,
            is_named: AtomicBool::new(false),
        }
    }

    /// As [`Scoped::new`], within a unit that this event names.
    pub(crate) const fn in_unit(
        connection: &'c dyn Connection,
        tenant: TenantId,
        name: EventId,
    ) -> Self {
        let mut unit = Self::new(connection, tenant);
        unit.name = Some(name);
        unit
    }

    /// Whether the unit has written the event that names it.
    pub(crate) fn is_named(&self) -> bool {
        self.is_named.load(Ordering::Relaxed)
    }

    /// An event was written.
    pub(super) fn wrote_event(&self, id: EventId) {
        if self.name == Some(id) {
            self.is_named.store(true, Ordering::Relaxed);
        }
    }

    /// Global rows only: no tenant has the nil id.
    pub(crate) const fn global(connection: &'c dyn Connection) -> Self {
        Self::new(connection, TenantId::from_uuid(Uuid::nil()))
    }

    /// The tenant as an argument.
    pub(super) fn tenant(&self) -> Value {
        self.tenant.into()
    }

    /// The row, if there is one.
    pub(super) async fn find<T>(
        &self,
        statement: &'static LazyLock<Statement>,
        arguments: &[Value],
        decode: fn(&mut Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = self.connection.query(statement, arguments).await?;
        rows.into_iter()
            .next()
            .map(|mut row| decode(&mut row))
            .transpose()
    }

    /// All rows.
    pub(super) async fn list<T>(
        &self,
        statement: &'static LazyLock<Statement>,
        arguments: &[Value],
        decode: fn(&mut Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.connection.query(statement, arguments).await?;
        rows.into_iter().map(|mut row| decode(&mut row)).collect()
    }

    /// How many rows were touched.
    pub(super) async fn execute(
        &self,
        statement: &'static LazyLock<Statement>,
        arguments: &[Value],
    ) -> Result<u64, StoreError> {
        self.connection.execute(statement, arguments).await
    }

    /// Whether any row was touched.
    pub(super) async fn touches(
        &self,
        statement: &'static LazyLock<Statement>,
        arguments: &[Value],
    ) -> Result<bool, StoreError> {
        Ok(self.execute(statement, arguments).await? > 0)
    }
}
