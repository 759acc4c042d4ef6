use authnex_core::{
    TenantHandle,
    flow::UserChangeError,
    foundation::RequestContext,
    user::{User, UserStatus},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};

use super::{
    action::UserAction,
    details::{changeable, path_of},
};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{admitted::admitted, flash::Done, page::sign_out::NoFields, response::see_other},
    state::HttpState,
};

/// Does one thing to a user.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    Path((user, action)): Path<(String, String)>,
    form: PageForm<NoFields>,
) -> Response {
    let acted = async {
        let action = UserAction::parse(&action).ok_or_else(Failure::not_found)?;
        let (tenant, who) = admitted(&form.visitor, action.permission())?;
        let user = changeable(tenant, who, &user).await?;
        let context = context.as_actor(who.actor());
        let done = act(tenant, action, &user, &context).await?;
        Ok::<_, Failure>(match done {
            Done::UserDeleted => done.at("/portal/users"),
            _ => done.at(&path_of(&user)),
        })
    };
    match acted.await {
        Ok(path) => see_other(&state, &path),
        Err(failure) => failure.into_response(),
    }
}

async fn act(
    tenant: &TenantHandle,
    action: UserAction,
    user: &User,
    context: &RequestContext,
) -> Result<Done, Failure> {
    let done = action.done();
    let changed = match action {
        UserAction::Delete => tenant.delete_user(user.id, None, context).await,
        UserAction::ForcePasswordChange => tenant.force_password_change(user.id, context).await,
        UserAction::Reactivate => set(tenant, user, UserStatus::Active, context).await,
        UserAction::Suspend => set(tenant, user, UserStatus::Suspended, context).await,
        UserAction::ResetMfa => {
            tenant.reset_mfa(user.id, context).await?;
            return Ok(done);
        }
        UserAction::SignOutEverywhere => {
            tenant.end_all_sessions(user.id, context).await?;
            return Ok(done);
        }
        UserAction::ResendVerification => {
            let Some(email) = user.email.as_ref().filter(|_| !user.email_verified) else {
                return Ok(Done::NothingToVerify);
            };
            tenant.send_verification(email.normal(), context).await?;
            return Ok(done);
        }
    };
    match changed {
        Ok(()) => Ok(done),
        Err(UserChangeError::LastOwner) => Ok(Done::LastOwner),
        Err(UserChangeError::NoPassword) => Ok(Done::NoPassword),
        Err(UserChangeError::Own) => Ok(Done::OwnAccount),
        Err(error) => Err(error.into()),
    }
}

async fn set(
    tenant: &TenantHandle,
    user: &User,
    status: UserStatus,
    context: &RequestContext,
) -> Result<(), UserChangeError> {
    let changed = tenant.change_user_status(user.id, status, context).await;
    changed.map(drop)
}
