use std::{sync::Arc, time::Duration};

use super::{
    AppliedUser, ApplyError, parallel,
    plan::{UserPlan, UserStep},
};
use crate::{
    flow::{
        CreateUserError, Environment, FieldFault, NewUserByOperator, UpdateUserError, UserUpdate,
        create_user, update_user,
    },
    foundation::{RequestContext, TenantScope, UserId},
};

/// Makes and changes users, some at a time, each in a unit of its own.
pub(super) async fn perform_users(
    env: &Arc<Environment>,
    scope: &TenantScope,
    plans: Vec<UserPlan>,
    context: &RequestContext,
) -> Result<Vec<AppliedUser>, ApplyError> {
    let done = parallel::each(plans, |plan| {
        let (env, scope, context) = (env.clone(), scope.clone(), context.clone());
        async move { perform_user(&env, &scope, plan, &context).await }
    });
    done.await.into_iter().collect()
}

async fn perform_user(
    env: &Environment,
    scope: &TenantScope,
    plan: UserPlan,
    context: &RequestContext,
) -> Result<AppliedUser, ApplyError> {
    let path = plan.path.as_str();
    match plan.step {
        UserStep::Keep(user) => Ok(user),
        UserStep::Create(request) => create(env, scope, (path, &request), context).await,
        UserStep::Update {
            user,
            username,
            update,
        } => {
            change(env, scope, (path, user, &update), context).await?;
            Ok(AppliedUser { username, id: user })
        }
    }
}

/// How often a user is tried while hashing threads or store have too much to do.
const TRIES: u32 = 60;

async fn create(
    env: &Environment,
    scope: &TenantScope,
    (path, request): (&str, &NewUserByOperator),
    context: &RequestContext,
) -> Result<AppliedUser, ApplyError> {
    for _ in 1..TRIES {
        match create_user(env, scope, request.clone(), context).await {
            Ok(user) => {
                return Ok(AppliedUser {
                    username: user.username,
                    id: user.id,
                });
            }
            Err(CreateUserError::Busy {
                retry_after_seconds,
            }) => wait(retry_after_seconds).await,
            Err(CreateUserError::Internal(error)) if error.is_busy() => wait(1).await,
            Err(CreateUserError::Internal(error)) => return Err(error.into()),
            Err(CreateUserError::Invalid(faults)) => return Err(invalid(path, &faults)),
            Err(error @ (CreateUserError::Taken | CreateUserError::UnknownRole(_))) => {
                return Err(ApplyError::failed(path, error));
            }
        }
    }
    Err(too_busy(path))
}

async fn change(
    env: &Environment,
    scope: &TenantScope,
    (path, user, update): (&str, UserId, &UserUpdate),
    context: &RequestContext,
) -> Result<(), ApplyError> {
    for _ in 1..TRIES {
        match update_user(env, scope, (user, update.clone()), context).await {
            Ok(_) => return Ok(()),
            Err(UpdateUserError::Busy {
                retry_after_seconds,
            }) => wait(retry_after_seconds).await,
            Err(UpdateUserError::Internal(error)) if error.is_busy() => wait(1).await,
            Err(UpdateUserError::Internal(error)) => return Err(error.into()),
            Err(UpdateUserError::Invalid(faults)) => return Err(invalid(path, &faults)),
            Err(
                error @ (UpdateUserError::Changed
                | UpdateUserError::LastOwner
                | UpdateUserError::Taken
                | UpdateUserError::UnknownRole(_)
                | UpdateUserError::UnknownUser),
            ) => return Err(ApplyError::failed(path, error)),
        }
    }
    Err(too_busy(path))
}

async fn wait(seconds: u32) {
    tokio::time::sleep(Duration::from_secs(seconds.into())).await;
}

fn too_busy(path: &str) -> ApplyError {
    ApplyError::failed(path, "there was too much else to do; apply again")
}

fn invalid(path: &str, faults: &[FieldFault]) -> ApplyError {
    let said: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.detail))
        .collect();
    ApplyError::failed(path, said.join("; "))
}
