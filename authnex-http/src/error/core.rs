use std::net::IpAddr;

use authnex_core::{
    AccessTokenError,
    flow::{
        AcceptInviteError, AddPasskeyError, BeginPasskeyError, ChangeInviteError,
        ChangePasswordError, ConfirmEmailError, CreateInviteError, CreateUserError,
        EmailChangeError, FactorError, FieldFault, InternalError, MailRequestError, RefreshError,
        RemovePasskeyError, RenamePasskeyError, ResetPasswordError, SignInError, SignUpError,
        TenantStateError, UnlockError, UpdatePolicyError, UpdateUserError, VerifyEmailError,
    },
    store::StoreError,
};
use http::StatusCode;

use super::{Failure, FieldError, administration::last_owner};

/// What one of the engine's errors is to a caller. Every cause is named, none is caught by `_`: a new one does
/// not compile before somebody has said what it means outside.
macro_rules! failures_of {
    ($error:ty { $($pattern:pat => $failure:expr,)* }) => {
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                match error {
                    $($pattern => $failure,)*
                }
            }
        }
    };
}

failures_of!(SignInError {
    SignInError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    SignInError::FlowUnknown => Self::new(
        StatusCode::BAD_REQUEST,
        "flow_unknown",
        "This sign-in is over",
        "The sign-in was finished or has expired. Begin again.",
    ),
    SignInError::Invalid(faults) => faults.into(),
    SignInError::InvalidTarget => Self::new(
        StatusCode::BAD_REQUEST,
        "invalid_target",
        "The resource does not do",
        "The resource must be an absolute https URI without a fragment.",
    ),
    SignInError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    SignInError::MethodNotAllowed => method_not_allowed(),
    SignInError::WrongCode => Self::new(
        StatusCode::UNAUTHORIZED,
        "wrong_code",
        "Code refused",
        "The code is wrong, or was used already. Give the one that the app shows now.",
    ),
    SignInError::PasskeyRefused => passkey_refused(StatusCode::UNAUTHORIZED),
    SignInError::WrongCredentials => Self::new(
        StatusCode::UNAUTHORIZED,
        "wrong_credentials",
        "Sign-in refused",
        "The organization, the e-mail address or the password is wrong.",
    ),
    SignInError::Internal(error) => error.into(),
});

failures_of!(BeginPasskeyError {
    BeginPasskeyError::SignIn(error) => error.into(),
    BeginPasskeyError::Unavailable => no_passkeys(),
    BeginPasskeyError::Internal(error) => error.into(),
});

failures_of!(AddPasskeyError {
    AddPasskeyError::FlowUnknown => Self::new(
        StatusCode::BAD_REQUEST,
        "flow_unknown",
        "This sign-in is over",
        "The registration was finished or has expired. Begin again.",
    ),
    AddPasskeyError::Malformed(_) => Self::invalid_input(vec![FieldError {
        field: "credential".into(),
        code: "credential_malformed",
        detail: "Send what PublicKeyCredential.toJSON() writes.".to_owned(),
    }]),
    AddPasskeyError::Refused => passkey_refused(StatusCode::BAD_REQUEST),
    AddPasskeyError::StepUpRequired => Self::step_up_required(),
    AddPasskeyError::Taken => Self::new(
        StatusCode::CONFLICT,
        "passkey_taken",
        "The passkey is registered already",
        "This passkey is registered already.",
    ),
    AddPasskeyError::TooMany => Self::new(
        StatusCode::CONFLICT,
        "too_many_passkeys",
        "Too many passkeys",
        "An account has at most 20 passkeys. Remove one first.",
    ),
    AddPasskeyError::Unavailable => no_passkeys(),
    AddPasskeyError::Internal(error) => error.into(),
});

failures_of!(RenamePasskeyError {
    RenamePasskeyError::Invalid(faults) => faults.into(),
    RenamePasskeyError::Unknown => Self::not_found(),
    RenamePasskeyError::Internal(error) => error.into(),
});

failures_of!(RemovePasskeyError {
    RemovePasskeyError::LastWayIn => Self::new(
        StatusCode::CONFLICT,
        "last_way_in",
        "It is the only way to sign in",
        "This passkey is the only way to sign in. Add another one, or set a password, first.",
    ),
    RemovePasskeyError::Required => Self::mfa_required(),
    RemovePasskeyError::StepUpRequired => Self::step_up_required(),
    RemovePasskeyError::Unknown => Self::not_found(),
    RemovePasskeyError::Internal(error) => error.into(),
});

failures_of!(FactorError {
    FactorError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    FactorError::CodeRequired => Self::new(
        StatusCode::CONFLICT,
        "code_required",
        "There is an authenticator app",
        "Give a code of the app that is in use, or a recovery code.",
    ),
    FactorError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    FactorError::MfaOff => Self::new(
        StatusCode::FORBIDDEN,
        "mfa_off",
        "No second factors here",
        "This organization uses no second factors.",
    ),
    FactorError::NotEnrolled => Self::new(
        StatusCode::CONFLICT,
        "not_enrolled",
        "There is no authenticator app",
        "No authenticator app is enrolled.",
    ),
    FactorError::Required => Self::mfa_required(),
    FactorError::SessionEnded => Self::invalid_token("The session of this token has ended."),
    FactorError::StepUpRequired => Self::step_up_required(),
    FactorError::WrongCode => Self::new(
        StatusCode::FORBIDDEN,
        "wrong_code",
        "Code refused",
        "The code is wrong, or was used already. Give the one that the app shows now.",
    ),
    FactorError::WrongPassword => Self::new(
        StatusCode::FORBIDDEN,
        "wrong_password",
        "The present password is wrong",
        "The present password is another one.",
    ),
    FactorError::Internal(error) => error.into(),
});

failures_of!(SignUpError {
    SignUpError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    SignUpError::Closed => Self::new(
        StatusCode::FORBIDDEN,
        "sign_up_closed",
        "Sign-up is closed",
        "This organization takes no sign-ups. Ask its administrators for an account.",
    ),
    SignUpError::InviteOnly => Self::new(
        StatusCode::FORBIDDEN,
        "sign_up_by_invitation",
        "Sign-up is by invitation",
        "This organization takes only whom it has invited. Ask its administrators for an invitation.",
    ),
    SignUpError::DomainNotAllowed => Self::new(
        StatusCode::FORBIDDEN,
        "email_domain_not_allowed",
        "E-mail domain not allowed",
        "Addresses of this domain may not sign up here.",
    ),
    SignUpError::Invalid(faults) => faults.into(),
    SignUpError::Refused(text) => refused(text),
    SignUpError::Taken => Self::new(
        StatusCode::CONFLICT,
        "email_taken",
        "There is an account already",
        "There is an account with this e-mail address. Sign in instead.",
    ),
    SignUpError::TenantNotActive => Self::tenant_not_active(),
    SignUpError::Internal(error) => error.into(),
});

failures_of!(ChangePasswordError {
    ChangePasswordError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    ChangePasswordError::Invalid(faults) => faults.into(),
    ChangePasswordError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    ChangePasswordError::WrongPassword => Self::new(
        StatusCode::FORBIDDEN,
        "wrong_password",
        "The present password is wrong",
        "The password was not changed: the present password is another one.",
    ),
    ChangePasswordError::Internal(error) => error.into(),
});

failures_of!(EmailChangeError {
    EmailChangeError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    EmailChangeError::Invalid(faults) => faults.into(),
    EmailChangeError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    EmailChangeError::Taken => email_in_use(),
    EmailChangeError::WrongPassword => Self::new(
        StatusCode::FORBIDDEN,
        "wrong_password",
        "The present password is wrong",
        "No mail was sent: the present password is another one.",
    ),
    EmailChangeError::Internal(error) => error.into(),
});

failures_of!(ConfirmEmailError {
    ConfirmEmailError::Invalid(faults) => faults.into(),
    ConfirmEmailError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    ConfirmEmailError::Refused => code_refused(),
    ConfirmEmailError::Taken => email_in_use(),
    ConfirmEmailError::Internal(error) => error.into(),
});

failures_of!(UpdatePolicyError {
    UpdatePolicyError::Invalid(error) => rule_fault(error.field(), error.code(), &error),
    error @ (UpdatePolicyError::LocksOut(_)
    | UpdatePolicyError::AddressUnknown
    | UpdatePolicyError::Strands) => {
        let (field, code) = error.fault().unwrap_or_default();
        rule_fault(field, code, &error)
    },
    UpdatePolicyError::Raced => Self::new(
        StatusCode::CONFLICT,
        "precondition_failed",
        "Something was changed meanwhile",
        "The organization's settings were changed at the same moment. Read them again.",
    ),
    UpdatePolicyError::Internal(error) => error.into(),
});

/// A rule that cannot be set as asked.
fn rule_fault(field: &'static str, code: &'static str, detail: &impl ToString) -> Failure {
    Failure::invalid_input(vec![FieldError {
        field: field.into(),
        code,
        detail: detail.to_string(),
    }])
}

failures_of!(UnlockError {
    UnlockError::Refused => code_refused(),
    UnlockError::Internal(error) => error.into(),
});

failures_of!(UpdateUserError {
    UpdateUserError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    UpdateUserError::Changed => Self::precondition_failed(),
    UpdateUserError::Invalid(faults) => faults.into(),
    UpdateUserError::LastOwner => last_owner(),
    UpdateUserError::Taken => user_taken(),
    UpdateUserError::UnknownRole(name) => role_unknown(&name),
    UpdateUserError::UnknownUser => Self::not_found(),
    UpdateUserError::Internal(error) => error.into(),
});

failures_of!(MailRequestError {
    MailRequestError::Invalid(faults) => faults.into(),
    MailRequestError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    MailRequestError::Internal(error) => error.into(),
});

failures_of!(ResetPasswordError {
    ResetPasswordError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    ResetPasswordError::Invalid(faults) => faults.into(),
    ResetPasswordError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    ResetPasswordError::Refused => code_refused(),
    ResetPasswordError::Internal(error) => error.into(),
});

failures_of!(VerifyEmailError {
    VerifyEmailError::Invalid(faults) => faults.into(),
    VerifyEmailError::Locked { retry_after_seconds } => Self::too_many(retry_after_seconds),
    VerifyEmailError::Refused => code_refused(),
    VerifyEmailError::Internal(error) => error.into(),
});

failures_of!(CreateInviteError {
    CreateInviteError::AlreadyInvited(id) => Self::new(
        StatusCode::CONFLICT,
        "already_invited",
        "There is an invitation already",
        format!("The invitation {id} to this address waits to be accepted. Send it again, or take it back."),
    ),
    CreateInviteError::Invalid(faults) => faults.into(),
    CreateInviteError::Taken => user_taken(),
    CreateInviteError::TenantNotActive => Self::tenant_not_active(),
    CreateInviteError::UnknownRole(name) => role_unknown(&name),
    CreateInviteError::Internal(error) => error.into(),
});

failures_of!(ChangeInviteError {
    ChangeInviteError::Accepted => Self::new(
        StatusCode::CONFLICT,
        "invite_accepted",
        "The invitation was accepted",
        "There is an account already. Nothing was changed.",
    ),
    ChangeInviteError::Revoked => Self::new(
        StatusCode::CONFLICT,
        "invite_revoked",
        "The invitation was taken back",
        "Nothing was changed. Invite anew.",
    ),
    ChangeInviteError::TenantNotActive => Self::tenant_not_active(),
    ChangeInviteError::Unknown => Self::not_found(),
    ChangeInviteError::Internal(error) => error.into(),
});

failures_of!(AcceptInviteError {
    AcceptInviteError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    AcceptInviteError::Invalid(faults) => faults.into(),
    AcceptInviteError::MethodNotAllowed => method_not_allowed(),
    AcceptInviteError::NotValid => Self::new(
        StatusCode::BAD_REQUEST,
        "invite_not_valid",
        "The invitation is not valid any more",
        "It was used, was replaced by a newer one, was taken back, or its time is over. Ask for another.",
    ),
    AcceptInviteError::Passkey(error) => error.into(),
    AcceptInviteError::Refused(text) => refused(text),
    AcceptInviteError::Taken => user_taken(),
    AcceptInviteError::Internal(error) => error.into(),
});

failures_of!(RefreshError {
    // To the client the two are one: a thief must not learn which side was noticed.
    RefreshError::Invalid | RefreshError::Reused => Self::new(
        StatusCode::UNAUTHORIZED,
        "invalid_refresh_token",
        "The refresh token is not valid",
        "The refresh token is not valid any more. Sign in again.",
    ),
    RefreshError::Internal(error) => error.into(),
});

failures_of!(AccessTokenError {
    AccessTokenError::Refused(error) => Self::invalid_token(format!("The access token is refused: {}.", error.code())),
    AccessTokenError::SessionEnded => Self::invalid_token("The session of this token has ended. Sign in again."),
    AccessTokenError::TenantNotActive => Self::tenant_not_active(),
    AccessTokenError::Internal(error) => error.into(),
});

failures_of!(CreateUserError {
    CreateUserError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    CreateUserError::Invalid(faults) => faults.into(),
    CreateUserError::Taken => user_taken(),
    CreateUserError::UnknownRole(name) => role_unknown(&name),
    CreateUserError::Internal(error) => error.into(),
});

failures_of!(TenantStateError {
    TenantStateError::NotApplicable { from } => Self::new(
        StatusCode::CONFLICT,
        "state_not_applicable",
        "The state cannot be changed so",
        format!("The organization is '{}'. Nothing was changed.", from.as_str()),
    ),
    TenantStateError::Raced => Self::new(
        StatusCode::CONFLICT,
        "precondition_failed",
        "It was changed meanwhile",
        "Somebody else changed it at the same time. Read it again.",
    ),
    TenantStateError::UnknownTenant => Self::not_found(),
    TenantStateError::Internal(error) => error.into(),
});

#[cfg(any(feature = "api", feature = "portal"))]
failures_of!(authnex_core::flow::SignUpTenantError {
    authnex_core::flow::SignUpTenantError::Busy { retry_after_seconds } => busy(retry_after_seconds),
    authnex_core::flow::SignUpTenantError::Invalid(faults) => faults.into(),
    authnex_core::flow::SignUpTenantError::Refused(text) => refused(text),
    authnex_core::flow::SignUpTenantError::SlugTaken => Self::new(
        StatusCode::CONFLICT,
        "slug_taken",
        "The organization identifier is taken",
        "This organization identifier is in use or was. Choose another one.",
    ),
    authnex_core::flow::SignUpTenantError::Internal(error) => error.into(),
});

impl From<InternalError> for Failure {
    fn from(error: InternalError) -> Self {
        if error.is_busy() {
            Self::unavailable(1, error)
        } else if error.is_unstorable_text() {
            Self::control_character("U+0000 cannot be stored.".to_owned())
        } else {
            Self::internal(error)
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        InternalError::from(error).into()
    }
}

impl From<Vec<FieldFault>> for Failure {
    fn from(faults: Vec<FieldFault>) -> Self {
        let errors = faults.into_iter().map(|fault| FieldError {
            field: fault.field.into(),
            code: fault.code,
            detail: fault.detail,
        });
        Self::invalid_input(errors.collect())
    }
}

fn busy(retry_after_seconds: u32) -> Failure {
    Failure::unavailable(retry_after_seconds, "the queue of password hashes is full")
}

fn refused(text: String) -> Failure {
    Failure::new(StatusCode::FORBIDDEN, "refused", "Refused", text)
}

impl Failure {
    /// What was to be changed is not what was read any more (RFC 9110 13.1.1).
    pub(crate) fn precondition_failed() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "precondition_failed",
            "It was changed meanwhile",
            "Somebody changed it since you looked. Nothing was changed now: read it again, and decide anew.",
        )
    }

    /// The tenant lists networks, and the request comes from none of them.
    pub(crate) fn address_not_allowed(address: Option<IpAddr>) -> Self {
        let from = address.map_or_else(|| "an unknown address".to_owned(), |ip| ip.to_string());
        Self::new(
            StatusCode::FORBIDDEN,
            "address_not_allowed",
            "Your network may not come in",
            format!("This organization takes no requests of people from {from}."),
        )
    }

    /// The tenant is out of service.
    pub(crate) fn tenant_not_active() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "tenant_not_active",
            "The organization is not active",
            "This organization is suspended or about to be deleted.",
        )
    }
}

fn code_refused() -> Failure {
    Failure::new(
        StatusCode::BAD_REQUEST,
        "code_refused",
        "The link or the code was not taken",
        "The link or the code is wrong, was used, or has expired. Have a new mail sent.",
    )
}

fn email_in_use() -> Failure {
    Failure::new(
        StatusCode::CONFLICT,
        "email_taken",
        "There is an account already",
        "Another account has this e-mail address. Nothing was changed.",
    )
}

fn user_taken() -> Failure {
    Failure::new(
        StatusCode::CONFLICT,
        "user_taken",
        "There is an account already",
        "There is an account with this sign-in name or e-mail address.",
    )
}

fn role_unknown(name: &str) -> Failure {
    Failure::invalid_input(vec![FieldError {
        field: "roles".into(),
        code: "role_unknown",
        detail: format!(
            "There is no role '{}'.",
            name.chars().take(64).collect::<String>()
        ),
    }])
}

fn passkey_refused(status: StatusCode) -> Failure {
    Failure::new(
        status,
        "passkey_refused",
        "The passkey was not accepted",
        "The passkey is unknown here, or was not verified. Begin again, or sign in another way.",
    )
}

/// The policy does not allow this way to sign in.
fn method_not_allowed() -> Failure {
    Failure::new(
        StatusCode::FORBIDDEN,
        "sign_in_method_not_allowed",
        "This way to sign in is off",
        "This organization lets nobody sign in this way. Sign in in another way.",
    )
}

fn no_passkeys() -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        "passkeys_unavailable",
        "There are no passkeys here",
        "Passkeys need a base URL whose host is a name.",
    )
}

impl Failure {
    /// The policy wants a second factor, and this was the last one.
    fn mfa_required() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "mfa_required",
            "A second factor is required",
            "This organization wants you to have a second factor. Enrol another one first.",
        )
    }
}

impl Failure {
    /// There is no address that waits to be verified.
    #[cfg(any(feature = "api", feature = "portal"))]
    pub(crate) fn nothing_to_verify() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "nothing_to_verify",
            "There is nothing to verify",
            "The user has no e-mail address, or it is verified already.",
        )
    }
}
