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

/// Waits while the hashing threads have too much to do.
async fn create(
    env: &Environment,
    scope: &TenantScope,
    (path, request): (&str, &NewUserByOperator),
    context: &RequestContext,
) -> Result<AppliedUser, ApplyError> {
    loop {
        return match create_user(env, scope, request.clone(), context).await {
            Ok(user) => Ok(AppliedUser {
                username: user.username,
                id: user.id,
            }),
            Err(CreateUserError::Busy {
                retry_after_seconds,
            }) => {
                wait(retry_after_seconds).await;
                continue;
            }
            Err(CreateUserError::Internal(error)) => Err(error.into()),
            Err(CreateUserError::Invalid(faults)) => Err(invalid(path, &faults)),
            Err(error @ (CreateUserError::Taken | CreateUserError::UnknownRole(_))) => {
                Err(ApplyError::failed(path, error))
            }
        };
    }
}

async fn change(
    env: &Environment,
    scope: &TenantScope,
    (path, user, update): (&str, UserId, &UserUpdate),
    context: &RequestContext,
) -> Result<(), ApplyError> {
    loop {
        let wanted = (user, update.clone());
        return match update_user(env, scope, wanted, context).await {
            Ok(_) => Ok(()),
            Err(UpdateUserError::Busy {
                retry_after_seconds,
            }) => {
                wait(retry_after_seconds).await;
                continue;
            }
            Err(UpdateUserError::Internal(error)) => Err(error.into()),
            Err(UpdateUserError::Invalid(faults)) => Err(invalid(path, &faults)),
            Err(
                error @ (UpdateUserError::Taken
                | UpdateUserError::UnknownRole(_)
                | UpdateUserError::UnknownUser),
            ) => Err(ApplyError::failed(path, error)),
        };
    }
}

async fn wait(seconds: u32) {
    tokio::time::sleep(Duration::from_secs(seconds.into())).await;
}

fn invalid(path: &str, faults: &[FieldFault]) -> ApplyError {
    let said: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.detail))
        .collect();
    ApplyError::failed(path, said.join("; "))
}
