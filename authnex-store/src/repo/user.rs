use async_trait::async_trait;
use authnex_core::{
    foundation::{PageRequest, RoleId, Timestamp, UserId},
    password::StoredHash,
    store::StoreError,
    user::{
        Attributes, ChangedUser, Email, NewUser, PasswordRow, Profile, Searched, User as Person,
        UserOrder, UserReads, UserStatus, UserWrites,
    },
};
use sea_query::{ExprTrait, OnConflict, Order};
use uuid::Uuid;

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, PARAM, Password, User},
};

pub(super) const USER: [User; 10] = [
    User::Id,
    User::Username,
    User::Email,
    User::EmailVerified,
    User::Name,
    User::Status,
    User::CreatedAt,
    User::UpdatedAt,
    User::Profile,
    User::Attributes,
];
const PASSWORD: [Password; 3] = [Password::Hash, Password::ChangedAt, Password::MustChange];

statements! {
    FIND = Statement::point(&select(&USER, &[User::TenantId, User::Id]), &USER);
    FIND_BY_USERNAME = Statement::point(
        &select(&USER, &[User::TenantId, User::UsernameNorm]),
        &USER,
    );
    FIND_BY_EMAIL = Statement::point(&select(&USER, &[User::TenantId, User::EmailNorm]), &USER);
    LIST = Statement::scan(
        select(&USER, &[User::TenantId])
            .and_where(User::Id.col().gt(PARAM))
            .order_by(User::Id, Order::Asc)
            .limit(0),
        &USER,
    );
    /// Sign-in name and e-mail address are unique each, and one statement must answer for both: the conflict
    /// has no target, which every engine takes with DO NOTHING.
    INSERT = Statement::write(
        insert(&[
            User::TenantId,
            User::Id,
            User::Username,
            User::UsernameNorm,
            User::Email,
            User::EmailNorm,
            User::EmailVerified,
            User::Name,
            User::Status,
            User::CreatedAt,
            User::UpdatedAt,
            User::Profile,
            User::Attributes,
        ])
        .on_conflict(OnConflict::new().do_nothing().to_owned()),
        User::TABLE,
    );
    UPDATE = Statement::write(
        &update(
            &[
                User::Username,
                User::UsernameNorm,
                User::Email,
                User::EmailNorm,
                User::EmailVerified,
                User::Name,
                User::Profile,
                User::Attributes,
                User::UpdatedAt,
            ],
            &[User::TenantId, User::Id, User::UpdatedAt],
        ),
        User::TABLE,
    );
    SET_STATUS = Statement::write(
        update(&[User::Status, User::UpdatedAt], &[User::TenantId, User::Id])
            .and_where(User::Status.col().ne(PARAM)),
        User::TABLE,
    );
    VERIFY_EMAIL = Statement::write(
        update(
            &[User::EmailVerified, User::UpdatedAt],
            &[User::TenantId, User::Id, User::EmailNorm],
        )
        .and_where(User::EmailVerified.col().ne(PARAM)),
        User::TABLE,
    );
    FIND_PASSWORD = Statement::point(
        &select(&PASSWORD, &[Password::TenantId, Password::UserId]),
        &PASSWORD,
    );
    DELETE_PASSWORD = Statement::write(
        &delete(&[Password::TenantId, Password::UserId]),
        Password::TABLE,
    );
    PUT_PASSWORD = Statement::write(
        insert(&[
            Password::TenantId,
            Password::UserId,
            Password::Hash,
            Password::ChangedAt,
            Password::MustChange,
        ])
        .on_conflict(
            OnConflict::columns([Password::TenantId, Password::UserId])
                .update_columns(PASSWORD)
                .to_owned(),
        ),
        Password::TABLE,
    );
    REPLACE_PASSWORD = Statement::write(
        &update(&PASSWORD, &[Password::TenantId, Password::UserId, Password::Hash]),
        Password::TABLE,
    );
}

pub(super) fn user(row: &mut Row) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.id(UserId::from_uuid)?,
        username: row.text()?,
        email: row.optional_parsed(|text| Email::parse(text).ok())?,
        email_verified: row.bool()?,
        name: row.optional_text()?,
        status: row.parsed(UserStatus::parse)?,
        created_at: row.time()?,
        updated_at: row.time()?,
        profile: row
            .optional_parsed(|text| serde_json::from_str(text).ok())?
            .unwrap_or_default(),
        attributes: row
            .optional_parsed(|text| serde_json::from_str(text).ok())?
            .unwrap_or_default(),
    })
}

/// A JSON object, or null for an empty one.
fn json(column: User, empty: bool, text: serde_json::Result<String>) -> Result<Value, StoreError> {
    if empty {
        return Ok(Value::Null);
    }
    text.map(Value::from).map_err(|_| StoreError::Row {
        table: User::TABLE.0,
        column: column.name(),
    })
}

fn profile_json(profile: &Profile) -> Result<Value, StoreError> {
    let text = serde_json::to_string(profile);
    json(User::Profile, profile.is_empty(), text)
}

fn attributes_json(attributes: &Attributes) -> Result<Value, StoreError> {
    let text = serde_json::to_string(attributes);
    json(User::Attributes, attributes.0.is_empty(), text)
}

fn password(row: &mut Row) -> Result<PasswordRow, StoreError> {
    Ok(PasswordRow {
        hash: StoredHash::from_stored(row.text()?),
        changed_at: row.time()?,
        must_change: row.bool()?,
    })
}

#[async_trait]
impl UserReads for Scoped<'_> {
    async fn find_user(&self, id: UserId) -> Result<Option<Person>, StoreError> {
        self.find(&FIND, &[self.tenant(), id.into()], user).await
    }

    async fn list_users_by_joined(
        &self,
        status: Option<UserStatus>,
        order: UserOrder,
        page: &PageRequest<UserId>,
    ) -> Result<Vec<Person>, StoreError> {
        self.users_by_joined(status, order, page).await
    }

    async fn list_users_by_name(
        &self,
        status: Option<UserStatus>,
        order: UserOrder,
        page: &PageRequest<String>,
    ) -> Result<Vec<Person>, StoreError> {
        self.users_by_name(status, order, page).await
    }

    async fn list_users_with_role(
        &self,
        which: (RoleId, Option<UserStatus>),
        order: UserOrder,
        page: &PageRequest<UserId>,
    ) -> Result<Vec<Person>, StoreError> {
        self.users_with_role(which, order, page).await
    }

    async fn search_users(
        &self,
        searched: Searched,
        which: (&str, Option<UserStatus>),
        page: &PageRequest<(String, UserId)>,
    ) -> Result<Vec<Person>, StoreError> {
        self.users_beginning(searched, which, page).await
    }

    async fn has_other_holder(&self, role: RoleId, user: UserId) -> Result<bool, StoreError> {
        self.other_holder(role, user).await
    }

    async fn find_user_by_login(&self, normal: &str) -> Result<Option<Person>, StoreError> {
        // A sign-in name wins over another user's address: it is what its owner types.
        match self.find_user_by_username(normal).await? {
            Some(found) => Ok(Some(found)),
            None => self.find_user_by_email(normal).await,
        }
    }

    async fn find_user_by_username(&self, normal: &str) -> Result<Option<Person>, StoreError> {
        self.find(&FIND_BY_USERNAME, &[self.tenant(), normal.into()], user)
            .await
    }

    async fn find_user_by_email(&self, normal: &str) -> Result<Option<Person>, StoreError> {
        self.find(&FIND_BY_EMAIL, &[self.tenant(), normal.into()], user)
            .await
    }

    async fn list_users(&self, page: &PageRequest<UserId>) -> Result<Vec<Person>, StoreError> {
        let arguments = [
            self.tenant(),
            page.after().map_or(Uuid::nil(), UserId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST, &arguments, user).await
    }

    async fn find_password(&self, user: UserId) -> Result<Option<PasswordRow>, StoreError> {
        self.find(&FIND_PASSWORD, &[self.tenant(), user.into()], password)
            .await
    }
}

#[async_trait]
impl UserWrites for Scoped<'_> {
    async fn insert_user(&self, new: &NewUser) -> Result<bool, StoreError> {
        let email = new.email.as_ref();
        let arguments: [Value; 13] = [
            self.tenant(),
            new.id.into(),
            new.username.as_str().into(),
            new.username_normal.as_str().into(),
            email.map(Email::as_str).into(),
            email.map(Email::normal).into(),
            new.email_verified.into(),
            new.name.as_deref().into(),
            UserStatus::Active.as_str().into(),
            new.created_at.into(),
            new.created_at.into(),
            profile_json(&new.profile)?,
            attributes_json(&new.attributes)?,
        ];
        self.touches(&INSERT, &arguments).await
    }

    async fn update_user(&self, changed: &ChangedUser) -> Result<bool, StoreError> {
        let email = changed.email.as_ref();
        let arguments: [Value; 12] = [
            changed.username.as_str().into(),
            changed.username_normal.as_str().into(),
            email.map(Email::as_str).into(),
            email.map(Email::normal).into(),
            changed.email_verified.into(),
            changed.name.as_deref().into(),
            profile_json(&changed.profile)?,
            attributes_json(&changed.attributes)?,
            changed.updated_at.into(),
            self.tenant(),
            changed.id.into(),
            changed.seen_at.into(),
        ];
        self.touches(&UPDATE, &arguments).await
    }

    async fn delete_user(&self, user: UserId) -> Result<bool, StoreError> {
        self.erase_user(user).await
    }

    async fn set_user_status(
        &self,
        user: UserId,
        status: UserStatus,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let status: Value = status.as_str().into();
        let arguments = [
            status.clone(),
            now.into(),
            self.tenant(),
            user.into(),
            status,
        ];
        self.touches(&SET_STATUS, &arguments).await
    }

    async fn set_email_verified(
        &self,
        user: UserId,
        email_normal: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            true.into(),
            now.into(),
            self.tenant(),
            user.into(),
            email_normal.into(),
            true.into(),
        ];
        self.touches(&VERIFY_EMAIL, &arguments).await
    }

    async fn put_password(&self, user: UserId, row: &PasswordRow) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            user.into(),
            row.hash.as_str().into(),
            row.changed_at.into(),
            row.must_change.into(),
        ];
        self.execute(&PUT_PASSWORD, &arguments).await.map(drop)
    }

    async fn delete_password(&self, user: UserId) -> Result<bool, StoreError> {
        let arguments = [self.tenant(), user.into()];
        self.touches(&DELETE_PASSWORD, &arguments).await
    }

    async fn replace_password(
        &self,
        user: UserId,
        old: &StoredHash,
        new: &PasswordRow,
    ) -> Result<bool, StoreError> {
        let arguments = [
            new.hash.as_str().into(),
            new.changed_at.into(),
            new.must_change.into(),
            self.tenant(),
            user.into(),
            old.as_str().into(),
        ];
        self.touches(&REPLACE_PASSWORD, &arguments).await
    }
}
