use async_trait::async_trait;
use serde_json::Value;

use super::{
    CurrentUser, Environment, InternalError,
    error::{from_hash_error, from_internal},
    throttling::{Failure, SignInCounters, locked_for},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, Secret, TenantScope, Timestamp},
    password::StoredHash,
    store::{StoreError, Unit, Verdict, Work},
};

/// That whoever is signed in knows the present password.
#[derive(Debug)]
#[must_use]
pub(crate) struct PresentPassword {
    /// Its hash, which must still be there when something is done on it.
    pub(crate) hash: StoredHash,
    /// What counted the tries; a success clears it.
    pub(crate) counters: SignInCounters,
}

/// Why it is not shown.
pub(crate) enum NotPresent {
    /// Too much to do.
    Busy { retry_after_seconds: u32 },
    /// Too many failures.
    Locked { retry_after_seconds: u32 },
    /// It is another one, which was counted, or there is none.
    Wrong,
    /// What the caller cannot mend.
    Internal(InternalError),
}

from_internal!(NotPresent);
from_hash_error!(NotPresent);

/// Gives a flow's error the causes of [`NotPresent`] by the same names.
macro_rules! from_not_present {
    ($error:ident) => {
        impl From<super::present_password::NotPresent> for $error {
            fn from(why: super::present_password::NotPresent) -> Self {
                use super::present_password::NotPresent;
                match why {
                    NotPresent::Busy {
                        retry_after_seconds,
                    } => Self::Busy {
                        retry_after_seconds,
                    },
                    NotPresent::Locked {
                        retry_after_seconds,
                    } => Self::Locked {
                        retry_after_seconds,
                    },
                    NotPresent::Wrong => Self::WrongPassword,
                    NotPresent::Internal(error) => Self::Internal(error),
                }
            }
        }
    };
}

pub(crate) use from_not_present;

impl PresentPassword {
    /// Asks for the present password of whoever is signed in. It can be guessed here as at a sign-in: the same
    /// rules count, apart from what strangers do: they must not keep whoever is signed in from a new password.
    pub(crate) async fn show(
        env: &Environment,
        scope: &TenantScope,
        who: &CurrentUser,
        given: Secret,
        (context, data): (&RequestContext, Value),
    ) -> Result<Self, NotPresent> {
        let counters = SignInCounters::of_signed_in(scope, &who.user, context);
        if let Some(retry_after_seconds) = locked_for(env, scope, &counters, env.now()).await? {
            return Err(NotPresent::Locked {
                retry_after_seconds,
            });
        }
        let row = env.store.reader(scope).find_password(who.user.id).await?;
        let hash = row.ok_or(NotPresent::Wrong)?.hash;
        if env.passwords.verify(given, hash.clone()).await? {
            return Ok(Self { hash, counters });
        }
        let work = CountWrong {
            counters,
            event: env.event(EventKind::SignInRefused, env.now(), context, data),
        };
        Err(match env.write(scope, work).await? {
            None => NotPresent::Wrong,
            Some(until) => NotPresent::Locked {
                retry_after_seconds: env.now().seconds_until(until),
            },
        })
    }
}

struct CountWrong {
    counters: SignInCounters,
    event: Event,
}

#[async_trait]
impl Work for CountWrong {
    /// Until when it is locked, if the lock fell before this one was counted.
    type Out = Option<Timestamp>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        if let Some(until) = self.counters.locked(unit, self.event.at).await? {
            return Ok(Verdict::Rollback(Some(until)));
        }
        if let Failure::Late(until) = self.counters.count(unit, self.event.at).await? {
            return Ok(Verdict::Rollback(Some(until)));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(None))
    }
}
