use std::net::IpAddr;

use uuid::Uuid;

use super::{
    Environment, counted_name::counted_name, known_device::known_mark, sign_in::normal_login,
};
use crate::{
    foundation::{Language, PageRequest, RequestContext, TenantScope, Timestamp, UserId},
    policy::Policy,
    store::{Reader, StoreError, Unit},
    throttle::{ThrottleKey, ThrottleKind, ThrottleRule},
    user::{Email, User},
};

/// The counters that one sign-in touches.
#[derive(Clone, Debug)]
pub(crate) struct SignInCounters {
    account: ThrottleKey,
    source: Option<ThrottleKey>,
    account_rule: ThrottleRule,
    source_rule: ThrottleRule,
    owner: Option<Owner>,
}

/// Who is told when the account is locked.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    pub(crate) user: UserId,
    pub(crate) email: Option<Email>,
    /// In which language the owner reads, if that is known.
    pub(crate) language: Option<Language>,
}

/// An IPv6 customer holds at least a /64: counting single addresses of it would count nothing.
pub(crate) fn source_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// What one more failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// One of those that are allowed, and perhaps the one that locks the name.
    Counted { locks: bool },
    /// The lock fell before it, and lasts until then: the unit is to be undone.
    Late(Timestamp),
}

impl SignInCounters {
    /// `login` in normal form: all spellings of one name count together, and so do names that a mail host may take
    /// for one.
    pub(crate) fn of(scope: &TenantScope, login: &str, context: &RequestContext) -> Self {
        let snapshot = scope.snapshot();
        let policy: &Policy = &snapshot.policy;
        let rule = |failures| ThrottleRule {
            failures,
            window_seconds: policy.lockout_window_seconds,
            lock_seconds: policy.lockout_seconds,
            max_lock_seconds: policy.lockout_max_seconds,
        };
        let key = |kind: ThrottleKind, text: &str| ThrottleKey {
            kind,
            key: snapshot.data_key.code_hash(kind.as_str(), text),
        };
        Self {
            account: key(ThrottleKind::Account, &counted_name(login)),
            source: context
                .address
                .map(|address| key(ThrottleKind::Source, &source_of(address))),
            account_rule: rule(policy.lockout_failures),
            source_rule: rule(policy.lockout_source_failures),
            owner: None,
        }
    }

    /// The counters of a name from where its owner is known by `mark`: what strangers do wrong does not lock them.
    /// The address does not count there, or neighbours behind one address would lock each other out.
    pub(crate) fn of_known(
        scope: &TenantScope,
        (login, mark): (&str, &str),
        context: &RequestContext,
    ) -> Self {
        Self {
            account: key_of(scope, ThrottleKind::Known, &format!("{login}\n{mark}")),
            source: None,
            ..Self::of(scope, login, context)
        }
    }

    /// The counters of a name within its own sessions, all of them together: whatever strangers do wrong elsewhere
    /// keeps nobody who is signed in from the own account.
    pub(crate) fn of_signed_in(scope: &TenantScope, user: &User, context: &RequestContext) -> Self {
        let name = normal_login(&user.username);
        Self::of_known(scope, (&name, "signed in"), context)
    }

    fn keys(&self) -> impl Iterator<Item = (&ThrottleKey, &ThrottleRule)> {
        std::iter::once((&self.account, &self.account_rule))
            .chain(self.source.iter().map(|key| (key, &self.source_rule)))
    }

    /// Until when the account or the source is locked.
    pub(crate) async fn locked(
        &self,
        reader: &dyn Reader,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut latest = None;
        for (key, _) in self.keys() {
            let state = reader.find_throttle(key).await?;
            latest = latest.max(state.and_then(|state| state.locked_at(now)));
        }
        Ok(latest)
    }

    /// Counts one failure of each. What it makes of the counters decides, not what was read before: of many at once
    /// no more than the rule allows are among those that count.
    pub(crate) async fn count(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Failure, StoreError> {
        let (mut locks, mut late) = (false, None);
        for (key, rule) in self.keys() {
            let state = unit.count_failure(key, rule, now).await?;
            locks |= key.kind == ThrottleKind::Account && state.failures == rule.failures;
            if state.failures > rule.failures {
                late = late.max(state.locked_at(now));
            }
        }
        Ok(match late {
            Some(until) => Failure::Late(until),
            None => Failure::Counted { locks },
        })
    }

    /// A success clears the account, unless it is locked: then it was strangers who failed, and they get no new tries.
    /// The source keeps its count: one own account must not wash it clean.
    pub(crate) async fn clear(&self, unit: &dyn Unit, now: Timestamp) -> Result<(), StoreError> {
        let state = unit.find_throttle(&self.account).await?;
        if state.is_some_and(|state| state.locked_at(now).is_none()) {
            unit.clear_throttle(&self.account).await?;
        }
        Ok(())
    }

    /// Takes a lock of the account away.
    pub(crate) async fn unlock(&self, unit: &dyn Unit) -> Result<(), StoreError> {
        unit.clear_throttle(&self.account).await
    }

    /// Who is told when the account is locked.
    pub(crate) const fn owner(&self) -> Option<&Owner> {
        self.owner.as_ref()
    }
}

/// Sessions that are looked at for an address that the user is known at.
const LOOKED_AT: u32 = 50;

/// The counters of a sign-in: of the account, whichever of its names was typed, or of where its owner is known. A
/// browser is known that the user has signed in with; while the account is locked, so is an address at which the user
/// has a live session. What nobody has is looked for alike, so that both take as long.
pub(crate) async fn counters_of(
    env: &Environment,
    scope: &TenantScope,
    (login, user): (&str, Option<&User>),
    context: &RequestContext,
) -> Result<SignInCounters, StoreError> {
    let name = user.map_or_else(|| login.to_owned(), |user| normal_login(&user.username));
    let mark = user.and_then(|user| known_mark(scope, user.id, context));
    if let Some(mark) = mark {
        return Ok(SignInCounters::of_known(scope, (&name, mark), context));
    }
    let mut counters = SignInCounters::of(scope, &name, context);
    counters.owner = user.map(|user| Owner {
        user: user.id,
        email: user.email.clone(),
        language: user.profile.locale.as_deref().and_then(language_of),
    });
    let now = env.now();
    let reader = env.store.reader(scope);
    let state = reader.find_throttle(&counters.account).await?;
    let Some(source) = context.address.map(source_of) else {
        return Ok(counters);
    };
    if state.is_none_or(|state| state.locked_at(now).is_none()) {
        return Ok(counters);
    }
    let id = user.map_or(UserId::from_uuid(Uuid::nil()), |user| user.id);
    let page = PageRequest::new(LOOKED_AT, None);
    let sessions = reader.list_sessions(id, now, &page).await?;
    let is_known = sessions
        .iter()
        .any(|session| session.device.address.map(source_of).as_ref() == Some(&source));
    Ok(if is_known {
        let known = (name.as_str(), source.as_str());
        SignInCounters::of_known(scope, known, context)
    } else {
        counters
    })
}

fn language_of(locale: &str) -> Option<Language> {
    let primary = locale.split(['-', '_']).next().unwrap_or_default();
    Language::of_tag(&primary.to_ascii_lowercase())
}

/// Asks the counters outside of a unit, before anything dear is done.
pub(crate) async fn locked_for(
    env: &Environment,
    scope: &TenantScope,
    counters: &SignInCounters,
    now: Timestamp,
) -> Result<Option<u32>, StoreError> {
    let reader = env.store.reader(scope);
    Ok(counters
        .locked(&*reader, now)
        .await?
        .map(|until| now.seconds_until(until)))
}

/// Wrong codes within the window that lock a name: of a hundred million codes these many may be tried.
const CODE_TRIES: u32 = 5;
/// The window of code tries, and the life of a code, in seconds.
const CODE_WINDOW_SECONDS: u32 = 600;

/// The counters that a mailed code touches.
#[derive(Clone, Debug)]
pub(crate) struct CodeCounters {
    code: ThrottleKey,
    source: Option<ThrottleKey>,
    source_rule: ThrottleRule,
}

impl CodeCounters {
    const RULE: ThrottleRule = ThrottleRule {
        failures: CODE_TRIES,
        window_seconds: CODE_WINDOW_SECONDS,
        lock_seconds: CODE_WINDOW_SECONDS,
        max_lock_seconds: CODE_WINDOW_SECONDS,
    };

    /// `about` keeps codes of different purposes apart; `login` in normal form, known or not.
    pub(crate) fn of(
        scope: &TenantScope,
        (about, login): (&str, &str),
        context: &RequestContext,
    ) -> Self {
        let SignInCounters {
            source,
            source_rule,
            ..
        } = SignInCounters::of(scope, login, context);
        Self {
            code: key_of(scope, ThrottleKind::Code, &format!("{about}\n{login}")),
            source,
            source_rule,
        }
    }

    /// Until when no code is taken.
    pub(crate) async fn locked(
        &self,
        reader: &dyn Reader,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut latest = None;
        for key in std::iter::once(&self.code).chain(&self.source) {
            let state = reader.find_throttle(key).await?;
            latest = latest.max(state.and_then(|state| state.locked_at(now)));
        }
        Ok(latest)
    }

    /// Counts one try before it is made; until when no more are taken, if it is one too many.
    pub(crate) async fn count_try(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let state = unit.count_failure(&self.code, &Self::RULE, now).await?;
        let over = state.failures > CODE_TRIES;
        let source = match &self.source {
            Some(source) => unit.find_throttle(source).await?,
            None => None,
        };
        let locked = source.and_then(|state| state.locked_at(now));
        Ok(locked.or(state.locked_at(now).filter(|_| over)))
    }

    /// Counts a wrong code against the address that it came from.
    pub(crate) async fn count_source(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(source) = &self.source {
            unit.count_failure(source, &self.source_rule, now).await?;
        }
        Ok(())
    }

    /// A right code clears its name.
    pub(crate) async fn clear(&self, unit: &dyn Unit) -> Result<(), StoreError> {
        unit.clear_throttle(&self.code).await
    }
}

/// Mails that one name gets within the window.
const MAILS_PER_ACCOUNT: u32 = 3;
/// Mails that one address may ask for within the window.
const MAILS_PER_SOURCE: u32 = 30;
/// The window of mails, in seconds.
const MAIL_WINDOW_SECONDS: u32 = 900;

/// The counters that a request for a mail touches.
#[derive(Clone, Debug)]
pub(crate) struct MailCounters {
    account: ThrottleKey,
    source: Option<ThrottleKey>,
}

/// What the counters say of a request for a mail.
pub(crate) struct MailCount {
    /// The name has got its mails for now.
    pub(crate) account_full: bool,
    /// Until when it gets no more.
    pub(crate) account_locked: Option<Timestamp>,
    /// Until when the address may ask for no more.
    pub(crate) source_locked: Option<Timestamp>,
}

impl MailCounters {
    /// `about` keeps mails of different kinds apart; `login` in normal form, known or not.
    pub(crate) fn of(
        scope: &TenantScope,
        (about, login): (&str, &str),
        context: &RequestContext,
    ) -> Self {
        let account = format!("{about}\n{login}");
        let source = context.address.map(source_of);
        Self {
            account: key_of(scope, ThrottleKind::MailAccount, &account),
            source: source.map(|source| key_of(scope, ThrottleKind::MailSource, &source)),
        }
    }

    /// Counts one request.
    pub(crate) async fn count(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<MailCount, StoreError> {
        let rule = |failures| ThrottleRule {
            failures,
            window_seconds: MAIL_WINDOW_SECONDS,
            lock_seconds: MAIL_WINDOW_SECONDS,
            max_lock_seconds: MAIL_WINDOW_SECONDS,
        };
        let mut source_locked = None;
        if let Some(source) = &self.source {
            let state = unit
                .count_failure(source, &rule(MAILS_PER_SOURCE), now)
                .await?;
            let over = state.failures > MAILS_PER_SOURCE;
            source_locked = state.locked_at(now).filter(|_| over);
        }
        let state = unit
            .count_failure(&self.account, &rule(MAILS_PER_ACCOUNT), now)
            .await?;
        let account_full = state.failures > MAILS_PER_ACCOUNT;
        Ok(MailCount {
            account_full,
            account_locked: state.locked_at(now).filter(|_| account_full),
            source_locked,
        })
    }
}

fn key_of(scope: &TenantScope, kind: ThrottleKind, text: &str) -> ThrottleKey {
    let key = scope.snapshot().data_key.code_hash(kind.as_str(), text);
    ThrottleKey { kind, key }
}
