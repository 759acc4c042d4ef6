use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{
    ApplyError, Change, DocumentFault, TenantEntry, parallel,
    plan::{RolePlan, TenantPlan, UserPlan},
    plan_client::plan_of,
    plan_settings::{SettingsPlan, plan_settings},
    plan_user::{Ground, plan_user},
};
use crate::{
    flow::Environment,
    foundation::TenantScope,
    role::{Role, RoleKind, SystemRole},
};

/// Compares one tenant of a document with what is stored; `scope` is `None` when it is yet to be made.
pub(crate) async fn plan_tenant(
    env: &Arc<Environment>,
    scope: Option<TenantScope>,
    entry: &TenantEntry,
    faults: &mut Vec<DocumentFault>,
) -> Result<TenantPlan, ApplyError> {
    let mut changes = Vec::new();
    if scope.is_none() {
        changes.push(Change::create(&entry.path));
    }
    let notes = (&mut changes, &mut *faults);
    let settings = plan_settings(env, scope.as_ref(), entry, notes);
    let stored = match &scope {
        Some(scope) => env.store.reader(scope).list_roles().await?,
        None => Vec::new(),
    };
    let roles = plan_roles(entry, &stored, &mut changes);
    let (users, news) =
        plan_users(env, scope.as_ref(), (entry, &settings, &stored), faults).await?;
    changes.extend(news);
    let mut clients = Vec::with_capacity(entry.clients.len());
    for client in &entry.clients {
        let notes = (&mut changes, &mut *faults);
        clients.push(plan_of(env, scope.as_ref(), client, notes).await?);
    }
    Ok(TenantPlan {
        path: entry.path.clone(),
        slug: entry.slug.clone(),
        settings,
        roles,
        users,
        clients,
        issues_keys: false,
        changes,
    })
}

/// Compares users, some at a time.
async fn plan_users(
    env: &Arc<Environment>,
    scope: Option<&TenantScope>,
    (entry, settings, stored): (&TenantEntry, &SettingsPlan, &[Role]),
    faults: &mut Vec<DocumentFault>,
) -> Result<(Vec<UserPlan>, Vec<Change>), ApplyError> {
    let mut changes = Vec::new();
    let ground = Arc::new(Ground {
        env: env.clone(),
        roles: role_names(entry, stored),
        rules: settings.rules.clone(),
        tenant_name: settings.details.name.clone(),
        scope: scope.cloned(),
    });
    let planned = parallel::each(entry.users.clone(), |user| {
        let ground = ground.clone();
        async move { plan_user(&ground, &user).await }
    })
    .await;
    let mut users = Vec::with_capacity(planned.len());
    for planned in planned {
        match planned? {
            Ok((user, news)) => {
                changes.extend(news);
                users.push(user);
            }
            Err(found) => faults.extend(found),
        }
    }
    same_user_twice(&users, faults);
    Ok((users, changes))
}

/// One entry may name a user by sign-in name and another by address: they would undo each other.
fn same_user_twice(users: &[UserPlan], faults: &mut Vec<DocumentFault>) {
    let mut seen = HashMap::new();
    for user in users {
        let Some(id) = user.step.stored() else {
            continue;
        };
        match seen.get(&id) {
            Some(first) => {
                let detail = format!("the same user as {first}");
                faults.push(DocumentFault::new(&user.path, detail));
            }
            None => {
                seen.insert(id, &user.path);
            }
        }
    }
}

/// Names of all roles that there will be.
fn role_names(entry: &TenantEntry, stored: &[Role]) -> HashSet<String> {
    let system = SystemRole::ALL
        .into_iter()
        .map(|role| role.name().to_owned());
    let given = entry.roles.iter().map(|role| role.name.as_str().to_owned());
    let stored = stored.iter().map(|role| role.name.as_str().to_owned());
    system.chain(given).chain(stored).collect()
}

fn plan_roles(entry: &TenantEntry, stored: &[Role], changes: &mut Vec<Change>) -> Vec<RolePlan> {
    let mut plans = Vec::new();
    for role in &entry.roles {
        if SystemRole::ALL
            .iter()
            .any(|system| system.name() == role.name.as_str())
        {
            continue;
        }
        let found = stored.iter().find(|stored| stored.name == role.name);
        let change = match (found, &role.permissions) {
            (None, _) => Change::create(&role.path),
            (Some(stored), Some(given))
                if stored.kind == RoleKind::Custom && stored.permissions != *given =>
            {
                Change::update(format!("{}.permissions", role.path))
            }
            (Some(_), _) => continue,
        };
        changes.push(change);
        plans.push(RolePlan {
            path: role.path.clone(),
            name: role.name.clone(),
            permissions: role.permissions.clone().unwrap_or_else(BTreeSet::new),
            exists: found.is_some(),
        });
    }
    plans
}
