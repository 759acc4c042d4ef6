use super::super::{PortalRoute, Requirement, Route, RouteName, Verb};

const fn page(name: PortalRoute, path: &'static str) -> Route {
    Route::new(RouteName::Portal(name), Verb::Get, path)
}

const fn form(name: PortalRoute, path: &'static str) -> Route {
    Route::new(RouteName::Portal(name), Verb::Post, path)
}

pub(super) static ROUTES: &[Route] = &[
    page(PortalRoute::Home, "/"),
    page(PortalRoute::Asset, "/assets/{file}"),
    page(PortalRoute::SignUpForm, "/portal/sign-up"),
    form(PortalRoute::SignUp, "/portal/sign-up").takes_password(),
    page(PortalRoute::SignInForm, "/portal/sign-in"),
    form(PortalRoute::SignIn, "/portal/sign-in").takes_password(),
    page(PortalRoute::ChangePasswordForm, "/portal/change-password"),
    form(PortalRoute::ChangePassword, "/portal/change-password").takes_password(),
    page(PortalRoute::SecondFactorForm, "/portal/second-factor"),
    form(PortalRoute::SecondFactor, "/portal/second-factor").takes_password(),
    page(PortalRoute::EnrolForm, "/portal/enrol-mfa"),
    form(PortalRoute::Enrol, "/portal/enrol-mfa").takes_password(),
    form(PortalRoute::ConfirmEnrolment, "/portal/enrol-mfa/confirm").takes_password(),
    page(PortalRoute::StepUpForm, "/portal/step-up").requires(Requirement::Session),
    form(PortalRoute::StepUp, "/portal/step-up")
        .requires(Requirement::Session)
        .takes_password(),
    form(PortalRoute::StartOwnTotp, "/portal/profile/totp")
        .requires(Requirement::Session)
        .takes_password(),
    form(PortalRoute::ConfirmOwnTotp, "/portal/profile/totp/confirm")
        .requires(Requirement::Session)
        .takes_password(),
    form(PortalRoute::RemoveOwnTotp, "/portal/profile/totp/remove")
        .requires(Requirement::Session)
        .takes_password(),
    form(
        PortalRoute::ReplaceOwnCodes,
        "/portal/profile/recovery-codes",
    )
    .requires(Requirement::Session)
    .takes_password(),
    form(
        PortalRoute::ForgetBrowser,
        "/portal/profile/trusted-browsers/forget",
    )
    .requires(Requirement::Session),
    page(PortalRoute::Dashboard, "/portal/dashboard").requires(Requirement::Session),
    page(PortalRoute::Settings, "/portal/settings").requires(Requirement::Session),
    page(PortalRoute::SettingsSection, "/portal/settings/{section}").requires(Requirement::Session),
    form(PortalRoute::SaveSettings, "/portal/settings/{section}").requires(Requirement::Session),
    page(PortalRoute::Users, "/portal/users").requires(Requirement::Session),
    form(PortalRoute::InviteUser, "/portal/users/invite")
        .requires(Requirement::Session)
        .sends_mail(),
    form(PortalRoute::ResendInvite, "/portal/users/invites/resend")
        .requires(Requirement::Session)
        .sends_mail(),
    form(PortalRoute::RevokeInvite, "/portal/users/invites/revoke").requires(Requirement::Session),
    page(PortalRoute::User, "/portal/users/{user}").requires(Requirement::Session),
    form(PortalRoute::SaveUser, "/portal/users/{user}").requires(Requirement::Session),
    form(PortalRoute::ActOnUser, "/portal/users/{user}/{action}").requires(Requirement::Session),
    form(
        PortalRoute::EndUserSession,
        "/portal/users/{user}/sessions/end",
    )
    .requires(Requirement::Session),
    page(PortalRoute::Roles, "/portal/roles").requires(Requirement::Session),
    form(PortalRoute::CreateRole, "/portal/roles").requires(Requirement::Session),
    page(PortalRoute::Role, "/portal/roles/{role}").requires(Requirement::Session),
    form(PortalRoute::SaveRole, "/portal/roles/{role}").requires(Requirement::Session),
    form(PortalRoute::DeleteRole, "/portal/roles/{role}/delete").requires(Requirement::Session),
    page(PortalRoute::Profile, "/portal/profile").requires(Requirement::Session),
    form(PortalRoute::SaveProfile, "/portal/profile").requires(Requirement::Session),
    form(PortalRoute::ChangeEmail, "/portal/profile/email")
        .requires(Requirement::Session)
        .takes_password()
        .sends_mail(),
    form(PortalRoute::ChangeOwnPassword, "/portal/profile/password")
        .requires(Requirement::Session)
        .takes_password(),
    form(PortalRoute::EndSession, "/portal/profile/sessions/end").requires(Requirement::Session),
    form(
        PortalRoute::EndOtherSessions,
        "/portal/profile/sessions/end-others",
    )
    .requires(Requirement::Session),
    page(PortalRoute::Passkey, "/portal/profile/passkeys/{passkey}").requires(Requirement::Session),
    form(
        PortalRoute::RenamePasskey,
        "/portal/profile/passkeys/{passkey}",
    )
    .requires(Requirement::Session),
    form(
        PortalRoute::RemovePasskey,
        "/portal/profile/passkeys/remove",
    )
    .requires(Requirement::Session),
    form(PortalRoute::DismissPasskeyOffer, "/portal/passkey-offer").requires(Requirement::Session),
    page(PortalRoute::Applications, "/portal/profile/applications").requires(Requirement::Session),
    form(
        PortalRoute::DisconnectApplication,
        "/portal/profile/applications/disconnect",
    )
    .requires(Requirement::Session),
    form(PortalRoute::ExportProfile, "/portal/profile/export").requires(Requirement::Session),
    form(PortalRoute::SignOut, "/portal/sign-out").requires(Requirement::Session),
    page(PortalRoute::Suspended, "/portal/suspended").requires(Requirement::SuspendedOwner),
    form(PortalRoute::SuspendedSignOut, "/portal/suspended/sign-out")
        .requires(Requirement::SuspendedOwner),
    form(
        PortalRoute::SwitchOrganization,
        "/portal/switch-organization",
    ),
    form(PortalRoute::Theme, "/portal/theme"),
    page(PortalRoute::HostedSignInForm, "/t/{slug}/sign-in"),
    form(PortalRoute::HostedSignIn, "/t/{slug}/sign-in").takes_password(),
    page(
        PortalRoute::HostedSecondFactorForm,
        "/t/{slug}/second-factor",
    ),
    form(PortalRoute::HostedSecondFactor, "/t/{slug}/second-factor").takes_password(),
    page(PortalRoute::HostedEnrolForm, "/t/{slug}/enrol-mfa"),
    form(PortalRoute::HostedEnrol, "/t/{slug}/enrol-mfa").takes_password(),
    form(
        PortalRoute::HostedConfirmEnrolment,
        "/t/{slug}/enrol-mfa/confirm",
    )
    .takes_password(),
    page(PortalRoute::HostedSignUpForm, "/t/{slug}/sign-up"),
    form(PortalRoute::HostedSignUp, "/t/{slug}/sign-up").takes_password(),
    page(PortalRoute::HostedSignedIn, "/t/{slug}/signed-in").requires(Requirement::Session),
    form(PortalRoute::HostedSignOut, "/t/{slug}/sign-out").requires(Requirement::Session),
    page(PortalRoute::HostedConsentForm, "/t/{slug}/consent").requires(Requirement::Session),
    form(PortalRoute::HostedConsent, "/t/{slug}/consent").requires(Requirement::Session),
    page(PortalRoute::HostedLogoutForm, "/t/{slug}/logout").requires(Requirement::Session),
    form(PortalRoute::HostedLogout, "/t/{slug}/logout").requires(Requirement::Session),
    page(PortalRoute::HostedSignedOut, "/t/{slug}/signed-out"),
    page(
        PortalRoute::HostedAcceptInviteForm,
        "/t/{slug}/accept-invite",
    ),
    form(PortalRoute::HostedAcceptInvite, "/t/{slug}/accept-invite").takes_password(),
    page(
        PortalRoute::HostedChangePasswordForm,
        "/t/{slug}/change-password",
    ),
    form(
        PortalRoute::HostedChangePassword,
        "/t/{slug}/change-password",
    )
    .takes_password(),
    page(
        PortalRoute::HostedForgotPasswordForm,
        "/t/{slug}/forgot-password",
    ),
    form(
        PortalRoute::HostedForgotPassword,
        "/t/{slug}/forgot-password",
    )
    .takes_password()
    .sends_mail(),
    page(PortalRoute::HostedMagicLinkForm, "/t/{slug}/magic-link"),
    form(PortalRoute::HostedMagicLink, "/t/{slug}/magic-link")
        .takes_password()
        .sends_mail(),
    page(
        PortalRoute::HostedResetPasswordForm,
        "/t/{slug}/reset-password",
    ),
    form(PortalRoute::HostedResetPassword, "/t/{slug}/reset-password").takes_password(),
    page(
        PortalRoute::HostedConfirmEmailForm,
        "/t/{slug}/confirm-email",
    ),
    page(PortalRoute::HostedUnlockForm, "/t/{slug}/unlock"),
    form(PortalRoute::HostedUnlock, "/t/{slug}/unlock").takes_password(),
    form(PortalRoute::HostedConfirmEmail, "/t/{slug}/confirm-email").takes_password(),
    page(PortalRoute::HostedVerifyEmailForm, "/t/{slug}/verify-email"),
    form(PortalRoute::HostedVerifyEmail, "/t/{slug}/verify-email").takes_password(),
    page(
        PortalRoute::HostedResendVerificationForm,
        "/t/{slug}/verify-email/resend",
    ),
    form(
        PortalRoute::HostedResendVerification,
        "/t/{slug}/verify-email/resend",
    )
    .takes_password()
    .sends_mail(),
    form(
        PortalRoute::ResendVerification,
        "/portal/verify-email/resend",
    )
    .requires(Requirement::Session)
    .takes_password()
    .sends_mail(),
    page(PortalRoute::StyleGuide, "/dev/style-guide"),
    page(PortalRoute::Mailbox, "/dev/mailbox"),
    page(PortalRoute::MailboxMail, "/dev/mailbox/{mail}"),
];
