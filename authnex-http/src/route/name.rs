/// The name of a row: its group, and within the group what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RouteName {
    /// The headless JSON API.
    Api(ApiRoute),
    /// The management API of a tenant.
    Management(ManagementRoute),
    /// The OpenID provider.
    Oidc(OidcRoute),
    /// The operator's API.
    Operator(OperatorRoute),
    /// Portal and hosted pages.
    Portal(PortalRoute),
    /// Health, metrics and documents of the installation.
    System(SystemRoute),
}

/// Routes of the headless JSON API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApiRoute {
    /// Make the account that an invitation is for, and sign in.
    AcceptInvite,
    /// Give the second factor that a sign-in wants.
    AnswerSecondFactor,
    /// Confirm the authenticator app that a sign-in wants.
    ConfirmEnrolment,
    /// Confirm the own authenticator app.
    ConfirmTotp,
    /// How many of the own recovery codes are left.
    CountRecoveryCodes,
    /// Trust one of the own browsers no longer.
    ForgetDevice,
    /// List the own browsers that are trusted.
    ListTrustedDevices,
    /// Take the own authenticator app away.
    RemoveTotp,
    /// Get fresh recovery codes.
    ReplaceRecoveryCodes,
    /// Whether there is an own authenticator app.
    ShowTotp,
    /// Begin the enrolment that a sign-in wants.
    StartEnrolment,
    /// Get a secret for an authenticator app.
    StartTotp,
    /// Show again that the user is the user.
    StepUp,
    /// List the applications that the user consented to.
    ListConsents,
    /// Take a consent back.
    RevokeConsent,
    /// Have a mail sent that makes another address the own one.
    ChangeEmail,
    /// Add the passkey that a browser made.
    AddPasskey,
    /// Ask a browser to make a passkey.
    BeginAddPasskey,
    /// Ask a browser for the passkey with which an invitation is accepted.
    BeginAcceptByPasskey,
    /// Ask a browser for the passkey that a sign-in wants enrolled.
    BeginPasskeyEnrolment,
    /// Ask a browser for a passkey that shows again who is signed in.
    BeginPasskeyStepUp,
    /// Accept an invitation by the passkey that a browser made.
    FinishAcceptByPasskey,
    /// Enrol the passkey that a browser made, and go on with the sign-in.
    FinishPasskeyEnrolment,
    /// Show again by passkey that the user is the user.
    FinishPasskeyStepUp,
    /// Ask a browser to sign in by passkey.
    BeginPasskey,
    /// Set the password that a sign-in demands.
    ChangeRequiredPassword,
    /// Make another address the own one by what was mailed.
    ConfirmEmail,
    /// End one of the own sessions.
    EndSession,
    /// Take along what is kept of the own account.
    ExportMe,
    /// Take a browser's answer and sign in by passkey.
    FinishPasskey,
    /// List the own passkeys.
    ListPasskeys,
    /// List the own sessions.
    ListSessions,
    /// Change the own password.
    ChangePassword,
    /// Have a mail sent that sets another password.
    ForgotPassword,
    /// Sign in by what is mailed.
    MagicLink,
    /// The rules on new passwords.
    PasswordRules,
    /// Replace a refresh token.
    Refresh,
    /// Remove one of the own passkeys.
    RemovePasskey,
    /// Give one of the own passkeys another name.
    RenamePasskey,
    /// Have the mail that verifies an address sent again.
    ResendVerification,
    /// Set another password by what was mailed.
    ResetPassword,
    /// Who is signed in.
    ShowMe,
    /// Sign in.
    SignIn,
    /// Sign out.
    SignOut,
    /// Make an account.
    SignUp,
    /// Unlock an account by what was mailed.
    Unlock,
    /// Change the own profile.
    UpdateMe,
    /// Verify an address by what was mailed.
    VerifyEmail,
}

/// Routes of the management API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ManagementRoute {
    /// Change the tenant's rules.
    ChangePolicy,
    /// Change what a role allows.
    ChangeRole,
    /// Make a role.
    CreateRole,
    /// Delete a role.
    DeleteRole,
    /// Delete a user.
    DeleteUser,
    /// End one of a user's sessions.
    EndUserSession,
    /// Have a user set another password.
    ForcePasswordChange,
    /// List roles.
    ListRoles,
    /// List a user's sessions.
    ListUserSessions,
    /// Let a suspended user in again.
    ReactivateUser,
    /// Have the mail that verifies a user's address sent again.
    ResendUserVerification,
    /// One role.
    ShowRole,
    /// End all sessions of a user.
    SignUserOut,
    /// Let a user in no more.
    SuspendUser,
    /// Change a user.
    UpdateUser,
    /// Invite somebody.
    CreateInvite,
    /// Make a user.
    CreateUser,
    /// List clients.
    ListClients,
    /// List the audit trail.
    ListEvents,
    /// List invitations.
    ListInvites,
    /// List the sessions of all users.
    ListSessions,
    /// List users.
    ListUsers,
    /// Send an invitation again.
    ResendInvite,
    /// Take an invitation back.
    RevokeInvite,
    /// One client.
    ShowClient,
    /// One invitation.
    ShowInvite,
    /// Take a user's second factors away.
    ResetMfa,
    /// The tenant's rules.
    ShowPolicy,
    /// The tenant's counters.
    ShowUsage,
    /// One user.
    ShowUser,
}

/// Routes of the operator's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperatorRoute {
    /// Suspend or reactivate a tenant.
    ChangeTenant,
    /// Make a tenant with its owner.
    CreateTenant,
    /// List tenants.
    ListTenants,
    /// One tenant.
    ShowTenant,
}

/// Routes of the OpenID provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OidcRoute {
    /// An authorization request (RFC 6749 3.1).
    Authorize,
    /// An authorization request by POST.
    AuthorizeByForm,
    /// `{issuer}/.well-known/openid-configuration` (OpenID Connect Discovery 1.0, 4).
    Discovery,
    /// `/.well-known/openid-configuration/…`, the path behind (RFC 8414 5, for OpenID readers).
    DiscoveryAtRoot,
    /// A client asks to sign its user out (RP-Initiated Logout 1.0).
    EndSession,
    /// The same by POST.
    EndSessionByForm,
    /// What a token is worth (RFC 7662).
    Introspect,
    /// The tenant's public keys.
    Jwks,
    /// `/.well-known/oauth-authorization-server/…` (RFC 8414 3).
    OAuthMetadata,
    /// Takes a token back (RFC 7009).
    Revoke,
    /// Tokens for a grant (RFC 6749 3.2).
    Token,
    /// What a token opens about its user (OpenID Connect Core 5.3).
    UserInfo,
    /// The same by POST.
    UserInfoByForm,
}

/// Routes of portal and hosted pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortalRoute {
    /// Do one thing to a user.
    ActOnUser,
    /// Make a role.
    CreateRole,
    /// Delete a role.
    DeleteRole,
    /// End one of a user's sessions.
    EndUserSession,
    /// Invite somebody.
    InviteUser,
    /// Send an invitation again.
    ResendInvite,
    /// Take an invitation back.
    RevokeInvite,
    /// One role.
    Role,
    /// The organization's roles.
    Roles,
    /// Set what a role allows.
    SaveRole,
    /// Set a user's name and roles.
    SaveUser,
    /// One user.
    User,
    /// The organization's users.
    Users,
    /// Confirm the own authenticator app.
    ConfirmOwnTotp,
    /// Confirm the authenticator app that a portal sign-in wants.
    ConfirmEnrolment,
    /// Get a secret for the authenticator app that a portal sign-in wants.
    Enrol,
    /// What a portal sign-in wants enrolled.
    EnrolForm,
    /// Trust one of the own browsers no longer.
    ForgetBrowser,
    /// Confirm the authenticator app that a hosted sign-in wants.
    HostedConfirmEnrolment,
    /// Get a secret for the authenticator app that a hosted sign-in wants.
    HostedEnrol,
    /// What a hosted sign-in wants enrolled.
    HostedEnrolForm,
    /// Give the second factor of a hosted sign-in.
    HostedSecondFactor,
    /// The form for the second factor of a hosted sign-in.
    HostedSecondFactorForm,
    /// Take the own authenticator app away.
    RemoveOwnTotp,
    /// Get fresh recovery codes.
    ReplaceOwnCodes,
    /// Give the second factor of a portal sign-in.
    SecondFactor,
    /// The form for the second factor of a portal sign-in.
    SecondFactorForm,
    /// Get a secret for an authenticator app.
    StartOwnTotp,
    /// Show again that the user is the user.
    StepUp,
    /// The form that asks who is signed in again.
    StepUpForm,
    /// The applications that the user consented to.
    Applications,
    /// Takes a consent back.
    DisconnectApplication,
    /// The user's answer to what a client asks for.
    HostedConsent,
    /// What a client asks for.
    HostedConsentForm,
    /// The user's answer to a client that asks to sign the user out.
    HostedLogout,
    /// Whether to sign out.
    HostedLogoutForm,
    /// A style sheet or script of the pages.
    Asset,
    /// The form for the password that a sign-in demands.
    ChangePasswordForm,
    /// Set the password that a sign-in demands.
    ChangePassword,
    /// Have a mail sent that makes another address the own one.
    ChangeEmail,
    /// Change the own password.
    ChangeOwnPassword,
    /// The start page of a signed-in user.
    Dashboard,
    /// Set rules of the organization.
    SaveSettings,
    /// The list of the pages of settings.
    Settings,
    /// One page of settings.
    SettingsSection,
    /// End the own sessions but this one.
    EndOtherSessions,
    /// End one of the own sessions.
    EndSession,
    /// Take along what is kept of the own account.
    ExportProfile,
    /// Dismiss the offer of a passkey.
    DismissPasskeyOffer,
    /// The front door.
    Home,
    /// Make the account that an invitation is for.
    HostedAcceptInvite,
    /// A tenant's own form that does so: where the mail's link leads.
    HostedAcceptInviteForm,
    /// A tenant's own form for the password that a sign-in demands.
    HostedChangePasswordForm,
    /// Set the password that a hosted sign-in demands.
    HostedChangePassword,
    /// Make another address the own one by what was mailed.
    HostedConfirmEmail,
    /// Take a lock of an account away.
    HostedUnlock,
    /// The page that a mailed link to an unlock leads to.
    HostedUnlockForm,
    /// A tenant's own page that does so: where the mail's link leads.
    HostedConfirmEmailForm,
    /// Have a mail sent that sets another password.
    HostedForgotPassword,
    /// A tenant's own form that asks for that mail.
    HostedForgotPasswordForm,
    /// Have a mail sent that signs in, or sign in by it.
    HostedMagicLink,
    /// A tenant's own form that does so: where the mail's link leads.
    HostedMagicLinkForm,
    /// Have the mail that verifies an address sent again.
    HostedResendVerification,
    /// A tenant's own form that asks for that mail.
    HostedResendVerificationForm,
    /// Set another password by what was mailed.
    HostedResetPassword,
    /// A tenant's own form for another password: where the mail's link leads.
    HostedResetPasswordForm,
    /// Sign in at a tenant.
    HostedSignIn,
    /// A tenant's own sign-in form.
    HostedSignInForm,
    /// Sign out at a tenant.
    HostedSignOut,
    /// Make an account at a tenant.
    HostedSignUp,
    /// A tenant's own sign-up form.
    HostedSignUpForm,
    /// A tenant's own page that says who is signed in.
    HostedSignedIn,
    /// A tenant's own page that says that the user is signed out.
    HostedSignedOut,
    /// Verify an address by what was mailed.
    HostedVerifyEmail,
    /// A tenant's own page that verifies an address: where the mail's link leads.
    HostedVerifyEmailForm,
    /// The development mailbox.
    Mailbox,
    /// One mail of the development mailbox.
    MailboxMail,
    /// The own account.
    Profile,
    /// Have the mail that verifies the own address sent again.
    ResendVerification,
    /// Change name, language and time zone.
    SaveProfile,
    /// The form for the name of one of the own passkeys.
    Passkey,
    /// Remove one of the own passkeys.
    RemovePasskey,
    /// Give one of the own passkeys another name.
    RenamePasskey,
    /// Sign in.
    SignIn,
    /// The portal's sign-in form.
    SignInForm,
    /// Sign out.
    SignOut,
    /// Make a tenant with its owner.
    SignUp,
    /// The form that makes a tenant.
    SignUpForm,
    /// What an owner of a suspended tenant sees.
    Suspended,
    /// Sign out of a suspended tenant.
    SuspendedSignOut,
    /// Every part that pages are built of, in development.
    StyleGuide,
    /// Make another organization the portal's current one.
    SwitchOrganization,
    /// Choose between light and dark.
    Theme,
}

/// Routes of the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SystemRoute {
    /// Whether it serves.
    Health,
    /// The development mailbox as JSON.
    Mailbox,
    /// Prometheus metrics.
    Metrics,
    /// OpenAPI 3.1.
    OpenApi,
    /// Whether it can work.
    Ready,
    /// OpenAPI 3.1 of one tenant.
    TenantOpenApi,
}
