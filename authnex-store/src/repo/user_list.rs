//! Lists of users. Each walks an index in its own order from a place on, whatever page it is.

use std::sync::LazyLock;

use authnex_core::{
    foundation::{PageRequest, RoleId, UserId},
    store::StoreError,
    user::{Searched, User as Person, UserOrder, UserStatus},
};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use uuid::Uuid;

use super::{
    Scoped,
    query::select,
    user::{USER, user},
};
use crate::{
    driver::{Statement, Value, statements},
    schema::{Column, PARAM, User, UserRole},
};

/// Above every text that begins in some way.
const LAST: char = '\u{10FFFF}';

statements! {
    BY_JOINED = ordered(&[User::TenantId], User::Id, &Order::Asc);
    BY_JOINED_LAST = ordered(&[User::TenantId], User::Id, &Order::Desc);
    BY_JOINED_STATUS = ordered(&[User::TenantId, User::Status], User::Id, &Order::Asc);
    BY_JOINED_LAST_STATUS = ordered(&[User::TenantId, User::Status], User::Id, &Order::Desc);
    BY_NAME = ordered(&[User::TenantId], User::UsernameNorm, &Order::Asc);
    BY_NAME_LAST = ordered(&[User::TenantId], User::UsernameNorm, &Order::Desc);
    BY_NAME_STATUS = ordered(&[User::TenantId, User::Status], User::UsernameNorm, &Order::Asc);
    BY_NAME_LAST_STATUS = ordered(&[User::TenantId, User::Status], User::UsernameNorm, &Order::Desc);
    WITH_ROLE = Statement::scan(
        holders()
            .and_where(user_of_role().gt(PARAM))
            .order_by((UserRole::TABLE, UserRole::UserId), Order::Asc)
            .limit(0),
        &USER,
    );
    WITH_ROLE_LAST = Statement::scan(
        holders()
            .and_where(user_of_role().lt(PARAM))
            .order_by((UserRole::TABLE, UserRole::UserId), Order::Desc)
            .limit(0),
        &USER,
    );
    OTHER_HOLDER = Statement::scan(
        holders().and_where(user_of_role().ne(PARAM)).limit(0),
        &USER,
    );
    SEARCH_NAMES = Statement::scan(
        beginning(User::UsernameNorm).order_by(User::UsernameNorm, Order::Asc).limit(0),
        &USER,
    );
    /// Whose sign-in name begins so too is in the other list.
    SEARCH_ADDRESSES = Statement::scan(
        beginning(User::EmailNorm)
            .and_where(
                User::UsernameNorm.col().lt(PARAM).or(User::UsernameNorm.col().gte(PARAM)),
            )
            .order_by(User::EmailNorm, Order::Asc)
            .limit(0),
        &USER,
    );
}

/// By one column, from a place on.
fn ordered(keys: &[User], by: User, order: &Order) -> Statement {
    let from = match order {
        Order::Desc => by.col().lt(PARAM),
        _ => by.col().gt(PARAM),
    };
    Statement::scan(
        select(&USER, keys)
            .and_where(from)
            .order_by(by, order.clone())
            .limit(0),
        &USER,
    )
}

fn user_of_role() -> Expr {
    Expr::col((UserRole::TABLE, UserRole::UserId))
}

/// The users with a role but not of a status.
fn holders() -> SelectStatement {
    let own = |column: User| Expr::col((User::TABLE, column));
    Query::select()
        .columns(USER.iter().map(|column| (User::TABLE, *column)))
        .from(UserRole::TABLE)
        .inner_join(
            User::TABLE,
            own(User::TenantId)
                .eq(Expr::col((UserRole::TABLE, UserRole::TenantId)))
                .and(own(User::Id).eq(user_of_role())),
        )
        .and_where(Expr::col((UserRole::TABLE, UserRole::TenantId)).eq(PARAM))
        .and_where(Expr::col((UserRole::TABLE, UserRole::RoleId)).eq(PARAM))
        .and_where(own(User::Status).ne(PARAM))
        .take()
}

/// The users, but not of a status, in whose column a text is from a place up to another.
fn beginning(column: User) -> SelectStatement {
    select(&USER, &[User::TenantId])
        .and_where(User::Status.col().ne(PARAM))
        .and_where(column.col().gte(PARAM))
        .and_where(column.col().lt(PARAM))
        .and_where(column.col().ne(PARAM).or(User::Id.col().gt(PARAM)))
        .take()
}

/// The status that is not wanted: there are two.
fn unwanted(status: Option<UserStatus>) -> Value {
    match status {
        None => "",
        Some(UserStatus::Active) => UserStatus::Suspended.as_str(),
        Some(UserStatus::Suspended) => UserStatus::Active.as_str(),
    }
    .into()
}

fn from_id(order: UserOrder, after: Option<&UserId>) -> Value {
    let start = if order.is_from_the_end() {
        Uuid::max()
    } else {
        Uuid::nil()
    };
    after.map_or(start, UserId::as_uuid).into()
}

impl Scoped<'_> {
    pub(super) async fn users_by_joined(
        &self,
        status: Option<UserStatus>,
        order: UserOrder,
        page: &PageRequest<UserId>,
    ) -> Result<Vec<Person>, StoreError> {
        let statement = match (status, order.is_from_the_end()) {
            (None, false) => &BY_JOINED,
            (None, true) => &BY_JOINED_LAST,
            (Some(_), false) => &BY_JOINED_STATUS,
            (Some(_), true) => &BY_JOINED_LAST_STATUS,
        };
        let from = from_id(order, page.after());
        self.ordered(statement, status, (from, page.limit())).await
    }

    pub(super) async fn users_by_name(
        &self,
        status: Option<UserStatus>,
        order: UserOrder,
        page: &PageRequest<String>,
    ) -> Result<Vec<Person>, StoreError> {
        let statement = match (status, order.is_from_the_end()) {
            (None, false) => &BY_NAME,
            (None, true) => &BY_NAME_LAST,
            (Some(_), false) => &BY_NAME_STATUS,
            (Some(_), true) => &BY_NAME_LAST_STATUS,
        };
        let last = LAST.to_string();
        let start = if order.is_from_the_end() { &*last } else { "" };
        let from = page.after().map_or(start, String::as_str).into();
        self.ordered(statement, status, (from, page.limit())).await
    }

    async fn ordered(
        &self,
        statement: &'static LazyLock<Statement>,
        status: Option<UserStatus>,
        (from, limit): (Value, u32),
    ) -> Result<Vec<Person>, StoreError> {
        let mut arguments: Vec<Value> = vec![self.tenant()];
        arguments.extend(status.map(|status| status.as_str().into()));
        arguments.extend([from, (limit + 1).into()]);
        self.list(statement, &arguments, user).await
    }

    pub(super) async fn users_with_role(
        &self,
        (role, status): (RoleId, Option<UserStatus>),
        order: UserOrder,
        page: &PageRequest<UserId>,
    ) -> Result<Vec<Person>, StoreError> {
        let statement = if order.is_from_the_end() {
            &WITH_ROLE_LAST
        } else {
            &WITH_ROLE
        };
        let arguments = [
            self.tenant(),
            role.into(),
            unwanted(status),
            from_id(order, page.after()),
            (page.limit() + 1).into(),
        ];
        self.list(statement, &arguments, user).await
    }

    pub(super) async fn other_holder(&self, role: RoleId, one: UserId) -> Result<bool, StoreError> {
        let arguments = [
            self.tenant(),
            role.into(),
            unwanted(Some(UserStatus::Active)),
            one.into(),
            1_u32.into(),
        ];
        Ok(self.find(&OTHER_HOLDER, &arguments, user).await?.is_some())
    }

    pub(super) async fn users_beginning(
        &self,
        searched: Searched,
        (beginning, status): (&str, Option<UserStatus>),
        page: &PageRequest<(String, UserId)>,
    ) -> Result<Vec<Person>, StoreError> {
        let end = format!("{beginning}{LAST}");
        let (after, id) = page
            .after()
            .map_or(("", Uuid::nil()), |(name, id)| (name, id.as_uuid()));
        let mut arguments: Vec<Value> = vec![
            self.tenant(),
            unwanted(status),
            Ord::max(after, beginning).into(),
            end.as_str().into(),
            after.into(),
            id.into(),
        ];
        let statement = match searched {
            Searched::Email => {
                arguments.extend([beginning.into(), end.as_str().into()]);
                &SEARCH_ADDRESSES
            }
            Searched::Username => &SEARCH_NAMES,
        };
        arguments.push((page.limit() + 1).into());
        self.list(statement, &arguments, user).await
    }
}
