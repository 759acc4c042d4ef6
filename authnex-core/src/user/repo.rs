use async_trait::async_trait;

use super::{ChangedUser, NewUser, User, UserOrder, UserStatus};
use crate::{
    foundation::{PageRequest, RoleId, Timestamp, UserId},
    password::StoredHash,
    store::StoreError,
};

/// A user's password as stored.
#[derive(Clone, Debug)]
pub struct PasswordRow {
    /// The hash, of any kind that can be verified.
    pub hash: StoredHash,
    /// When it was set by a person (an upgrade of its hash does not count).
    pub changed_at: Timestamp,
    /// Whether the next sign-in must set another one.
    pub must_change: bool,
}

/// What is looked through for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Searched {
    /// The e-mail addresses of those whose sign-in name does not begin so.
    Email,
    /// The sign-in names.
    Username,
}

/// Reads of users.
#[async_trait]
pub trait UserReads: Send + Sync {
    /// The user with this id.
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError>;
    /// The user whose sign-in name, or else whose e-mail address, is this, in normal form.
    async fn find_user_by_login(&self, normal: &str) -> Result<Option<User>, StoreError>;
    /// The user whose sign-in name is this, in normal form.
    async fn find_user_by_username(&self, normal: &str) -> Result<Option<User>, StoreError>;
    /// The user whose e-mail address is this, in normal form.
    async fn find_user_by_email(&self, normal: &str) -> Result<Option<User>, StoreError>;
    /// Users by id, up to one more than the page holds.
    async fn list_users(&self, page: &PageRequest<UserId>) -> Result<Vec<User>, StoreError>;
    /// Users with this status (`None` = any) by id, from the end or not, up to one more than the page holds.
    async fn list_users_by_joined(
        &self,
        status: Option<UserStatus>,
        order: UserOrder,
        page: &PageRequest<UserId>,
    ) -> Result<Vec<User>, StoreError>;
    /// Users with this status (`None` = any) by sign-in name in normal form, from the end or not, up to one more than
    /// the page holds.
    async fn list_users_by_name(
        &self,
        status: Option<UserStatus>,
        order: UserOrder,
        page: &PageRequest<String>,
    ) -> Result<Vec<User>, StoreError>;
    /// Users with this role and this status (`None` = any) by id, from the end or not, up to one more than the page
    /// holds.
    async fn list_users_with_role(
        &self,
        (role, status): (RoleId, Option<UserStatus>),
        order: UserOrder,
        page: &PageRequest<UserId>,
    ) -> Result<Vec<User>, StoreError>;
    /// Users with this status (`None` = any) whose name in normal form begins so, by that name and then by id, up to
    /// one more than the page holds.
    async fn search_users(
        &self,
        searched: Searched,
        (beginning, status): (&str, Option<UserStatus>),
        page: &PageRequest<(String, UserId)>,
    ) -> Result<Vec<User>, StoreError>;
    /// Whether an active user other than this one has this role.
    async fn has_other_holder(&self, role: RoleId, user: UserId) -> Result<bool, StoreError>;
    /// The user's password.
    async fn find_password(&self, user: UserId) -> Result<Option<PasswordRow>, StoreError>;
}

/// Writes of users.
#[async_trait]
pub trait UserWrites: Send + Sync {
    /// Makes the user; `false` if the sign-in name or the e-mail address is taken.
    async fn insert_user(&self, new: &NewUser) -> Result<bool, StoreError>;
    /// Replaces the facts of the user, if the row still is the one that was seen. The sign-in name and the e-mail
    /// address must be free: ask in the same unit.
    async fn update_user(&self, changed: &ChangedUser) -> Result<bool, StoreError>;
    /// Deletes a user and all that hangs on the user: password and former ones, roles, second factors, passkeys,
    /// trusted browsers, sessions, what clients were given, one-time tokens; `false` if there is no such user. The
    /// trail stays.
    async fn delete_user(&self, user: UserId) -> Result<bool, StoreError>;
    /// Sets the status; `false` if it was so already or there is no such user.
    async fn set_user_status(
        &self,
        user: UserId,
        status: UserStatus,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Notes that the user has shown that this address, in normal form, is the user's own; `false` if it is not
    /// the user's address any more, or was verified already.
    async fn set_email_verified(
        &self,
        user: UserId,
        email_normal: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Sets or replaces the password.
    async fn put_password(&self, user: UserId, row: &PasswordRow) -> Result<(), StoreError>;
    /// Takes the password away; `false` if there is none.
    async fn delete_password(&self, user: UserId) -> Result<bool, StoreError>;
    /// Replaces the password if it still is `old`; `false` if it has changed meanwhile.
    async fn replace_password(
        &self,
        user: UserId,
        old: &StoredHash,
        new: &PasswordRow,
    ) -> Result<bool, StoreError>;
}
