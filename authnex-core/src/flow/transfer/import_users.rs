use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::json;

use super::{
    ImportError,
    facts::{Base64, SecondFactorFacts},
    parse::{TenantTransfer, UserTransfer},
    passkeys::Passkeys,
};
use crate::{
    event::{Event, EventKind},
    flow::{Environment, normal_login},
    foundation::{CodeHash, EventId, RequestContext, RoleId, TenantScope, Timestamp, UserId},
    keyring::Sealed,
    passkey::RelyingParty,
    store::{StoreError, Unit, Verdict, Work},
    totp::ActiveTotp,
    user::{Email, NewUser, PasswordRow, UserStatus},
};

/// Users of one unit: with password, roles and event some hundred rows.
const USERS_A_UNIT: usize = 50;

/// Makes the users with their ids, some in each unit; says how many there were not yet.
pub(crate) async fn import_users(
    env: &Environment,
    scope: &TenantScope,
    transfer: &TenantTransfer,
    context: &RequestContext,
) -> Result<u64, ImportError> {
    let known: HashMap<&str, RoleId> = scope
        .snapshot()
        .roles
        .values()
        .map(|role| (role.name.as_str(), role.id))
        .collect();
    let sealed = transfer.facts.sealed.is_some();
    let mut made = 0;
    for some in transfer.users.chunks(USERS_A_UNIT) {
        let users = some
            .iter()
            .map(|user| prepare(env, (&known, sealed), user, context))
            .collect::<Result<Vec<_>, _>>()?;
        let Some(last) = users.last() else {
            continue;
        };
        let work = PutUsers {
            event: last.event.id,
            now: env.now(),
            users,
        };
        made += env
            .write(scope, work)
            .await?
            .map_err(|path| ImportError::at(path, "the sign-in name or e-mail address is taken"))?;
    }
    Ok(made)
}

struct Prepared {
    path: String,
    user: NewUser,
    password: Option<PasswordRow>,
    roles: Vec<RoleId>,
    suspended: bool,
    factors: Factors,
    passkeys: Option<Passkeys>,
    event: Event,
}

/// Second factors on their way.
#[derive(Default)]
struct Factors {
    totp: Option<ActiveTotp>,
    codes: Vec<CodeHash>,
}

impl Factors {
    fn of(facts: &SecondFactorFacts) -> Option<Self> {
        let code = |code: &Base64| {
            let bytes: [u8; 32] = code.0.clone().try_into().ok()?;
            Some(CodeHash::from_bytes(bytes))
        };
        Some(Self {
            totp: facts.totp.as_ref().map(|totp| ActiveTotp {
                secret: Sealed::from_bytes(totp.secret.0.clone()),
                confirmed_at: totp.confirmed_at,
                last_step: totp.last_step,
            }),
            codes: facts
                .recovery_codes
                .iter()
                .map(code)
                .collect::<Option<_>>()?,
        })
    }
}

fn prepare(
    env: &Environment,
    (known, sealed): (&HashMap<&str, RoleId>, bool),
    from: &UserTransfer,
    context: &RequestContext,
) -> Result<Prepared, ImportError> {
    let (names, facts) = (&from.names, &from.names.transfer);
    let at = |name: &str| format!("{}.{name}", from.path);
    let email = names
        .email
        .as_deref()
        .map(Email::parse)
        .transpose()
        .map_err(|error| ImportError::at(at("email"), error))?;
    let status = UserStatus::parse(&facts.status)
        .ok_or_else(|| ImportError::at(at("transfer.status"), "not a status of a user"))?;
    let role = |name: &String| {
        known
            .get(name.as_str())
            .copied()
            .ok_or_else(|| ImportError::at(at("roles"), format!("there is no role '{name}'")))
    };
    let data = json!({"user": facts.id, "by": "import"});
    Ok(Prepared {
        path: from.path.clone(),
        user: NewUser {
            id: facts.id,
            username_normal: normal_login(&names.username),
            username: names.username.clone(),
            email,
            email_verified: names.email_verified,
            name: names.name.clone(),
            profile: from.profile.clone(),
            attributes: names.attributes.clone(),
            created_at: facts.created_at,
        },
        password: from.hash.as_ref().map(|hash| PasswordRow {
            hash: hash.clone(),
            changed_at: facts.password_changed_at.unwrap_or(facts.created_at),
            must_change: facts.must_change_password,
        }),
        roles: names.roles.iter().map(role).collect::<Result<_, _>>()?,
        suspended: status == UserStatus::Suspended,
        factors: match &facts.second_factors {
            None => Factors::default(),
            // They open under the data key that comes with what is sealed, and under no other.
            Some(_) if !sealed => {
                let why = "second factors need what is sealed in the tenant's `transfer`";
                return Err(ImportError::at(at("transfer.second_factors"), why));
            }
            Some(facts) => Factors::of(facts).ok_or_else(|| {
                let path = at("transfer.second_factors.recovery_codes");
                ImportError::at(path, "not 32 bytes")
            })?,
        },
        passkeys: passkeys_of(env, from)?,
        event: env.event(EventKind::UserCreated, env.now(), context, data),
    })
}

fn passkeys_of(env: &Environment, from: &UserTransfer) -> Result<Option<Passkeys>, ImportError> {
    let facts = &from.names.transfer;
    let here = env.relying_party.as_ref().map(RelyingParty::id);
    let of = |passkeys| Passkeys::of(passkeys, facts.id, here);
    facts.passkeys.as_ref().map(of).transpose().map_err(|name| {
        let path = format!("{}.transfer.passkeys.{name}", from.path);
        ImportError::at(path, "does not do for a passkey")
    })
}

struct PutUsers {
    event: EventId,
    users: Vec<Prepared>,
    now: Timestamp,
}

impl PutUsers {
    async fn put(&self, unit: &dyn Unit, new: &Prepared) -> Result<(), StoreError> {
        let id: UserId = new.user.id;
        if let Some(password) = &new.password {
            unit.put_password(id, password).await?;
        }
        for role in &new.roles {
            unit.assign_role(id, *role, self.now).await?;
        }
        if let Some(totp) = &new.factors.totp {
            unit.insert_totp(id, totp).await?;
        }
        if !new.factors.codes.is_empty() {
            unit.replace_recovery_codes(id, &new.factors.codes, self.now)
                .await?;
        }
        if let Some(passkeys) = &new.passkeys {
            passkeys.put(unit, id).await?;
        }
        if new.suspended {
            unit.set_user_status(id, UserStatus::Suspended, self.now)
                .await?;
        }
        unit.append_event(&new.event).await
    }
}

#[async_trait]
impl Work for PutUsers {
    /// How many there were not yet; or the path of one whose name somebody else has.
    type Out = Result<u64, String>;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let mut made = 0;
        for new in &self.users {
            if unit.insert_user(&new.user).await? {
                self.put(unit, new).await?;
                made += 1;
            } else if unit.find_user(new.user.id).await?.is_none() {
                return Ok(Verdict::Rollback(Err(new.path.clone())));
            }
        }
        Ok(if made > 0 {
            Verdict::Commit(Ok(made))
        } else {
            Verdict::Rollback(Ok(0))
        })
    }
}
