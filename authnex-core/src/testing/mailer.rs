use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;

use crate::{
    mail::{Mail, MailKind},
    port::{MailError, Mailer},
};

/// Keeps mails instead of sending them, and refuses when it is told to.
#[derive(Debug, Default)]
pub struct CapturedMail {
    taken: Mutex<Vec<Mail>>,
    refusals: Mutex<VecDeque<MailError>>,
}

impl CapturedMail {
    /// Refuses the next mails so, one after the other, before it takes any again.
    pub fn refuse_next(&self, refusals: impl IntoIterator<Item = MailError>) {
        let mut next = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        next.extend(refusals);
    }

    /// All mails so far, the oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Mail> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.clone()
    }

    /// The newest mail of this kind to this address.
    #[must_use]
    pub fn last(&self, kind: MailKind, to: &str) -> Option<Mail> {
        let mut all = self.all();
        all.retain(|mail| mail.kind == kind && mail.content.to == to);
        all.pop()
    }
}

#[async_trait]
impl Mailer for CapturedMail {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let refusal = self
            .refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.push(mail.clone());
        Ok(())
    }
}
