use axum::routing::{MethodRouter, delete, get, patch, post};

use super::{auth, client, event, invite, me, policy, role, session, tenant, usage, user};
use crate::{
    route::{ApiRoute, ManagementRoute, OperatorRoute},
    state::HttpState,
};

/// The handler of a row.
pub(crate) fn handler(route: ApiRoute) -> MethodRouter<HttpState> {
    match route {
        ApiRoute::AcceptInvite => post(auth::accept_invite),
        ApiRoute::AnswerSecondFactor => post(auth::second_factor),
        ApiRoute::ConfirmEnrolment => post(auth::confirm_enrolment),
        ApiRoute::ConfirmTotp => post(me::confirm_totp),
        ApiRoute::CountRecoveryCodes => get(me::count_recovery_codes),
        ApiRoute::ForgetDevice => delete(me::forget_device),
        ApiRoute::ListTrustedDevices => get(me::list_trusted_devices),
        ApiRoute::RemoveTotp => delete(me::remove_totp),
        ApiRoute::ReplaceRecoveryCodes => post(me::replace_recovery_codes),
        ApiRoute::ShowTotp => get(me::show_totp),
        ApiRoute::StartEnrolment => post(auth::start_enrolment),
        ApiRoute::StartTotp => post(me::start_totp),
        ApiRoute::StepUp => post(me::step_up),
        ApiRoute::ChangeEmail => post(me::change_email),
        ApiRoute::AddPasskey => post(me::finish_add_passkey),
        ApiRoute::BeginAddPasskey => post(me::begin_add_passkey),
        ApiRoute::BeginAcceptByPasskey => post(auth::begin_accept_by_passkey),
        ApiRoute::BeginPasskeyEnrolment => post(auth::begin_passkey_enrolment),
        ApiRoute::BeginPasskeyStepUp => post(me::begin_passkey_step_up),
        ApiRoute::FinishAcceptByPasskey => post(auth::finish_accept_by_passkey),
        ApiRoute::FinishPasskeyEnrolment => post(auth::finish_passkey_enrolment),
        ApiRoute::FinishPasskeyStepUp => post(me::finish_passkey_step_up),
        ApiRoute::BeginPasskey => post(auth::begin_passkey),
        ApiRoute::ChangePassword => post(me::change_password),
        ApiRoute::ChangeRequiredPassword => post(auth::change_password),
        ApiRoute::ConfirmEmail => post(auth::confirm_email),
        ApiRoute::EndSession => delete(me::end_session),
        ApiRoute::ExportMe => post(me::export),
        ApiRoute::FinishPasskey => post(auth::finish_passkey),
        ApiRoute::ForgotPassword => post(auth::forgot_password),
        ApiRoute::ListPasskeys => get(me::list_passkeys),
        ApiRoute::ListConsents => get(me::list_consents),
        ApiRoute::RevokeConsent => delete(me::revoke_consent),
        ApiRoute::ListSessions => get(me::list_sessions),
        ApiRoute::MagicLink => post(auth::magic_link),
        ApiRoute::PasswordRules => get(auth::password_rules),
        ApiRoute::Refresh => post(auth::refresh),
        ApiRoute::RemovePasskey => delete(me::remove_passkey),
        ApiRoute::RenamePasskey => patch(me::rename_passkey),
        ApiRoute::ResendVerification => post(auth::resend_verification),
        ApiRoute::ResetPassword => post(auth::reset_password),
        ApiRoute::ShowMe => get(me::show),
        ApiRoute::SignIn => post(auth::sign_in),
        ApiRoute::SignOut => post(auth::sign_out),
        ApiRoute::SignUp => post(auth::sign_up),
        ApiRoute::UpdateMe => patch(me::update),
        ApiRoute::Unlock => post(auth::unlock),
        ApiRoute::VerifyEmail => post(auth::verify_email),
    }
}

/// The handler of a row of the management API.
pub(crate) fn management(route: ManagementRoute) -> MethodRouter<HttpState> {
    match route {
        ManagementRoute::ChangeRole => patch(role::change),
        ManagementRoute::CreateRole => post(role::create),
        ManagementRoute::DeleteRole => delete(role::delete),
        ManagementRoute::DeleteUser => delete(user::delete),
        ManagementRoute::EndUserSession => delete(user::end_session),
        ManagementRoute::ForcePasswordChange => post(user::force_password_change),
        ManagementRoute::ListRoles => get(role::list),
        ManagementRoute::ListUserSessions => get(user::list_sessions),
        ManagementRoute::ReactivateUser => post(user::reactivate),
        ManagementRoute::ResendUserVerification => post(user::resend_verification),
        ManagementRoute::ShowRole => get(role::show),
        ManagementRoute::SignUserOut => post(user::sign_out_everywhere),
        ManagementRoute::SuspendUser => post(user::suspend),
        ManagementRoute::UpdateUser => patch(user::update),
        ManagementRoute::CreateInvite => post(invite::create),
        ManagementRoute::ChangePolicy => patch(policy::change),
        ManagementRoute::CreateUser => post(user::create),
        ManagementRoute::ListClients => get(client::list),
        ManagementRoute::ListEvents => get(event::list),
        ManagementRoute::ListInvites => get(invite::list),
        ManagementRoute::ListSessions => get(session::list),
        ManagementRoute::ListUsers => get(user::list),
        ManagementRoute::ResendInvite => post(invite::resend),
        ManagementRoute::RevokeInvite => delete(invite::revoke),
        ManagementRoute::ResetMfa => post(user::reset_mfa),
        ManagementRoute::ShowClient => get(client::show),
        ManagementRoute::ShowInvite => get(invite::show),
        ManagementRoute::ShowPolicy => get(policy::show),
        ManagementRoute::ShowUsage => get(usage::show),
        ManagementRoute::ShowUser => get(user::show),
    }
}

/// The handler of a row of the operator's API.
pub(crate) fn operator(route: OperatorRoute) -> MethodRouter<HttpState> {
    match route {
        OperatorRoute::ChangeTenant => patch(tenant::change),
        OperatorRoute::CreateTenant => post(tenant::create),
        OperatorRoute::ListTenants => get(tenant::list),
        OperatorRoute::ShowTenant => get(tenant::show),
    }
}
