use async_trait::async_trait;
use serde_json::{Value, json};

use super::end_session::end_all;
use super::{
    Environment, FieldFault, InternalError, NewPassword,
    account::Faults,
    create_user::role_names,
    error::{from_hash_error, from_internal},
    last_owner::is_last_owner,
    letter::Letter,
    new_password::{ask_about, keep_former},
    reset_password::spend_resets,
    sign_in::normal_login,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, RoleId, SessionId, TenantScope, Timestamp, UserId},
    password::StoredHash,
    policy::Policy,
    role::{RoleName, SystemRole},
    store::{StoreError, Unit, Verdict, Work},
    user::{Attributes, ChangedUser, Email, PasswordRow, Profile, User},
};

/// What somebody else sets of a user: what is `None` stays, an empty text takes away.
#[derive(Clone, Debug, Default)]
pub struct UserUpdate {
    /// The sign-in name.
    pub username: Option<String>,
    /// The e-mail address; another one is unverified until said otherwise.
    pub email: Option<String>,
    /// Whether the address counts as verified.
    pub email_verified: Option<bool>,
    /// The shown name.
    pub name: Option<String>,
    /// What else is known of the person.
    pub profile: Profile,
    /// What the application keeps with the user, whole.
    pub attributes: Option<Attributes>,
    /// The password, or its hash from another system.
    pub password: Option<NewPassword>,
    /// Whether the next sign-in must set another password, if one is set here.
    pub must_change_password: bool,
    /// Names of roles to give; what the user has beside them stays, unless the next says otherwise.
    pub roles: Vec<String>,
    /// Whether the user keeps no role but those given here; `member` if these are none.
    pub takes_other_roles: bool,
    /// When the user was last changed as the caller saw; another change since then refuses this one.
    pub seen_at: Option<Timestamp>,
}

/// Why a user stays as is.
#[derive(Debug, thiserror::Error)]
pub enum UpdateUserError {
    /// Too much to do: try again.
    #[error("too much hashing at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The user was changed since the caller looked.
    #[error("the user was changed meanwhile")]
    Changed,
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The last active owner keeps that role.
    #[error("this is the last active owner")]
    LastOwner,
    /// The sign-in name or the address has another account.
    #[error("the sign-in name or e-mail address is taken")]
    Taken,
    /// There is no such role.
    #[error("there is no role '{0}'")]
    UnknownRole(String),
    /// There is no such user.
    #[error("there is no such user")]
    UnknownUser,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(UpdateUserError);
from_hash_error!(UpdateUserError);

/// What is to become of a fact that a user may lack.
#[derive(Clone, Debug)]
enum Fact<T> {
    Keep,
    Set(Option<T>),
}

impl<T: Clone> Fact<T> {
    fn over(&self, stored: Option<&T>) -> Option<T> {
        match self {
            Self::Keep => stored.cloned(),
            Self::Set(fact) => fact.clone(),
        }
    }
}

/// Facts that do, as they will be.
#[derive(Clone, Debug)]
pub(crate) struct CheckedFacts {
    username: Option<(String, String)>,
    email: Fact<Email>,
    email_verified: Option<bool>,
    name: Fact<String>,
    profile: Profile,
    attributes: Option<Attributes>,
}

impl CheckedFacts {
    /// The user with these facts, and the names of those that differ.
    pub(crate) fn over(&self, user: &User, now: Timestamp) -> (ChangedUser, Vec<&'static str>) {
        let (username, username_normal) = self
            .username
            .clone()
            .unwrap_or_else(|| (user.username.clone(), normal_login(&user.username)));
        let email = self.email.over(user.email.as_ref());
        let normal = |email: &Option<Email>| email.as_ref().map(|email| email.normal().to_owned());
        let kept = normal(&email) == normal(&user.email) && user.email_verified;
        let mut profile = user.profile.clone();
        profile.set(&self.profile);
        let changed = ChangedUser {
            id: user.id,
            username,
            username_normal,
            email_verified: self.email_verified.unwrap_or(kept),
            email,
            name: self.name.over(user.name.as_ref()),
            profile,
            attributes: self
                .attributes
                .clone()
                .unwrap_or_else(|| user.attributes.clone()),
            seen_at: user.updated_at,
            // Two changes within a microsecond are two versions all the same.
            updated_at: now.max(Timestamp::from_micros(user.updated_at.as_micros() + 1)),
        };
        let names = [
            ("username", changed.username != user.username),
            ("email", changed.email != user.email),
            (
                "email_verified",
                changed.email_verified != user.email_verified,
            ),
            ("name", changed.name != user.name),
        ];
        let mut names: Vec<_> = differing(&names).collect();
        names.extend(differing(&changed.profile.differences(&user.profile)));
        if changed.attributes != user.attributes {
            names.push("attributes");
        }
        (changed, names)
    }
}

/// The user with the facts that there are, as another version.
pub(super) fn unchanged(user: &User, now: Timestamp) -> ChangedUser {
    let facts = CheckedFacts {
        username: None,
        email: Fact::Keep,
        email_verified: None,
        name: Fact::Keep,
        profile: Profile::default(),
        attributes: None,
    };
    facts.over(user, now).0
}

fn differing<'a>(
    names: &'a [(&'static str, bool)],
) -> impl Iterator<Item = &'static str> + use<'a> {
    names
        .iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| *name)
}

/// Checks an update against the rules of the tenant; a given hash that can be verified comes back too.
pub(crate) fn check(
    (policy, tenant): (&Policy, &str),
    user: &User,
    update: &UserUpdate,
) -> Result<(CheckedFacts, Option<StoredHash>), Vec<FieldFault>> {
    let mut faults = Faults::default();
    let email = match update.email.as_deref().map(str::trim) {
        None => Fact::Keep,
        Some("") => Fact::Set(None),
        Some(text) => Fact::Set(faults.email(text)),
    };
    let username = update.username.as_deref().map(|text| faults.login(text));
    let name = match update.name.as_deref() {
        None => Fact::Keep,
        Some(text) => Fact::Set(faults.name(Some(text))),
    };
    let own = email.over(user.email.as_ref());
    let context = (own.as_ref().map(Email::as_str), tenant);
    let imported = update
        .password
        .as_ref()
        .and_then(|password| faults.new_password(policy, password, context));
    faults.facts(&update.profile, update.attributes.as_ref());
    let facts = CheckedFacts {
        username,
        email,
        email_verified: update.email_verified,
        name,
        profile: update.profile.clone(),
        attributes: update.attributes.clone(),
    };
    faults.or(Some((facts, imported)))
}

/// Sets facts, password and further roles of a user in one unit; says what of it was news. Nothing new, nothing
/// written.
pub(crate) async fn update_user(
    env: &Environment,
    scope: &TenantScope,
    (id, update): (UserId, UserUpdate),
    context: &RequestContext,
) -> Result<Vec<&'static str>, UpdateUserError> {
    let snapshot = scope.snapshot();
    let found = env.store.reader(scope).find_user(id).await?;
    let user = found.ok_or(UpdateUserError::UnknownUser)?;
    let context_of = (&snapshot.policy, snapshot.tenant.name.as_str());
    let (facts, imported) = check(context_of, &user, &update).map_err(UpdateUserError::Invalid)?;
    let roles = match update.roles.as_slice() {
        [] if !update.takes_other_roles => Vec::new(),
        names => role_names(names).map_err(|_| unknown_role(names))?,
    };
    let params = snapshot.policy.password_hash;
    let hash = match (update.password, imported) {
        (Some(NewPassword::Plain(password)), _) => {
            ask_about::<UpdateUserError>(env, Some((scope, id)), ("password", &password))
                .await?
                .map_err(UpdateUserError::Invalid)?;
            Some(env.passwords.hash(password, params).await?)
        }
        (_, imported) => imported,
    };
    let notice = match hash {
        Some(_) => Letter::password_changed(env, scope, user.email.as_ref(), context.language)?,
        None => None,
    };
    let now = env.now();
    let work = Update {
        scope: scope.clone(),
        notice,
        user: id,
        seen_at: update.seen_at,
        facts,
        roles,
        takes_other_roles: update.takes_other_roles,
        password: hash.map(|hash| PasswordRow {
            hash,
            changed_at: now,
            must_change: update.must_change_password,
        }),
        ends_sessions: snapshot.policy.password_change_ends_sessions,
        event: env.event(EventKind::UserUpdated, now, context, Value::Null),
    };
    let (changed, ended) = env.write(scope, work).await??;
    env.mail_wake.notify_one();
    for session in ended {
        env.session_ended(scope, session, now);
    }
    Ok(changed)
}

fn unknown_role(names: &[String]) -> UpdateUserError {
    let unknown = names.iter().find(|name| RoleName::parse(name).is_err());
    UpdateUserError::UnknownRole(unknown.cloned().unwrap_or_default())
}

struct Update {
    scope: TenantScope,
    user: UserId,
    seen_at: Option<Timestamp>,
    facts: CheckedFacts,
    password: Option<PasswordRow>,
    /// Tells the user of the password, at the address as it was.
    notice: Option<Letter>,
    roles: Vec<RoleName>,
    takes_other_roles: bool,
    ends_sessions: bool,
    event: Event,
}

impl Update {
    /// Whether another user has the sign-in name or the address.
    async fn is_taken(&self, unit: &dyn Unit, changed: &ChangedUser) -> Result<bool, StoreError> {
        let name = unit.find_user_by_username(&changed.username_normal).await?;
        let email = match &changed.email {
            Some(email) => unit.find_user_by_email(email.normal()).await?,
            None => None,
        };
        Ok([name, email]
            .iter()
            .flatten()
            .any(|user| user.id != self.user))
    }

    /// Gives roles and takes the others, as asked; says whether there was anything to do.
    async fn set_roles(
        &self,
        unit: &dyn Unit,
    ) -> Result<Result<bool, UpdateUserError>, StoreError> {
        let mut changed = false;
        let mut given = Vec::with_capacity(self.roles.len());
        for name in &self.roles {
            let Some(role) = unit.find_role(name).await? else {
                let unknown = UpdateUserError::UnknownRole(name.as_str().to_owned());
                return Ok(Err(unknown));
            };
            changed |= unit.assign_role(self.user, role.id, self.event.at).await?;
            given.push(role.id);
        }
        if !self.takes_other_roles {
            return Ok(Ok(changed));
        }
        for role in unit.roles_of(self.user).await? {
            if given.contains(&role) {
                continue;
            }
            if self.is_owners(unit, role).await?
                && is_last_owner(unit, self.user, self.event.at).await?
            {
                return Ok(Err(UpdateUserError::LastOwner));
            }
            changed |= unit.unassign_role(self.user, role).await?;
        }
        Ok(Ok(changed))
    }

    async fn is_owners(&self, unit: &dyn Unit, role: RoleId) -> Result<bool, StoreError> {
        let found = unit.find_role_by_id(role).await?;
        Ok(found.is_some_and(|role| role.name.as_str() == SystemRole::Owner.name()))
    }

    async fn put_password(
        &self,
        unit: &dyn Unit,
        row: &PasswordRow,
    ) -> Result<Vec<SessionId>, StoreError> {
        keep_former(unit, &self.scope, self.user).await?;
        unit.put_password(self.user, row).await?;
        spend_resets(unit, self.user, self.event.at).await?;
        if let Some(notice) = &self.notice {
            notice.write(unit, self.user).await?;
        }
        if !self.ends_sessions {
            return Ok(Vec::new());
        }
        let (ended, _) = end_all(unit, self.user, None, self.event.at).await?;
        Ok(ended)
    }
}

#[async_trait]
impl Work for Update {
    type Out = Result<(Vec<&'static str>, Vec<SessionId>), UpdateUserError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let Some(user) = unit.find_user(self.user).await? else {
            return Ok(Verdict::Rollback(Err(UpdateUserError::UnknownUser)));
        };
        if self.seen_at.is_some_and(|seen| seen != user.updated_at) {
            return Ok(Verdict::Rollback(Err(UpdateUserError::Changed)));
        }
        let (changed, mut names) = self.facts.over(&user, self.event.at);
        if !names.is_empty() && self.is_taken(unit, &changed).await? {
            return Ok(Verdict::Rollback(Err(UpdateUserError::Taken)));
        }
        match self.set_roles(unit).await? {
            Ok(true) => names.push("roles"),
            Ok(false) => {}
            Err(error) => return Ok(Verdict::Rollback(Err(error))),
        }
        if !names.is_empty() && !unit.update_user(&changed).await? {
            return Err(StoreError::Conflict);
        }
        let only_password = names.is_empty();
        let mut ended = Vec::new();
        if let Some(row) = &self.password {
            ended = self.put_password(unit, row).await?;
            names.push("password");
        }
        if names.is_empty() {
            return Ok(Verdict::Rollback(Ok((names, ended))));
        }
        let (kind, data) = if only_password {
            (EventKind::PasswordSet, json!({"user": self.user}))
        } else {
            let data = json!({"user": self.user, "changed": names});
            (EventKind::UserUpdated, data)
        };
        unit.append_event(&self.event.become_kind(kind, data))
            .await?;
        Ok(Verdict::Commit(Ok((names, ended))))
    }
}
