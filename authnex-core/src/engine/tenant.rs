use std::sync::Arc;

use ring::hmac;

use super::Authnex;
use crate::{
    flow::{
        ChangePassword, ChangePasswordError, CurrentUser, Door, Grant, InternalError,
        NewUserRequest, PasswordSignIn, RefreshError, SignInError, SignInStep, SignUpError,
        authorization_of, change_password, change_required_password, end_other_sessions,
        end_session, refresh, sign_in, sign_up,
    },
    foundation::{
        Page, PageRequest, PlainToken, RequestContext, Secret, SessionId, TenantScope, TokenKind,
        UserId,
    },
    password::PasswordRules,
    policy::Policy,
    session::{LastSeen, Seen, Session},
    store::StoreError,
    tenant::{Branding, Slug, TenantState},
    token::Tokens,
    user::{User, UserStatus},
};

/// One tenant: everything that touches its data.
#[derive(Clone)]
pub struct TenantHandle {
    authnex: Authnex,
    scope: TenantScope,
}

impl std::fmt::Debug for TenantHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TenantHandle")
            .field(&self.slug().as_str())
            .finish()
    }
}

impl TenantHandle {
    pub(super) const fn new(authnex: Authnex, scope: TenantScope) -> Self {
        Self { authnex, scope }
    }

    /// The engine.
    #[must_use]
    pub const fn authnex(&self) -> &Authnex {
        &self.authnex
    }

    /// The right to touch the tenant's data, for a store.
    #[must_use]
    pub const fn scope(&self) -> &TenantScope {
        &self.scope
    }

    /// Its organization identifier.
    #[must_use]
    pub fn slug(&self) -> &Slug {
        &self.scope.snapshot().tenant.slug
    }

    /// Its shown name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.scope.snapshot().tenant.name
    }

    /// How its pages and mails look.
    #[must_use]
    pub fn branding(&self) -> &Branding {
        &self.scope.snapshot().tenant.branding
    }

    /// Its issuer, `{base}/t/{slug}`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.scope.snapshot().issuer
    }

    /// The number of the tenant's configuration: another one after each change of rules, name, keys or clients.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.scope.snapshot().tenant.version
    }

    /// The rules in force.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.scope.snapshot().policy
    }

    /// The rules on new passwords, as pages show them and flows apply them.
    #[must_use]
    pub fn password_rules(&self) -> PasswordRules {
        self.authnex.env().password_rules(self.policy())
    }

    /// Whether it serves.
    #[must_use]
    pub fn state(&self) -> TenantState {
        self.scope.snapshot().tenant.state
    }

    /// Its public keys as the JSON document of RFC 7517 5.
    #[must_use]
    pub fn jwks(&self) -> &str {
        self.scope.snapshot().keys.document()
    }

    /// An HMAC-SHA-256 key of this tenant for one purpose, such as form tokens.
    #[must_use]
    pub fn mac_key(&self, label: &str) -> hmac::Key {
        let own = self.scope.snapshot().data_key.mac_key(label);
        own.unwrap_or_else(|| self.authnex.mac_key(label))
    }

    /// Makes an account for whoever asks, if the policy lets them.
    ///
    /// # Errors
    /// [`SignUpError`] says why there is none.
    pub async fn sign_up(
        &self,
        request: NewUserRequest,
        context: &RequestContext,
    ) -> Result<User, SignUpError> {
        sign_up(self.authnex.env(), &self.scope, request, context).await
    }

    /// Signs a user in by password, or says what has to be done first.
    ///
    /// # Errors
    /// [`SignInError`]; a stranger learns nothing from it.
    pub async fn sign_in(
        &self,
        request: PasswordSignIn,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (request, Door::Tenant, None);
        sign_in(self.authnex.env(), &self.scope, step, context).await
    }

    /// Sets the password that a sign-in asked for, and goes on.
    ///
    /// # Errors
    /// [`SignInError`]; a password that does not do leaves the handle good.
    pub async fn change_required_password(
        &self,
        flow: &str,
        new_password: Secret,
        grant: Grant,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (flow, new_password, Door::Tenant);
        change_required_password(self.authnex.env(), &self.scope, step, &grant, context).await
    }

    /// Replaces a refresh token and issues an access token.
    ///
    /// # Errors
    /// [`RefreshError`] when the token is not valid, or was used before.
    pub async fn refresh(
        &self,
        refresh_token: &str,
        client_id: &str,
        context: &RequestContext,
    ) -> Result<Tokens, RefreshError> {
        let env = self.authnex.env();
        refresh(env, &self.scope, refresh_token, client_id, context).await
    }

    /// The live session of a token: from the cache if it was read within the last second, else by one read. While
    /// the store is away, what was read within the last ten minutes answers.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn check_session(&self, token: &str) -> Result<Option<Arc<Session>>, StoreError> {
        if self.state() != TenantState::Active {
            return Ok(None);
        }
        let Ok(token) = PlainToken::parse(TokenKind::Session, token) else {
            return Ok(None);
        };
        let env = self.authnex.env();
        let (hash, now) = (token.hash(), env.now());
        // What the cache holds may have been seen since: only the store says that a session is over.
        if let Some(session) = env.sessions.get(self.scope.id(), &hash, now)
            && let Some(live) = self.still_live(session)
        {
            return Ok(Some(live));
        }
        let bridged = || env.sessions.bridge(self.scope.id(), &hash, now);
        if env.outage.is_on(now)
            && let Some(session) = bridged()
        {
            return Ok(self.still_live(session));
        }
        let reader = env.store.reader(&self.scope);
        let found = match reader.find_session(&hash, now).await {
            Err(error) if env.outage.notices(&error, now) => match bridged() {
                Some(session) => return Ok(self.still_live(session)),
                None => return Err(error),
            },
            found => found?,
        };
        let Some(session) = found.map(Arc::new) else {
            return Ok(None);
        };
        let live = self.still_live(session);
        if let Some(session) = &live {
            env.sessions
                .put(self.scope.id(), hash, session.clone(), now);
        }
        Ok(live)
    }

    /// Checks absolute life and idleness, and notes that the session was seen.
    pub(super) fn still_live(&self, session: Arc<Session>) -> Option<Arc<Session>> {
        let env = self.authnex.env();
        let now = env.now();
        let interval = LastSeen::interval_seconds(self.policy().session_idle_seconds);
        let due = session.last_seen_at.plus_seconds(interval) <= now;
        let seen = if due {
            env.seen.pending(session.id).unwrap_or(session.last_seen_at)
        } else {
            session.last_seen_at
        };
        if session.is_over(self.policy().session_idle_seconds, seen, now) {
            return None;
        }
        if due && seen.plus_seconds(interval) <= now {
            let seen = Seen {
                session: session.id,
                user: session.user,
                at: now,
            };
            env.seen.note(&self.scope, seen);
        }
        Some(session)
    }

    /// Who is signed in by a session's token, and what the user may do.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn authenticate_session(
        &self,
        token: &str,
    ) -> Result<Option<CurrentUser>, StoreError> {
        match self.check_session(token).await? {
            Some(session) => self.current_user(Session::clone(&session)).await,
            None => Ok(None),
        }
    }

    pub(super) async fn current_user(
        &self,
        session: Session,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let reader = self.authnex.env().store.reader(&self.scope);
        let user = reader.find_user(session.user).await?;
        let Some(user) = user.filter(|user| user.status == UserStatus::Active) else {
            return Ok(None);
        };
        let held = authorization_of(&*reader, &self.scope, user.id).await?;
        Ok(Some(CurrentUser {
            user,
            session,
            roles: held.roles,
            permissions: held.permissions,
            is_delegated: false,
        }))
    }

    /// A user's live sessions.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_sessions(
        &self,
        user: UserId,
        page: &PageRequest<SessionId>,
    ) -> Result<Page<Session>, StoreError> {
        let env = self.authnex.env();
        let reader = env.store.reader(&self.scope);
        let rows = reader.list_sessions(user, env.now(), page).await?;
        Ok(Page::from_rows(rows, page.limit(), |session| {
            session.id.to_string()
        }))
    }

    /// Signs out: ends the session and what hangs on it.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn sign_out(
        &self,
        session: &Session,
        context: &RequestContext,
    ) -> Result<(), InternalError> {
        self.end_session(session.user, session.id, context)
            .await
            .map(drop)
    }

    /// Ends one of a user's sessions; `false` if it was not live.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn end_session(
        &self,
        user: UserId,
        session: SessionId,
        context: &RequestContext,
    ) -> Result<bool, InternalError> {
        end_session(self.authnex.env(), &self.scope, (user, session), context).await
    }

    /// Ends all of a user's sessions but this one; says how many.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn end_other_sessions(
        &self,
        session: &Session,
        context: &RequestContext,
    ) -> Result<u64, InternalError> {
        let which = (session.user, Some(session.id));
        end_other_sessions(self.authnex.env(), &self.scope, which, context).await
    }

    /// Changes the own password; says which other sessions ended.
    ///
    /// # Errors
    /// [`ChangePasswordError`] says why it stays.
    pub async fn change_password(
        &self,
        who: &CurrentUser,
        request: ChangePassword,
        context: &RequestContext,
    ) -> Result<Vec<SessionId>, ChangePasswordError> {
        change_password(self.authnex.env(), &self.scope, who, request, context).await
    }
}
