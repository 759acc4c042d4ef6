use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, Environment, FieldFault, Grant, SignInError, SignInStep,
    account::Faults,
    letter::Letter,
    next_step::{Prepared, lacks_verified_email, prepare_step, waiting_proofs},
    reset_password::spend_resets,
};
use crate::{
    event::{Event, EventKind},
    foundation::{
        EventId, PlainToken, RequestContext, Secret, TenantScope, Timestamp, TokenHash, TokenKind,
        UserId,
    },
    sign_in::{Proof, Proofs, RequiredAction, VerifiedPassword},
    store::{Consumed, StoreError, Unit, Verdict, Work},
    user::{Email, PasswordRow, User, UserStatus},
};

/// Sets the password that a sign-in asked for, and opens the session.
///
/// A new password that does not do leaves the handle good: nothing is consumed before the unit.
pub(crate) async fn change_required_password(
    env: &Environment,
    scope: &TenantScope,
    (flow, new_password, door): (&str, Secret, Door),
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let token = PlainToken::parse(TokenKind::Flow, flow).map_err(|_| SignInError::FlowUnknown)?;
    let change = RequiredAction::ChangePassword;
    let proofs = waiting_proofs(env, scope, (&token.hash(), change)).await?;
    if !door
        .lets_in(&*env.store.reader(scope), scope, proofs.user())
        .await?
    {
        return Err(SignInError::FlowUnknown);
    }
    let user = check_new_password(env, scope, proofs.user(), &new_password).await?;
    let params = scope.snapshot().policy.password_hash;
    let hash = env.passwords.hash(new_password, params).await?;
    let now = env.now();
    let (prepared, step) = if lacks_verified_email(&scope.snapshot().policy, &user) {
        // The next wait is for who knows the password that is set now.
        let known = Proofs::first(Proof::Password(VerifiedPassword::new(user.id, now)));
        let next = (&known, Some(RequiredAction::VerifyEmail));
        prepare_step(env, scope, next, grant, context).await?
    } else {
        prepare_step(env, scope, (&proofs, None), grant, context).await?
    };
    let mut data = json!({"user": user.id, "required": true});
    if let (SignInStep::SignedIn(signed_in), Some(data)) = (&step, data.as_object_mut()) {
        data.insert("session".to_owned(), json!(signed_in.session.id));
    }
    let work = ChangeAndOpen {
        scope: scope.clone(),
        door,
        token: token.hash(),
        user: user.id,
        proved_at: proofs.auth_time(),
        password: PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        },
        prepared,
        notice: Letter::password_changed(env, scope, user.email.as_ref(), context.language)?,
        event: env.event(EventKind::PasswordChanged, now, context, data),
        now,
    };
    env.write(scope, work).await??;
    env.mail_wake.notify_one();
    Ok(step)
}

async fn check_new_password(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
    new_password: &Secret,
) -> Result<User, SignInError> {
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
        return Ok(user);
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
    Ok(user)
}

struct ChangeAndOpen {
    scope: TenantScope,
    door: Door,
    token: TokenHash,
    user: UserId,
    proved_at: Timestamp,
    password: PasswordRow,
    prepared: Prepared,
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
        let let_in = self.door.lets_in(unit, &self.scope, self.user).await?;
        if !let_in || user.is_none_or(|user| user.status != UserStatus::Active) {
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
            notice.write(unit, self.user).await?;
        }
        self.prepared.write(unit).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
