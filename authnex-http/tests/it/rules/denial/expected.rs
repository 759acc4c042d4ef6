use authnex_http::route::{
    ApiRoute, ManagementRoute, OidcRoute, OperatorRoute, PortalRoute, RouteName, SystemRoute,
};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Expected {
    /// Anyone may call it: nothing of a user hangs on it.
    Open,
    /// The protocol of the endpoint refuses it in its own words.
    Protocol,
    /// 401 without a live session of this tenant.
    Bearer,
    /// As if absent: there is no operator's token here.
    Absent,
    /// Sent to the sign-in form without a live session of this tenant.
    ToSignIn,
}

#[expect(
    clippy::too_many_lines,
    reason = "a line for each route, and nothing else"
)]
pub(super) fn expected(name: RouteName) -> Expected {
    match name {
        RouteName::Api(name) => match name {
            ApiRoute::AddPasskey
            | ApiRoute::BeginAddPasskey
            | ApiRoute::BeginPasskeyStepUp
            | ApiRoute::FinishPasskeyStepUp
            | ApiRoute::ChangeEmail
            | ApiRoute::ConfirmTotp
            | ApiRoute::CountRecoveryCodes
            | ApiRoute::ForgetDevice
            | ApiRoute::ListTrustedDevices
            | ApiRoute::RemoveTotp
            | ApiRoute::ReplaceRecoveryCodes
            | ApiRoute::ShowTotp
            | ApiRoute::StartTotp
            | ApiRoute::StepUp
            | ApiRoute::ChangePassword
            | ApiRoute::EndSession
            | ApiRoute::ExportMe
            | ApiRoute::ListPasskeys
            | ApiRoute::ListSessions
            | ApiRoute::RemovePasskey
            | ApiRoute::RenamePasskey
            | ApiRoute::ListConsents
            | ApiRoute::RevokeConsent
            | ApiRoute::ShowMe
            | ApiRoute::SignOut
            | ApiRoute::UpdateMe => Expected::Bearer,
            ApiRoute::AcceptInvite
            | ApiRoute::AnswerSecondFactor
            | ApiRoute::ConfirmEnrolment
            | ApiRoute::StartEnrolment
            | ApiRoute::BeginAcceptByPasskey
            | ApiRoute::BeginPasskey
            | ApiRoute::BeginPasskeyEnrolment
            | ApiRoute::FinishAcceptByPasskey
            | ApiRoute::FinishPasskeyEnrolment
            | ApiRoute::ChangeRequiredPassword
            | ApiRoute::ConfirmEmail
            | ApiRoute::FinishPasskey
            | ApiRoute::ForgotPassword
            | ApiRoute::MagicLink
            | ApiRoute::PasswordRules
            | ApiRoute::Refresh
            | ApiRoute::ResendVerification
            | ApiRoute::ResetPassword
            | ApiRoute::SignIn
            | ApiRoute::SignUp
            | ApiRoute::Unlock
            | ApiRoute::VerifyEmail => Expected::Open,
        },
        RouteName::Management(name) => match name {
            ManagementRoute::ChangePolicy
            | ManagementRoute::CreateUser
            | ManagementRoute::ChangeRole
            | ManagementRoute::CreateRole
            | ManagementRoute::DeleteRole
            | ManagementRoute::DeleteUser
            | ManagementRoute::EndUserSession
            | ManagementRoute::ForcePasswordChange
            | ManagementRoute::ListRoles
            | ManagementRoute::ListUserSessions
            | ManagementRoute::ReactivateUser
            | ManagementRoute::ResendUserVerification
            | ManagementRoute::ShowRole
            | ManagementRoute::SignUserOut
            | ManagementRoute::SuspendUser
            | ManagementRoute::UpdateUser
            | ManagementRoute::CreateInvite
            | ManagementRoute::ListInvites
            | ManagementRoute::ResendInvite
            | ManagementRoute::RevokeInvite
            | ManagementRoute::ShowInvite
            | ManagementRoute::ListClients
            | ManagementRoute::ListEvents
            | ManagementRoute::ListSessions
            | ManagementRoute::ListUsers
            | ManagementRoute::ShowClient
            | ManagementRoute::ShowPolicy
            | ManagementRoute::ShowUsage
            | ManagementRoute::ResetMfa
            | ManagementRoute::ShowUser => Expected::Bearer,
        },
        RouteName::Operator(name) => match name {
            OperatorRoute::ChangeTenant
            | OperatorRoute::CreateTenant
            | OperatorRoute::ListTenants
            | OperatorRoute::ShowTenant => Expected::Absent,
        },
        RouteName::Oidc(name) => expected_of_protocol(name),
        RouteName::Portal(name) => expected_of_page(name),
        RouteName::System(name) => match name {
            SystemRoute::Health
            | SystemRoute::Mailbox
            | SystemRoute::Metrics
            | SystemRoute::OpenApi
            | SystemRoute::Ready
            | SystemRoute::TenantOpenApi => Expected::Open,
        },
        unknown => panic!("{unknown:?} has no row"),
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "a line for each route, and nothing else"
)]
fn expected_of_page(name: PortalRoute) -> Expected {
    match name {
        PortalRoute::ActOnUser
        | PortalRoute::CreateRole
        | PortalRoute::DeleteRole
        | PortalRoute::EndUserSession
        | PortalRoute::InviteUser
        | PortalRoute::ResendInvite
        | PortalRoute::RevokeInvite
        | PortalRoute::Role
        | PortalRoute::Roles
        | PortalRoute::SaveRole
        | PortalRoute::SaveUser
        | PortalRoute::User
        | PortalRoute::Users
        | PortalRoute::ChangeEmail
        | PortalRoute::ConfirmOwnTotp
        | PortalRoute::ForgetBrowser
        | PortalRoute::RemoveOwnTotp
        | PortalRoute::ReplaceOwnCodes
        | PortalRoute::StartOwnTotp
        | PortalRoute::StepUp
        | PortalRoute::StepUpForm
        | PortalRoute::ChangeOwnPassword
        | PortalRoute::Applications
        | PortalRoute::Dashboard
        | PortalRoute::SaveSettings
        | PortalRoute::Settings
        | PortalRoute::SettingsSection
        | PortalRoute::DismissPasskeyOffer
        | PortalRoute::Passkey
        | PortalRoute::RemovePasskey
        | PortalRoute::RenamePasskey
        | PortalRoute::DisconnectApplication
        | PortalRoute::HostedConsent
        | PortalRoute::HostedConsentForm
        | PortalRoute::HostedLogout
        | PortalRoute::HostedLogoutForm
        | PortalRoute::EndOtherSessions
        | PortalRoute::EndSession
        | PortalRoute::ExportProfile
        | PortalRoute::HostedSignOut
        | PortalRoute::HostedSignedIn
        | PortalRoute::Profile
        | PortalRoute::ResendVerification
        | PortalRoute::SaveProfile
        | PortalRoute::SignOut
        | PortalRoute::Suspended
        | PortalRoute::SuspendedSignOut => Expected::ToSignIn,
        PortalRoute::Asset
        | PortalRoute::ConfirmEnrolment
        | PortalRoute::Enrol
        | PortalRoute::EnrolForm
        | PortalRoute::HostedConfirmEnrolment
        | PortalRoute::HostedEnrol
        | PortalRoute::HostedEnrolForm
        | PortalRoute::HostedSecondFactor
        | PortalRoute::HostedSecondFactorForm
        | PortalRoute::SecondFactor
        | PortalRoute::SecondFactorForm
        | PortalRoute::ChangePassword
        | PortalRoute::ChangePasswordForm
        | PortalRoute::Home
        | PortalRoute::HostedAcceptInvite
        | PortalRoute::HostedAcceptInviteForm
        | PortalRoute::HostedChangePassword
        | PortalRoute::HostedChangePasswordForm
        | PortalRoute::HostedConfirmEmail
        | PortalRoute::HostedConfirmEmailForm
        | PortalRoute::HostedForgotPassword
        | PortalRoute::HostedForgotPasswordForm
        | PortalRoute::HostedMagicLink
        | PortalRoute::HostedMagicLinkForm
        | PortalRoute::HostedResendVerification
        | PortalRoute::HostedResendVerificationForm
        | PortalRoute::HostedResetPassword
        | PortalRoute::HostedResetPasswordForm
        | PortalRoute::HostedSignIn
        | PortalRoute::HostedSignInForm
        | PortalRoute::HostedSignUp
        | PortalRoute::HostedSignUpForm
        | PortalRoute::HostedSignedOut
        | PortalRoute::HostedUnlock
        | PortalRoute::HostedUnlockForm
        | PortalRoute::HostedVerifyEmail
        | PortalRoute::HostedVerifyEmailForm
        | PortalRoute::Mailbox
        | PortalRoute::MailboxMail
        | PortalRoute::SignIn
        | PortalRoute::SignInForm
        | PortalRoute::SignUp
        | PortalRoute::SignUpForm
        | PortalRoute::StyleGuide
        | PortalRoute::SwitchOrganization
        | PortalRoute::Theme => Expected::Open,
    }
}

fn expected_of_protocol(name: OidcRoute) -> Expected {
    match name {
        OidcRoute::Authorize
        | OidcRoute::AuthorizeByForm
        | OidcRoute::Discovery
        | OidcRoute::DiscoveryAtRoot
        | OidcRoute::EndSession
        | OidcRoute::EndSessionByForm
        | OidcRoute::Jwks
        | OidcRoute::OAuthMetadata => Expected::Open,
        OidcRoute::Introspect
        | OidcRoute::Revoke
        | OidcRoute::Token
        | OidcRoute::UserInfo
        | OidcRoute::UserInfoByForm => Expected::Protocol,
    }
}
