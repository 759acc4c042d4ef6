use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, Environment, FieldFault, Grant, SignInError, SignInStep,
    account::Faults,
    advance::{Advanced, Course, Step, advance},
    continue_verified::use_handle,
    letter::Letter,
    new_password::{ask_about, keep_former},
    next_step::waiting_proofs,
    reset_password::spend_resets,
    standing::{PasswordStanding, Standing},
};
use crate::{
    event::EventKind,
    foundation::{
        PlainToken, RequestContext, Secret, TenantScope, Timestamp, TokenHash, TokenKind, UserId,
    },
    sign_in::RequiredAction,
    store::{StoreError, Unit},
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
    let step = SetPassword {
        scope: scope.clone(),
        token: token.hash(),
        user: user.id,
        proved: proofs.password_set_at(),
        password: PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        },
        notice: Letter::password_changed(env, scope, user.email.as_ref(), context.language)?,
    };
    let course = Course {
        proofs: proofs.on_password_set(now),
        door,
        step: Arc::new(step),
        event: Some(EventKind::PasswordChanged),
        data: json!({"required": true}),
        waits_for: None,
    };
    let advanced = advance(env, scope, course, grant, context).await?;
    env.mail_wake.notify_one();
    match advanced {
        Advanced::To(step) => Ok(step),
        Advanced::StillWaits => Err(SignInError::FlowUnknown),
    }
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
    ask_about::<SignInError>(env, Some((scope, user.id)), ("new_password", new_password))
        .await?
        .map_err(SignInError::Invalid)?;
    Ok(user)
}

#[derive(Debug)]
struct SetPassword {
    scope: TenantScope,
    token: TokenHash,
    user: UserId,
    /// When the password that was proved had been set, if one was proved.
    proved: Option<Timestamp>,
    password: PasswordRow,
    notice: Option<Letter>,
}

#[async_trait]
impl Step for SetPassword {
    fn assume(&self, standing: &mut Standing, _: Timestamp) {
        standing.password = Some(PasswordStanding {
            changed_at: self.password.changed_at,
            must_change: false,
        });
    }

    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        if let Err(refusal) = use_handle(unit, &self.token, now).await? {
            return Ok(Err(refusal));
        }
        // Of two waiting handles only one sets the password, and none outlives the password that it proved.
        let present = unit.find_password(self.user).await?;
        let stands = present.is_some_and(|row| {
            let is_due = PasswordStanding::of(&row).is_due(&self.scope.snapshot().policy, now);
            is_due && self.proved.is_none_or(|proved| proved == row.changed_at)
        });
        if !stands {
            return Ok(Err(SignInError::FlowUnknown));
        }
        keep_former(unit, &self.scope, self.user).await?;
        unit.put_password(self.user, &self.password).await?;
        spend_resets(unit, self.user, now).await?;
        if let Some(notice) = &self.notice {
            notice.write(unit, self.user).await?;
        }
        Ok(Ok(()))
    }
}
