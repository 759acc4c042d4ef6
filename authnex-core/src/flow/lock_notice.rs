use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, letter::Letter, throttling::Owner};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope, UserId},
    store::{StoreError, Unit, Verdict, Work},
};

/// Notes that a name was locked, and tells its owner by mail, with a link that unlocks it. A name that nobody has is
/// noted alike, so that both take as long.
pub(crate) async fn announce_lock(
    env: &Environment,
    scope: &TenantScope,
    owner: Option<&Owner>,
    context: &RequestContext,
) -> Result<(), InternalError> {
    let data = owner.map_or_else(|| json!({}), |owner| json!({"user": owner.user}));
    let letter = match owner {
        Some(Owner {
            user,
            email: Some(email),
            language,
        }) => {
            let language = language.unwrap_or(context.language);
            let letter = Letter::account_locked(env, scope, (*user, email), language)?;
            Some((letter, *user))
        }
        _ => None,
    };
    let work = Announce {
        letter,
        event: env.event(EventKind::AccountLocked, env.now(), context, data),
    };
    env.write(scope, work).await?;
    env.mail_wake.notify_one();
    Ok(())
}

struct Announce {
    letter: Option<(Letter, UserId)>,
    event: Event,
}

#[async_trait]
impl Work for Announce {
    type Out = ();

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        if let Some((letter, user)) = &self.letter {
            letter.write(unit, *user).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(()))
    }
}
