//! Mails: what is sent to whom, and the outbox in which it waits.
//!
//! A flow writes its mail's row in the unit that makes the change, so that a mail goes out if, and only if, the
//! change stands. Recipient, subject and body are one value sealed under the tenant's data key; in clear are
//! ids, kind, times, tries and state. A worker claims what is due by lease, sends it outside of any unit and
//! notes what came of it: at least once, so that receivers tell copies by the `Message-ID`, which comes from the
//! row's id. The sealed value is erased as soon as the mail is delivered or given up.

mod content;
mod draft;
mod model;
mod repo;
mod text;

pub use content::{Mail, MailContent};
pub(crate) use draft::Draft;
pub use model::{ClaimedMail, MailKind, MailLease, MailOutcome, NewMail, UserMail};
pub use repo::{DueTenant, MailReads, MailWrites, OutboxReads};
