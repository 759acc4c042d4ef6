use async_trait::async_trait;
use uuid::Uuid;

use super::{ClaimedMail, MailLease, MailOutcome, NewMail, UserMail};
use crate::{
    foundation::{MailId, PageRequest, TenantId, Timestamp, UserId},
    store::StoreError,
    tenant::Slug,
};

/// Reads of one tenant's outbox.
#[async_trait]
pub trait MailReads: Send + Sync {
    /// Mails that are due, the longest due first.
    async fn list_due_mail(&self, now: Timestamp, limit: u32) -> Result<Vec<MailId>, StoreError>;
    /// The mails to a user from the newest back, up to one more than the page holds.
    async fn list_mails_of(
        &self,
        user: UserId,
        page: &PageRequest<MailId>,
    ) -> Result<Vec<UserMail>, StoreError>;
}

/// Writes of one tenant's outbox.
#[async_trait]
pub trait MailWrites: Send + Sync {
    /// Puts a mail into the outbox, due at once.
    async fn insert_mail(&self, new: &NewMail) -> Result<(), StoreError>;
    /// Takes a mail if it is due: one statement decides who gets it. It is not due for others before the lease
    /// is over.
    async fn claim_mail(
        &self,
        id: MailId,
        lease: &MailLease,
        now: Timestamp,
    ) -> Result<Option<ClaimedMail>, StoreError>;
    /// Lets go of a mail until it is due again; `false` if `owner` does not hold it at this attempt any more.
    async fn postpone_mail(
        &self,
        id: MailId,
        held: (Uuid, u32),
        due_at: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Notes what became of a mail and erases its content; `false` if `owner` does not hold it at this attempt
    /// any more.
    async fn finish_mail(
        &self,
        id: MailId,
        held: (Uuid, u32),
        outcome: MailOutcome,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Deletes rows of mails that were finished before that time, at most so many; says how many.
    async fn delete_done_mail(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;
}

/// A tenant whose outbox wants something done.
#[derive(Clone, Debug)]
pub struct DueTenant {
    /// Its id, by which the lists go on.
    pub id: TenantId,
    /// Its slug, by which its scope is opened.
    pub slug: Slug,
}

/// Reads across the outboxes of all tenants.
#[async_trait]
pub trait OutboxReads: Send + Sync {
    /// Tenants with mail that is due, by id, after the one given.
    async fn tenants_with_due_mail(
        &self,
        now: Timestamp,
        after: Option<TenantId>,
        limit: u32,
    ) -> Result<Vec<DueTenant>, StoreError>;
    /// Tenants with rows of mails that were finished before that time, by id.
    async fn tenants_with_done_mail(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<DueTenant>, StoreError>;
}
