use async_trait::async_trait;
use serde_json::json;

use super::{CurrentUser, Environment, FieldFault, InternalError, error::from_internal};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PasskeyId, RequestContext, TenantScope, UserId},
    passkey::PasskeyName,
    store::{StoreError, Unit, Verdict, Work},
};

/// Why a passkey keeps its name.
#[derive(Debug, thiserror::Error)]
pub enum RenamePasskeyError {
    /// The name does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The user has no such passkey.
    #[error("there is no such passkey")]
    Unknown,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(RenamePasskeyError);

/// Gives one of the own passkeys another name.
pub(crate) async fn rename_passkey(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    (id, name): (PasskeyId, &str),
    context: &RequestContext,
) -> Result<(), RenamePasskeyError> {
    let name = PasskeyName::parse(name).map_err(|error| {
        let fault = FieldFault::new("name", "passkey_name_invalid", error);
        RenamePasskeyError::Invalid(vec![fault])
    })?;
    let data = json!({"user": who.user.id, "passkey": id, "name": name.as_str()});
    let context = context.as_actor(who.actor());
    let work = Rename {
        user: who.user.id,
        id,
        event: env.event(EventKind::PasskeyRenamed, env.now(), &context, data),
        name,
    };
    let renamed = env.write(scope, work).await?;
    renamed.then_some(()).ok_or(RenamePasskeyError::Unknown)
}

struct Rename {
    user: UserId,
    id: PasskeyId,
    name: PasskeyName,
    event: Event,
}

#[async_trait]
impl Work for Rename {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if !unit.rename_passkey(self.user, self.id, &self.name).await? {
            return Ok(Verdict::Rollback(false));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
