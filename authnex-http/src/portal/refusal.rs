//! From the core's refusals to a form that is shown again.

use authnex_core::flow::{
    AcceptInviteError, ChangePasswordError, ConfirmEmailError, EmailChangeError, FactorError,
    FieldFault, MailRequestError, ResetPasswordError, SignInError, SignUpError, SignUpTenantError,
    UpdateUserError, VerifyEmailError,
};
use http::StatusCode;

use super::form::{FormView, Refused};
use crate::{error::Failure, text::Texts};

/// Too much to do.
fn busy(texts: &Texts, view: FormView, seconds: u32) -> Refused {
    let view = view.alerted(texts.get("error-busy"));
    Refused::new(StatusCode::SERVICE_UNAVAILABLE, view).again_after(seconds)
}

/// A sign-in that goes no further.
pub(super) fn of_sign_in(
    texts: &Texts,
    view: FormView,
    error: SignInError,
) -> Result<Refused, Failure> {
    Ok(match error {
        SignInError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        SignInError::FlowUnknown => {
            let view = view.alerted(texts.get("error-flow-unknown"));
            Refused::new(StatusCode::UNAUTHORIZED, view)
        }
        SignInError::Invalid(faults) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted(texts, faults),
        ),
        SignInError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        SignInError::MethodNotAllowed => {
            let view = view.alerted(texts.get("error-method-not-allowed"));
            Refused::new(StatusCode::FORBIDDEN, view)
        }
        SignInError::WrongCode => Refused::new(
            StatusCode::UNAUTHORIZED,
            view.faulted_at(texts, "code", "error-wrong-code"),
        ),
        // A passkey comes by script, which says so itself.
        SignInError::PasskeyRefused => {
            let view = view.alerted(texts.get("error-passkey-refused"));
            Refused::new(StatusCode::UNAUTHORIZED, view)
        }
        // A page asks for no resource.
        SignInError::WrongCredentials | SignInError::InvalidTarget => {
            let view = view.alerted(texts.get("error-wrong-credentials"));
            Refused::new(StatusCode::UNAUTHORIZED, view)
        }
        SignInError::Internal(error) => return Err(error.into()),
    })
}

/// Second factors that stay as they are; `field` is where the code was typed, or the password.
pub(super) fn of_factor(
    texts: &Texts,
    (view, field): (FormView, &'static str),
    error: FactorError,
) -> Result<Refused, Failure> {
    let told = |view: FormView, id| Refused::new(StatusCode::CONFLICT, view.alerted(texts.get(id)));
    Ok(match error {
        FactorError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        FactorError::CodeRequired => told(view, "error-code-required"),
        FactorError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        FactorError::MfaOff => told(view, "error-mfa-off"),
        FactorError::NotEnrolled => told(view, "error-not-enrolled"),
        FactorError::Required => told(view, "error-mfa-required"),
        FactorError::SessionEnded => return Err(Failure::sign_in_required()),
        FactorError::StepUpRequired => return Err(Failure::step_up_required()),
        FactorError::WrongCode => {
            let view = view.faulted_at(texts, field, "error-wrong-code");
            let view = view.alerted(texts.get("error-wrong-code"));
            Refused::new(StatusCode::UNPROCESSABLE_ENTITY, view)
        }
        FactorError::WrongPassword => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted_at(texts, field, "error-wrong-password"),
        ),
        FactorError::Internal(error) => return Err(error.into()),
    })
}

/// A sign-up that comes to nothing.
pub(super) fn of_sign_up(
    texts: &Texts,
    view: FormView,
    error: SignUpError,
) -> Result<Refused, Failure> {
    Ok(match error {
        SignUpError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        SignUpError::Closed => Refused::new(
            StatusCode::FORBIDDEN,
            view.alerted(texts.get("sign-up-closed")),
        ),
        SignUpError::InviteOnly => Refused::new(
            StatusCode::FORBIDDEN,
            view.alerted(texts.get("sign-up-by-invitation")),
        ),
        SignUpError::DomainNotAllowed => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted_at(texts, "email", "error-domain"),
        ),
        SignUpError::Invalid(faults) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted(texts, faults),
        ),
        SignUpError::Refused(text) => Refused::new(StatusCode::FORBIDDEN, view.alerted(text)),
        SignUpError::Taken => Refused::new(
            StatusCode::CONFLICT,
            view.faulted_at(texts, "email", "error-email-taken"),
        ),
        SignUpError::TenantNotActive => Refused::new(
            StatusCode::FORBIDDEN,
            view.alerted(texts.get("error-tenant-not-active")),
        ),
        SignUpError::Internal(error) => return Err(error.into()),
    })
}

/// An invitation that nobody accepts.
pub(super) fn of_accept_invite(
    texts: &Texts,
    view: FormView,
    error: AcceptInviteError,
) -> Result<Refused, Failure> {
    Ok(match error {
        AcceptInviteError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        AcceptInviteError::Invalid(faults) => invalid(texts, view, faults),
        AcceptInviteError::MethodNotAllowed => Refused::new(
            StatusCode::FORBIDDEN,
            view.alerted(texts.get("error-method-not-allowed")),
        ),
        AcceptInviteError::NotValid => Refused::new(
            StatusCode::GONE,
            view.alerted(texts.get("accept-invite-over")),
        ),
        // A passkey comes by script, which says so itself.
        AcceptInviteError::Passkey(_) => Refused::new(
            StatusCode::BAD_REQUEST,
            view.alerted(texts.get("error-passkey-refused")),
        ),
        AcceptInviteError::Refused(text) => Refused::new(StatusCode::FORBIDDEN, view.alerted(text)),
        AcceptInviteError::Taken => Refused::new(
            StatusCode::CONFLICT,
            view.alerted(texts.get("error-email-taken")),
        ),
        AcceptInviteError::Internal(error) => return Err(error.into()),
    })
}

/// A sign-up of a tenant that comes to nothing.
pub(super) fn of_sign_up_tenant(
    texts: &Texts,
    view: FormView,
    error: SignUpTenantError,
) -> Result<Refused, Failure> {
    Ok(match error {
        SignUpTenantError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        SignUpTenantError::Invalid(faults) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted(texts, faults),
        ),
        SignUpTenantError::Refused(text) => Refused::new(StatusCode::FORBIDDEN, view.alerted(text)),
        SignUpTenantError::SlugTaken => Refused::new(
            StatusCode::CONFLICT,
            view.faulted_at(texts, "slug", "error-slug-taken"),
        ),
        SignUpTenantError::Internal(error) => return Err(error.into()),
    })
}

/// Too many tries.
fn locked(texts: &Texts, view: FormView, seconds: u32) -> Refused {
    let view = view.alerted(texts.get("error-locked"));
    Refused::new(StatusCode::TOO_MANY_REQUESTS, view).again_after(seconds)
}

/// A link or a code that is good for nothing.
/// A mailed link that is good for nothing any more.
pub(super) fn of_broken_link(texts: &Texts, view: FormView) -> Refused {
    let view = view.alerted(texts.get("error-link-refused"));
    Refused::new(StatusCode::BAD_REQUEST, view)
}

fn code_refused(texts: &Texts, view: FormView) -> Refused {
    let view = view.alerted(texts.get("error-code-refused"));
    Refused::new(StatusCode::BAD_REQUEST, view)
}

/// A mail that is not on its way.
pub(super) fn of_mail_request(
    texts: &Texts,
    view: FormView,
    error: MailRequestError,
) -> Result<Refused, Failure> {
    Ok(match error {
        MailRequestError::Invalid(faults) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted(texts, faults),
        ),
        MailRequestError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        MailRequestError::Internal(error) => return Err(error.into()),
    })
}

/// A password that stays.
pub(super) fn of_reset_password(
    texts: &Texts,
    view: FormView,
    error: ResetPasswordError,
) -> Result<Refused, Failure> {
    Ok(match error {
        ResetPasswordError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        ResetPasswordError::Invalid(faults) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted(texts, faults),
        ),
        ResetPasswordError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        ResetPasswordError::Refused => code_refused(texts, view),
        ResetPasswordError::Internal(error) => return Err(error.into()),
    })
}

/// An address that is not verified.
pub(super) fn of_verify_email(
    texts: &Texts,
    view: FormView,
    error: VerifyEmailError,
) -> Result<Refused, Failure> {
    Ok(match error {
        VerifyEmailError::Invalid(faults) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted(texts, faults),
        ),
        VerifyEmailError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        VerifyEmailError::Refused => code_refused(texts, view),
        VerifyEmailError::Internal(error) => return Err(error.into()),
    })
}

/// Input that does not do.
fn invalid(texts: &Texts, view: FormView, faults: Vec<FieldFault>) -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        view.faulted(texts, faults),
    )
}

/// The present password is another one.
fn wrong_password(texts: &Texts, view: FormView, field: &'static str) -> Refused {
    let view = view.faulted_at(texts, field, "error-wrong-password");
    Refused::new(StatusCode::FORBIDDEN, view)
}

/// A profile that stays.
pub(super) fn of_update_user(
    texts: &Texts,
    view: FormView,
    error: UpdateUserError,
) -> Result<Refused, Failure> {
    Ok(match error {
        UpdateUserError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        UpdateUserError::Invalid(faults) => invalid(texts, view, faults),
        // The form sets neither name nor address to sign in by, and no role.
        UpdateUserError::Taken
        | UpdateUserError::UnknownRole(_)
        | UpdateUserError::UnknownUser
        | UpdateUserError::Changed
        | UpdateUserError::LastOwner
        | UpdateUserError::Internal(_) => return Err(error.into()),
    })
}

/// An address that stays.
pub(super) fn of_email_change(
    texts: &Texts,
    view: FormView,
    error: EmailChangeError,
) -> Result<Refused, Failure> {
    Ok(match error {
        EmailChangeError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        EmailChangeError::Invalid(faults) => invalid(texts, view, faults),
        EmailChangeError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        EmailChangeError::Taken => Refused::new(
            StatusCode::CONFLICT,
            view.faulted_at(texts, "email", "error-email-in-use"),
        ),
        EmailChangeError::WrongPassword => wrong_password(texts, view, "email_password"),
        EmailChangeError::Internal(error) => return Err(error.into()),
    })
}

/// A new address that is not confirmed.
pub(super) fn of_confirm_email(
    texts: &Texts,
    view: FormView,
    error: ConfirmEmailError,
) -> Result<Refused, Failure> {
    Ok(match error {
        ConfirmEmailError::Invalid(faults) => invalid(texts, view, faults),
        ConfirmEmailError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        ConfirmEmailError::Refused => code_refused(texts, view),
        ConfirmEmailError::Taken => Refused::new(
            StatusCode::CONFLICT,
            view.alerted(texts.get("error-email-in-use")),
        ),
        ConfirmEmailError::Internal(error) => return Err(error.into()),
    })
}

/// The own password, which stays.
pub(super) fn of_change_password(
    texts: &Texts,
    view: FormView,
    error: ChangePasswordError,
) -> Result<Refused, Failure> {
    Ok(match error {
        ChangePasswordError::Busy {
            retry_after_seconds,
        } => busy(texts, view, retry_after_seconds),
        ChangePasswordError::Invalid(faults) => invalid(texts, view, faults),
        ChangePasswordError::Locked {
            retry_after_seconds,
        } => locked(texts, view, retry_after_seconds),
        ChangePasswordError::WrongPassword => wrong_password(texts, view, "current_password"),
        ChangePasswordError::Internal(error) => return Err(error.into()),
    })
}
