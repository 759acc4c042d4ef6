use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{
    AppliedUser, ApplyError, Change, DocumentFault, UserEntry,
    plan::{UserPlan, UserStep},
};
use crate::{
    flow::{
        Environment, InternalError, NewPassword, create_user, new_password::ask_about, update_user,
    },
    foundation::{Secret, TenantScope},
    password::{HashError, StoredHash},
    policy::Policy,
    role::RoleName,
    store::StoreError,
    user::User,
};

/// What users of one tenant are compared with.
pub(super) struct Ground {
    pub(super) env: Arc<Environment>,
    /// `None` when the tenant is yet to be made.
    pub(super) scope: Option<TenantScope>,
    /// The rules as they will be.
    pub(super) rules: Policy,
    pub(super) tenant_name: String,
    /// Names of all roles that there will be.
    pub(super) roles: HashSet<String>,
}

type Planned = Result<(UserPlan, Vec<Change>), Vec<DocumentFault>>;

/// Compares one user with what is stored.
pub(super) async fn plan_user(ground: &Ground, entry: &UserEntry) -> Result<Planned, ApplyError> {
    let mut faults = unknown_roles(ground, entry);
    let stored = find(ground, entry, &mut faults).await?;
    let password = match password(ground, entry, stored.as_ref()).await? {
        Ok(password) => password,
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    faults.extend(unknown_to_be_bad(ground, entry, stored.as_ref(), password.as_ref()).await?);
    let ground_rules = (&ground.rules, ground.tenant_name.as_str());
    let of_field = |fault| DocumentFault::of_field(&entry.path, &fault);
    let (step, changes) = match stored {
        None => {
            let request = entry.new_user(password);
            if let Err(list) = create_user::check(&ground.env, ground_rules, &request) {
                faults.extend(list.into_iter().map(of_field));
            }
            let step = UserStep::Create(Box::new(request));
            (step, vec![Change::create(&entry.path)])
        }
        Some(user) => {
            let roles = missing_roles(ground, entry, &user).await?;
            let update = entry.update(password, roles);
            let changed = match update_user::check(ground_rules, &user, &update) {
                Ok((facts, _)) => facts.over(&user, user.updated_at).1,
                Err(list) => {
                    faults.extend(list.into_iter().map(of_field));
                    Vec::new()
                }
            };
            step_of(entry, user, update, changed)
        }
    };
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let plan = UserPlan {
        path: entry.path.clone(),
        step,
    };
    Ok(Ok((plan, changes)))
}

fn step_of(
    entry: &UserEntry,
    user: User,
    update: crate::flow::UserUpdate,
    mut names: Vec<&'static str>,
) -> (UserStep, Vec<Change>) {
    if !update.roles.is_empty() {
        names.push("roles");
    }
    match update.password {
        Some(NewPassword::Hash(_)) => names.push("password_hash"),
        Some(NewPassword::Plain(_)) => names.push("password"),
        None => {}
    }
    let changes: Vec<Change> = names
        .into_iter()
        .map(|name| Change::update(format!("{}.{name}", entry.path)))
        .collect();
    let username = update.username.clone().unwrap_or(user.username);
    let step = if changes.is_empty() {
        UserStep::Keep(AppliedUser {
            username,
            id: user.id,
        })
    } else {
        UserStep::Update {
            user: user.id,
            username,
            update: Box::new(update),
        }
    };
    (step, changes)
}

fn unknown_roles(ground: &Ground, entry: &UserEntry) -> Vec<DocumentFault> {
    let unknown = entry
        .roles
        .iter()
        .enumerate()
        .filter(|(_, name)| !ground.roles.contains(*name));
    unknown
        .map(|(index, name)| {
            let path = format!("{}.roles[{index}]", entry.path);
            let detail = match RoleName::parse(name) {
                Ok(_) => format!("there is no role '{name}'; declare it among the roles"),
                Err(error) => error.to_string(),
            };
            DocumentFault::new(path, detail)
        })
        .collect()
}

/// The user with this sign-in name; one who is named by address alone may have another sign-in name.
async fn find(
    ground: &Ground,
    entry: &UserEntry,
    faults: &mut Vec<DocumentFault>,
) -> Result<Option<User>, StoreError> {
    let Some(scope) = &ground.scope else {
        return Ok(None);
    };
    let reader = ground.env.store.reader(scope);
    let named = reader.find_user_by_username(&entry.normal_name()).await?;
    let addressed = match entry.normal_email() {
        Some(email) => reader.find_user_by_email(&email).await?,
        None => None,
    };
    match (named, addressed) {
        (None, addressed) if entry.username.is_none() => Ok(addressed),
        (named, Some(other)) if named.as_ref().is_none_or(|named| named.id != other.id) => {
            let path = format!("{}.email", entry.path);
            let detail = format!("this address belongs to the user '{}'", other.username);
            faults.push(DocumentFault::new(path, detail));
            Ok(named)
        }
        (named, _) => Ok(named),
    }
}

async fn missing_roles(
    ground: &Ground,
    entry: &UserEntry,
    user: &User,
) -> Result<Vec<String>, StoreError> {
    let Some(scope) = &ground.scope else {
        return Ok(entry.roles.clone());
    };
    let reader = ground.env.store.reader(scope);
    let held = crate::flow::authorization_of(&*reader, scope, user.id).await?;
    let missing = entry.roles.iter().filter(|name| !held.roles.contains(name));
    Ok(missing.cloned().collect())
}

/// What of the password is to be set: nothing if it verifies already, or if a given hash would replace a password.
async fn password(
    ground: &Ground,
    entry: &UserEntry,
    user: Option<&User>,
) -> Result<Result<Option<NewPassword>, DocumentFault>, ApplyError> {
    let stored = match (user, &ground.scope) {
        (Some(user), Some(scope)) => {
            let reader = ground.env.store.reader(scope);
            reader.find_password(user.id).await?.map(|row| row.hash)
        }
        _ => None,
    };
    let given = entry.password_hash.as_ref().map(Secret::expose);
    let imported = match given.map(StoredHash::import).transpose() {
        Ok(imported) => imported,
        Err(error) => {
            let path = format!("{}.password_hash", entry.path);
            return Ok(Err(DocumentFault::new(path, error)));
        }
    };
    let Some(password) = &entry.password else {
        let hash = imported.filter(|_| stored.is_none());
        return Ok(Ok(
            hash.map(|hash| NewPassword::Hash(hash.as_str().to_owned()))
        ));
    };
    if let Some(stored) = stored
        && verifies(&ground.env, password, stored).await?
    {
        return Ok(Ok(None));
    }
    let Some(imported) = imported else {
        return Ok(Ok(Some(NewPassword::Plain(password.clone()))));
    };
    let text = imported.as_str().to_owned();
    if verifies(&ground.env, password, imported).await? {
        return Ok(Ok(Some(NewPassword::Hash(text))));
    }
    let path = format!("{}.password_hash", entry.path);
    let detail = "not a hash of the password beside it; give one of the two";
    Ok(Err(DocumentFault::new(path, detail)))
}

/// What only asking tells of a password that is to be set.
async fn unknown_to_be_bad(
    ground: &Ground,
    entry: &UserEntry,
    user: Option<&User>,
    password: Option<&NewPassword>,
) -> Result<Vec<DocumentFault>, ApplyError> {
    let Some(NewPassword::Plain(password)) = password else {
        return Ok(Vec::new());
    };
    let whose = ground.scope.as_ref().zip(user.map(|user| user.id));
    let asked = ask_about::<ApplyError>(&ground.env, whose, ("password", password)).await?;
    let faults = asked.err().unwrap_or_default();
    Ok(faults
        .iter()
        .map(|fault| DocumentFault::of_field(&entry.path, fault))
        .collect())
}

/// Whether the password is the hash's; waits while the hashing threads have too much to do.
async fn verifies(
    env: &Environment,
    password: &Secret,
    hash: StoredHash,
) -> Result<bool, InternalError> {
    loop {
        match env.passwords.verify(password.clone(), hash.clone()).await {
            Ok(right) => return Ok(right),
            Err(HashError::Busy {
                retry_after_seconds,
            }) => tokio::time::sleep(Duration::from_secs(retry_after_seconds.into())).await,
            // A stored text that cannot be verified is no password's.
            Err(HashError::Failed) => return Ok(false),
            Err(error) => return Err(InternalError::Hash(error)),
        }
    }
}
