use axum::{
    extract::Path,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};

use super::{asset, hosted, page, waiting};
use crate::{error::Failure, route::PortalRoute, state::HttpState};

/// The handler of a route: a route without one does not compile.
#[expect(
    clippy::too_many_lines,
    reason = "a line for each route, and nothing else"
)]
pub(crate) fn handler(route: PortalRoute) -> MethodRouter<HttpState> {
    match route {
        PortalRoute::ActOnUser => post(page::users::act),
        PortalRoute::CreateRole => post(page::roles::create),
        PortalRoute::DeleteRole => post(page::roles::delete),
        PortalRoute::EndUserSession => post(page::users::end_session),
        PortalRoute::InviteUser => post(page::users::invite),
        PortalRoute::ResendInvite => post(page::users::resend),
        PortalRoute::RevokeInvite => post(page::users::revoke),
        PortalRoute::Role => get(page::roles::show),
        PortalRoute::Roles => get(page::roles::list),
        PortalRoute::SaveRole => post(page::roles::save),
        PortalRoute::SaveUser => post(page::users::save),
        PortalRoute::User => get(page::users::show),
        PortalRoute::Users => get(page::users::list),
        PortalRoute::ConfirmOwnTotp => post(page::profile::confirm_totp),
        PortalRoute::ConfirmEnrolment | PortalRoute::HostedConfirmEnrolment => {
            post(waiting::enrol_mfa::confirm)
        }
        PortalRoute::Enrol | PortalRoute::HostedEnrol => post(waiting::enrol_mfa::start),
        PortalRoute::EnrolForm | PortalRoute::HostedEnrolForm => get(waiting::enrol_mfa::show),
        PortalRoute::ForgetBrowser => post(page::profile::forget_browser),
        PortalRoute::RemoveOwnTotp => post(page::profile::remove_totp),
        PortalRoute::ReplaceOwnCodes => post(page::profile::replace_codes),
        PortalRoute::SecondFactor | PortalRoute::HostedSecondFactor => {
            post(waiting::second_factor::submit)
        }
        PortalRoute::SecondFactorForm | PortalRoute::HostedSecondFactorForm => {
            get(waiting::second_factor::show)
        }
        PortalRoute::StartOwnTotp => post(page::profile::start_totp),
        PortalRoute::StepUp => post(page::step_up::submit),
        PortalRoute::StepUpForm => get(page::step_up::show),
        PortalRoute::Asset => get(show_asset),
        PortalRoute::ChangePassword | PortalRoute::HostedChangePassword => {
            post(waiting::change_password::submit)
        }
        PortalRoute::ChangePasswordForm | PortalRoute::HostedChangePasswordForm => {
            get(waiting::change_password::show)
        }
        PortalRoute::ChangeEmail => post(page::profile::change_email),
        PortalRoute::ChangeOwnPassword => post(page::profile::change_password),
        PortalRoute::Dashboard => get(page::dashboard::show),
        PortalRoute::DismissPasskeyOffer => post(page::passkey_offer::dismiss),
        PortalRoute::EndOtherSessions => post(page::profile::end_others),
        PortalRoute::EndSession => post(page::profile::end_session),
        PortalRoute::Applications => get(page::applications::show),
        PortalRoute::DisconnectApplication => post(page::applications::disconnect),
        PortalRoute::ExportProfile => post(page::profile::export),
        PortalRoute::Home => get(page::home::show),
        PortalRoute::HostedAcceptInvite => post(hosted::accept_invite::submit),
        PortalRoute::HostedAcceptInviteForm => get(hosted::accept_invite::show),
        PortalRoute::HostedConfirmEmail => post(hosted::confirm_email::submit),
        PortalRoute::HostedConfirmEmailForm => get(hosted::confirm_email::show),
        PortalRoute::HostedConsent => post(hosted::consent::submit),
        PortalRoute::HostedConsentForm => get(hosted::consent::show),
        PortalRoute::HostedLogout => post(hosted::logout::submit),
        PortalRoute::HostedLogoutForm => get(hosted::logout::show),
        PortalRoute::HostedForgotPassword => post(hosted::forgot_password::submit),
        PortalRoute::HostedForgotPasswordForm => get(hosted::forgot_password::show),
        PortalRoute::HostedMagicLink => post(hosted::magic_link::submit),
        PortalRoute::HostedMagicLinkForm => get(hosted::magic_link::show),
        PortalRoute::HostedResendVerification => post(hosted::resend_verification::submit),
        PortalRoute::HostedResendVerificationForm => get(hosted::resend_verification::show),
        PortalRoute::HostedResetPassword => post(hosted::reset_password::submit),
        PortalRoute::HostedResetPasswordForm => get(hosted::reset_password::show),
        PortalRoute::HostedSignIn => post(hosted::sign_in::submit),
        PortalRoute::HostedSignInForm => get(hosted::sign_in::show),
        PortalRoute::HostedSignOut => post(hosted::sign_out::submit),
        PortalRoute::HostedSignUp => post(hosted::sign_up::submit),
        PortalRoute::HostedSignUpForm => get(hosted::sign_up::show),
        PortalRoute::HostedSignedIn => get(hosted::signed_in::show),
        PortalRoute::HostedSignedOut => get(hosted::sign_out::show_done),
        PortalRoute::HostedUnlock => post(hosted::unlock::submit),
        PortalRoute::HostedUnlockForm => get(hosted::unlock::show),
        PortalRoute::HostedVerifyEmail => post(hosted::verify_email::submit),
        PortalRoute::HostedVerifyEmailForm => get(hosted::verify_email::show),
        PortalRoute::Mailbox => get(page::mailbox::list),
        PortalRoute::MailboxMail => get(page::mailbox::show),
        PortalRoute::Passkey => get(page::profile::show_passkey),
        PortalRoute::Profile => get(page::profile::show),
        PortalRoute::RemovePasskey => post(page::profile::remove_passkey),
        PortalRoute::RenamePasskey => post(page::profile::rename_passkey),
        PortalRoute::ResendVerification => post(page::resend_verification::submit),
        PortalRoute::SaveProfile => post(page::profile::save),
        PortalRoute::SaveSettings => post(page::settings::save),
        PortalRoute::Settings => get(page::settings::overview),
        PortalRoute::SettingsSection => get(page::settings::section),
        PortalRoute::SignIn => post(page::sign_in::submit),
        PortalRoute::SignInForm => get(page::sign_in::show),
        PortalRoute::SignOut => post(page::sign_out::submit),
        PortalRoute::SignUp => post(page::sign_up::submit),
        PortalRoute::SignUpForm => get(page::sign_up::show),
        PortalRoute::Suspended => get(page::suspended::show),
        PortalRoute::SuspendedSignOut => post(page::suspended::sign_out),
        PortalRoute::StyleGuide => get(page::style_guide::show),
        PortalRoute::SwitchOrganization => post(page::switch_organization::submit),
        PortalRoute::Theme => post(page::theme::submit),
    }
}

/// A file of the pages: its name holds its content's hash, so it may be kept for good.
async fn show_asset(Path(file): Path<String>) -> Response {
    let Some(found) = asset::find(&file) else {
        return Failure::not_found().into_response();
    };
    let mut response = found.text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(found.content_type));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    response
}
