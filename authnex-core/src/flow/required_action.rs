use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, Grant, SignInError, SignInStep,
    account::Faults,
    letter::Letter,
    open_session::{Opening, prepare_session},
    reset_password::spend_resets,
};
use crate::{
    event::{Event, EventKind},
    foundation::{
        EventId, PlainToken, RequestContext, Secret, TenantScope, Timestamp, TokenHash, TokenKind,
        UserId,
    },
    sign_in::{Proofs, RequiredAction, SignInState},
    store::{Consumed, StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::{Email, PasswordRow, UserStatus},
};

/// Sets the password that a sign-in asked for, and opens the session.
///
/// A new password that does not do leaves the handle good: nothing is consumed before the unit.
pub(crate) async fn change_required_password(
    env: &Environment,
    scope: &TenantScope,
    (flow, new_password): (&str, Secret),
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(SignInError::FlowUnknown);
    }
    let token = PlainToken::parse(TokenKind::Flow, flow).map_err(|_| SignInError::FlowUnknown)?;
    let proofs = waiting_proofs(env, scope, &token.hash()).await?;
    let user = proofs.user();
    let email = check_new_password(env, scope, user, &new_password).await?;
    let params = scope.snapshot().policy.password_hash;
    let hash = env.passwords.hash(new_password, params).await?;
    let (opening, signed_in) = prepare_session(env, scope, &proofs, grant, context).await?;
    let now = env.now();
    let data = json!({"user": user, "session": signed_in.session.id, "required": true});
    let work = ChangeAndOpen {
        token: token.hash(),
        user,
        proved_at: proofs.auth_time(),
        password: PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        },
        opening,
        notice: Letter::password_changed(env, scope, email.as_ref(), context.language)?,
        event: env.event(EventKind::PasswordChanged, now, context, data),
        now,
    };
    env.write(scope, work).await??;
    env.mail_wake.notify_one();
    Ok(SignInStep::SignedIn(signed_in))
}

async fn waiting_proofs(
    env: &Environment,
    scope: &TenantScope,
    token: &TokenHash,
) -> Result<Proofs, SignInError> {
    let row = env
        .store
        .reader(scope)
        .find_sign_in_flow(token, env.now())
        .await?
        .ok_or(SignInError::FlowUnknown)?;
    // A state of another version restarts politely, and so does a damaged one.
    match SignInState::from_json(&row.state).map_err(|_| SignInError::FlowUnknown)? {
        SignInState::ActionRequired {
            proofs,
            action: RequiredAction::ChangePassword,
        } => Ok(proofs),
    }
}

async fn check_new_password(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
    new_password: &Secret,
) -> Result<Option<Email>, SignInError> {
    let reader = env.store.reader(scope);
    let user = reader.find_user(user).await?;
    let user = user
        .filter(|user| user.status == UserStatus::Active)
        .ok_or(SignInError::FlowUnknown)?;
    let snapshot = scope.snapshot();
    let mut faults = Faults::default();
    let email = user.email.as_ref().map(Email::as_str);
    faults.password(
        "new_password",
        &snapshot.policy,
        new_password,
        (email, &snapshot.tenant.name),
    );
    faults.or(Some(())).map_err(SignInError::Invalid)?;
    let Some(row) = reader.find_password(user.id).await? else {
        return Ok(user.email);
    };
    drop(reader);
    if env.passwords.verify(new_password.clone(), row.hash).await? {
        let fault = FieldFault::new(
            "new_password",
            "unchanged",
            "take another password than the present one",
        );
        return Err(SignInError::Invalid(vec![fault]));
    }
    Ok(user.email)
}

struct ChangeAndOpen {
    token: TokenHash,
    user: UserId,
    proved_at: Timestamp,
    password: PasswordRow,
    opening: Opening,
    notice: Option<Letter>,
    event: Event,
    now: Timestamp,
}

#[async_trait]
impl Work for ChangeAndOpen {
    type Out = Result<(), SignInError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        match unit.consume_sign_in_flow(&self.token, self.now).await? {
            Consumed::Won(_) => {}
            Consumed::Spent(_) | Consumed::Absent => {
                return Ok(Verdict::Rollback(Err(SignInError::FlowUnknown)));
            }
        }
        let user = unit.find_user(self.user).await?;
        if user.is_none_or(|user| user.status != UserStatus::Active) {
            return Ok(Verdict::Rollback(Err(SignInError::FlowUnknown)));
        }
        // Of two waiting handles only one sets the password, and none outlives the password that it proved.
        let present = unit.find_password(self.user).await?;
        let stands = present.is_some_and(|row| row.must_change && row.changed_at <= self.proved_at);
        if !stands {
            return Ok(Verdict::Rollback(Err(SignInError::FlowUnknown)));
        }
        unit.put_password(self.user, &self.password).await?;
        spend_resets(unit, self.user, self.now).await?;
        if let Some(notice) = &self.notice {
            notice.write(unit).await?;
        }
        self.opening.write(unit).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
