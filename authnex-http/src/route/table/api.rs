use super::super::{Answer, ApiRoute, Operation, Requirement, Route, RouteName, Verb};
use crate::api::{
    auth::{
        AcceptInviteBody, BeginAcceptBody, BeginEnrolPasskeyBody, BeginPasskeyBody, CeremonyAnswer,
        ChangePasswordBody, ConfirmEmailBody, ConfirmMfaBody, EnrolMfaBody, EnrolledAnswer,
        FinishPasskeyBody, MagicLinkBody, MailAnswer, MailBody, PasskeyAnswer, PasswordRulesAnswer,
        RefreshBody, ResetPasswordBody, SecondFactorBody, SignInAnswer, SignInBody, SignUpAnswer,
        SignUpBody, TokenAnswer, UnlockBody, VerifyEmailBody,
    },
    me::{
        AddPasskeyBody, BeginAddBody, CodeBody, ConsentsAnswer, EmailBody, MeAnswer, PasskeyView,
        PasskeysAnswer, PasswordBody, ProfileBody, RecoveryCodesAnswer, RecoveryCodesLeft,
        RenamePasskeyBody, SessionsAnswer, StartTotpBody, StepUpBody, TotpAnswer, TotpSetupAnswer,
        TrustedDevicesAnswer, UserView,
    },
};

const fn row(name: ApiRoute, verb: Verb, path: &'static str) -> Route {
    Route::new(RouteName::Api(name), verb, path)
}

pub(super) static ROUTES: &[Route] = &[
    row(
        ApiRoute::SignUp,
        Verb::Post,
        "/t/{slug}/api/v1/auth/sign-up",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Make an account; does not sign in",
            &[Answer::json::<SignUpAnswer>(201, "The account")],
        )
        .takes::<SignUpBody>(),
    ),
    row(
        ApiRoute::SignIn,
        Verb::Post,
        "/t/{slug}/api/v1/auth/sign-in",
    )
    .takes_password()
    .documented(Operation::new("Sign in by password", STEP).takes::<SignInBody>()),
    row(
        ApiRoute::AcceptInvite,
        Verb::Post,
        "/t/{slug}/api/v1/auth/accept-invite",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Make the account that an invitation is for, and sign in",
            STEP,
        )
        .takes::<AcceptInviteBody>(),
    ),
    row(
        ApiRoute::ChangeRequiredPassword,
        Verb::Post,
        "/t/{slug}/api/v1/auth/change-password",
    )
    .takes_password()
    .documented(
        Operation::new("Set the password that a sign-in demands, and go on", STEP)
            .takes::<ChangePasswordBody>(),
    ),
    row(
        ApiRoute::PasswordRules,
        Verb::Get,
        "/t/{slug}/api/v1/auth/password-rules",
    )
    .documented(Operation::new(
        "The rules on new passwords",
        &[Answer::json::<PasswordRulesAnswer>(200, "The rules")],
    )),
    row(
        ApiRoute::AnswerSecondFactor,
        Verb::Post,
        "/t/{slug}/api/v1/auth/second-factor",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Give the second factor that a sign-in wants, and go on",
            STEP,
        )
        .takes::<SecondFactorBody>(),
    ),
    row(
        ApiRoute::StartEnrolment,
        Verb::Post,
        "/t/{slug}/api/v1/auth/enrol-mfa/totp",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Get a secret for the authenticator app that a sign-in wants",
            &[Answer::json::<TotpSetupAnswer>(
                200,
                "The secret, until a code confirms it",
            )],
        )
        .takes::<EnrolMfaBody>(),
    ),
    row(
        ApiRoute::ConfirmEnrolment,
        Verb::Post,
        "/t/{slug}/api/v1/auth/enrol-mfa/totp/confirm",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Confirm the authenticator app that a sign-in wants, and go on",
            &[Answer::json::<EnrolledAnswer>(
                200,
                "The next step of the sign-in, and recovery codes",
            )],
        )
        .takes::<ConfirmMfaBody>(),
    ),
    row(
        ApiRoute::BeginAcceptByPasskey,
        Verb::Post,
        "/t/{slug}/api/v1/auth/accept-invite/passkey/begin",
    )
    .documented(
        Operation::new(
            "Ask a browser for the passkey with which an invitation is accepted",
            &[Answer::json::<CeremonyAnswer>(
                200,
                "What to ask the browser",
            )],
        )
        .takes::<BeginAcceptBody>(),
    ),
    row(
        ApiRoute::FinishAcceptByPasskey,
        Verb::Post,
        "/t/{slug}/api/v1/auth/accept-invite/passkey/finish",
    )
    .documented(
        Operation::new(
            "Take the browser's answer, make the account, and sign in",
            &[Answer::json::<PasskeyAnswer>(
                200,
                "Signed in, or something has to be done first",
            )],
        )
        .takes::<FinishPasskeyBody>(),
    ),
    row(
        ApiRoute::BeginPasskeyEnrolment,
        Verb::Post,
        "/t/{slug}/api/v1/auth/enrol-mfa/passkey/begin",
    )
    .documented(
        Operation::new(
            "Ask a browser for the passkey that a sign-in wants",
            &[Answer::json::<CeremonyAnswer>(
                200,
                "What to ask the browser",
            )],
        )
        .takes::<BeginEnrolPasskeyBody>(),
    ),
    row(
        ApiRoute::FinishPasskeyEnrolment,
        Verb::Post,
        "/t/{slug}/api/v1/auth/enrol-mfa/passkey/finish",
    )
    .documented(
        Operation::new(
            "Take the browser's answer, enrol the passkey, and go on",
            &[Answer::json::<PasskeyAnswer>(
                200,
                "Signed in, or something has to be done first",
            )],
        )
        .takes::<FinishPasskeyBody>(),
    ),
    row(
        ApiRoute::BeginPasskey,
        Verb::Post,
        "/t/{slug}/api/v1/auth/passkey/begin",
    )
    .documented(
        Operation::new(
            "Ask a browser to sign in by passkey",
            &[Answer::json::<CeremonyAnswer>(
                200,
                "What to ask the browser",
            )],
        )
        .takes::<BeginPasskeyBody>(),
    ),
    row(
        ApiRoute::FinishPasskey,
        Verb::Post,
        "/t/{slug}/api/v1/auth/passkey/finish",
    )
    .documented(
        Operation::new(
            "Take the browser's answer, and sign in by passkey",
            &[Answer::json::<PasskeyAnswer>(
                200,
                "Signed in, or something has to be done first",
            )],
        )
        .takes::<FinishPasskeyBody>(),
    ),
    row(
        ApiRoute::ForgotPassword,
        Verb::Post,
        "/t/{slug}/api/v1/auth/forgot-password",
    )
    .takes_password()
    .sends_mail()
    .documented(
        Operation::new(
            "Have a link and a code mailed that set another password",
            MAILED,
        )
        .takes::<MailBody>(),
    ),
    row(
        ApiRoute::ResetPassword,
        Verb::Post,
        "/t/{slug}/api/v1/auth/reset-password",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Set another password by what was mailed; does not sign in",
            &[Answer::plain(204, "Set")],
        )
        .takes::<ResetPasswordBody>(),
    ),
    row(
        ApiRoute::VerifyEmail,
        Verb::Post,
        "/t/{slug}/api/v1/auth/verify-email",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Verify an address by what was mailed, and go on with the sign-in that waits for it",
            &[
                Answer::json::<SignInAnswer>(200, "The next step of the sign-in"),
                Answer::plain(204, "Verified"),
            ],
        )
        .takes::<VerifyEmailBody>(),
    ),
    row(
        ApiRoute::ResendVerification,
        Verb::Post,
        "/t/{slug}/api/v1/auth/verify-email/resend",
    )
    .takes_password()
    .sends_mail()
    .documented(
        Operation::new("Have the mail that verifies an address sent again", MAILED)
            .takes::<MailBody>(),
    ),
    row(
        ApiRoute::MagicLink,
        Verb::Post,
        "/t/{slug}/api/v1/auth/magic-link",
    )
    .takes_password()
    .sends_mail()
    .documented(
        Operation::new(
            "Have a link and a code mailed that sign in; with one of them, sign in",
            &[
                Answer::json::<SignInAnswer>(200, "Signed in, or something has to be done first"),
                Answer::json::<MailAnswer>(
                    202,
                    "A mail is on its way, if there is such an account",
                ),
            ],
        )
        .takes::<MagicLinkBody>(),
    ),
    row(
        ApiRoute::Refresh,
        Verb::Post,
        "/t/{slug}/api/v1/auth/refresh",
    )
    .documented(
        Operation::new(
            "Replace a refresh token",
            &[Answer::json::<TokenAnswer>(200, "Fresh tokens")],
        )
        .takes::<RefreshBody>(),
    ),
    row(
        ApiRoute::SignOut,
        Verb::Post,
        "/t/{slug}/api/v1/auth/sign-out",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "Sign out: end the session and its tokens",
        &[Answer::plain(204, "Signed out")],
    )),
    row(ApiRoute::ShowMe, Verb::Get, "/t/{slug}/api/v1/me")
        .requires(Requirement::User)
        .documented(Operation::new(
            "Who is signed in",
            &[Answer::json::<MeAnswer>(
                200,
                "User, session, roles, permissions",
            )],
        )),
    row(ApiRoute::UpdateMe, Verb::Patch, "/t/{slug}/api/v1/me")
        .requires(Requirement::User)
        .documented(
            Operation::new(
                "Change name, language and time zone of the own profile",
                &[Answer::json::<UserView>(200, "The user as it is now")],
            )
            .takes::<ProfileBody>(),
        ),
    row(
        ApiRoute::ChangeEmail,
        Verb::Post,
        "/t/{slug}/api/v1/me/email",
    )
    .requires(Requirement::User)
    .takes_password()
    .sends_mail()
    .documented(
        Operation::new(
            "Have a link and a code mailed to the address to be the own one",
            &[Answer::json::<MailAnswer>(202, "The mail is on its way")],
        )
        .takes::<EmailBody>(),
    ),
    row(ApiRoute::Unlock, Verb::Post, "/t/{slug}/api/v1/auth/unlock")
        .takes_password()
        .documented(
            Operation::new(
                "Unlock an account by the link of the mail that told of the lock",
                &[Answer::plain(204, "The account takes passwords again")],
            )
            .takes::<UnlockBody>(),
        ),
    row(
        ApiRoute::ConfirmEmail,
        Verb::Post,
        "/t/{slug}/api/v1/auth/confirm-email",
    )
    .takes_password()
    .documented(
        Operation::new(
            "Make another address the own one by what was mailed to it",
            &[Answer::plain(204, "Changed; sessions stay")],
        )
        .takes::<ConfirmEmailBody>(),
    ),
    row(ApiRoute::ExportMe, Verb::Post, "/t/{slug}/api/v1/me/export")
        .requires(Requirement::User)
        .documented(Operation::new(
            "What is kept of the own account, as one document",
            &[Answer::plain(200, "The document")],
        )),
    row(
        ApiRoute::ChangePassword,
        Verb::Post,
        "/t/{slug}/api/v1/me/password",
    )
    .requires(Requirement::User)
    .takes_password()
    .documented(
        Operation::new("Change the own password", &[Answer::plain(204, "Changed")])
            .takes::<PasswordBody>(),
    ),
    row(
        ApiRoute::ListPasskeys,
        Verb::Get,
        "/t/{slug}/api/v1/me/passkeys",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "List the own passkeys",
        &[Answer::json::<PasskeysAnswer>(200, "All of them")],
    )),
    row(
        ApiRoute::BeginAddPasskey,
        Verb::Post,
        "/t/{slug}/api/v1/me/passkeys/begin",
    )
    .requires(Requirement::UserOrPage)
    .documented(
        Operation::new(
            "Ask a browser to make a passkey",
            &[Answer::json::<CeremonyAnswer>(
                200,
                "What to ask the browser",
            )],
        )
        .takes::<BeginAddBody>(),
    ),
    row(
        ApiRoute::AddPasskey,
        Verb::Post,
        "/t/{slug}/api/v1/me/passkeys/finish",
    )
    .requires(Requirement::UserOrPage)
    .documented(
        Operation::new(
            "Take the browser's answer, and add the passkey",
            &[Answer::json::<PasskeyView>(201, "The passkey")],
        )
        .takes::<AddPasskeyBody>(),
    ),
    row(
        ApiRoute::RenamePasskey,
        Verb::Patch,
        "/t/{slug}/api/v1/me/passkeys/{passkey}",
    )
    .requires(Requirement::User)
    .documented(
        Operation::new(
            "Give one of the own passkeys another name",
            &[Answer::plain(204, "Renamed")],
        )
        .takes::<RenamePasskeyBody>(),
    ),
    row(
        ApiRoute::RemovePasskey,
        Verb::Delete,
        "/t/{slug}/api/v1/me/passkeys/{passkey}",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "Remove one of the own passkeys",
        &[Answer::plain(204, "Removed")],
    )),
    row(
        ApiRoute::ListConsents,
        Verb::Get,
        "/t/{slug}/api/v1/me/consents",
    )
    .requires(Requirement::User)
    .documented(
        Operation::new(
            "List the applications that the user consented to",
            &[Answer::json::<ConsentsAnswer>(
                200,
                "A page of applications",
            )],
        )
        .paged(),
    ),
    row(
        ApiRoute::RevokeConsent,
        Verb::Delete,
        "/t/{slug}/api/v1/me/consents/{client}",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "Take a consent back and end what the application has of the user",
        &[
            Answer::plain(204, "It is taken back"),
            Answer::plain(404, "There is none"),
        ],
    )),
    row(
        ApiRoute::ListSessions,
        Verb::Get,
        "/t/{slug}/api/v1/me/sessions",
    )
    .requires(Requirement::User)
    .documented(
        Operation::new(
            "List the own live sessions",
            &[Answer::json::<SessionsAnswer>(200, "A page of sessions")],
        )
        .paged(),
    ),
    row(
        ApiRoute::EndSession,
        Verb::Delete,
        "/t/{slug}/api/v1/me/sessions/{session}",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "End one of the own sessions",
        &[Answer::plain(204, "Ended")],
    )),
    row(ApiRoute::StepUp, Verb::Post, "/t/{slug}/api/v1/me/step-up")
        .requires(Requirement::User)
        .takes_password()
        .documented(
            Operation::new(
                "Show again that the user is the user",
                &[Answer::plain(204, "Renewed")],
            )
            .takes::<StepUpBody>(),
        ),
    row(
        ApiRoute::BeginPasskeyStepUp,
        Verb::Post,
        "/t/{slug}/api/v1/me/step-up/passkey/begin",
    )
    .requires(Requirement::UserOrPage)
    .documented(
        Operation::new(
            "Ask a browser for a passkey that shows again who is signed in",
            &[Answer::json::<CeremonyAnswer>(
                200,
                "What to ask the browser",
            )],
        )
        .takes::<BeginAddBody>(),
    ),
    row(
        ApiRoute::FinishPasskeyStepUp,
        Verb::Post,
        "/t/{slug}/api/v1/me/step-up/passkey/finish",
    )
    .requires(Requirement::UserOrPage)
    .documented(
        Operation::new(
            "Show again by passkey that the user is the user",
            &[Answer::plain(204, "Renewed")],
        )
        .takes::<AddPasskeyBody>(),
    ),
    row(ApiRoute::ShowTotp, Verb::Get, "/t/{slug}/api/v1/me/totp")
        .requires(Requirement::User)
        .documented(Operation::new(
            "Whether there is an own authenticator app",
            &[Answer::json::<TotpAnswer>(200, "Whether there is one")],
        )),
    row(ApiRoute::StartTotp, Verb::Post, "/t/{slug}/api/v1/me/totp")
        .requires(Requirement::User)
        .takes_password()
        .documented(
            Operation::new(
                "Get a secret for an authenticator app",
                &[Answer::json::<TotpSetupAnswer>(
                    201,
                    "The secret, until a code confirms it",
                )],
            )
            .takes::<StartTotpBody>(),
        ),
    row(
        ApiRoute::RemoveTotp,
        Verb::Delete,
        "/t/{slug}/api/v1/me/totp",
    )
    .requires(Requirement::User)
    .takes_password()
    .documented(
        Operation::new(
            "Take the own authenticator app away",
            &[Answer::plain(204, "Taken away")],
        )
        .takes::<CodeBody>(),
    ),
    row(
        ApiRoute::ConfirmTotp,
        Verb::Post,
        "/t/{slug}/api/v1/me/totp/confirm",
    )
    .requires(Requirement::User)
    .takes_password()
    .documented(
        Operation::new(
            "Confirm the authenticator app by a code, and take it into use",
            &[Answer::json::<RecoveryCodesAnswer>(200, "Recovery codes")],
        )
        .takes::<CodeBody>(),
    ),
    row(
        ApiRoute::CountRecoveryCodes,
        Verb::Get,
        "/t/{slug}/api/v1/me/recovery-codes",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "How many of the own recovery codes are left",
        &[Answer::json::<RecoveryCodesLeft>(200, "How many")],
    )),
    row(
        ApiRoute::ReplaceRecoveryCodes,
        Verb::Post,
        "/t/{slug}/api/v1/me/recovery-codes",
    )
    .requires(Requirement::User)
    .takes_password()
    .documented(
        Operation::new(
            "Get fresh recovery codes; the old ones are good no longer",
            &[Answer::json::<RecoveryCodesAnswer>(200, "Recovery codes")],
        )
        .takes::<CodeBody>(),
    ),
    row(
        ApiRoute::ListTrustedDevices,
        Verb::Get,
        "/t/{slug}/api/v1/me/trusted-devices",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "List the own browsers that are not asked for the second factor",
        &[Answer::json::<TrustedDevicesAnswer>(200, "The browsers")],
    )),
    row(
        ApiRoute::ForgetDevice,
        Verb::Delete,
        "/t/{slug}/api/v1/me/trusted-devices/{device}",
    )
    .requires(Requirement::User)
    .documented(Operation::new(
        "Trust one of the own browsers no longer",
        &[Answer::plain(204, "No longer trusted")],
    )),
];

const STEP: &[Answer] = &[Answer::json::<SignInAnswer>(
    200,
    "Signed in, or something has to be done first",
)];

const MAILED: &[Answer] = &[Answer::json::<MailAnswer>(
    202,
    "A mail is on its way, if there is such an account",
)];
