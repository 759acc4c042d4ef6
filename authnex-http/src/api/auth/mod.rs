//! The sign-in machine as JSON.

mod accept_by_passkey;
mod accept_invite;
mod answer;
mod change_password;
mod confirm_email;
mod enrol_mfa;
mod enrol_passkey;
mod forgot_password;
mod magic_link;
mod passkey;
mod password_rules;
mod refresh;
mod reset_password;
mod second_factor;
mod sign_in;
mod sign_out;
mod sign_up;
mod unlock;
mod verify_email;

pub(crate) use accept_by_passkey::{
    BeginAcceptBody, begin_accept_by_passkey, finish_accept_by_passkey,
};
pub(crate) use accept_invite::{AcceptInviteBody, accept_invite};
pub(crate) use answer::{SignInAnswer, TokenAnswer};
pub(crate) use change_password::{ChangePasswordBody, change_password};
pub(crate) use confirm_email::{ConfirmEmailBody, confirm_email};
pub(crate) use enrol_mfa::{
    ConfirmMfaBody, EnrolMfaBody, EnrolledAnswer, confirm_enrolment, start_enrolment,
};
pub(crate) use enrol_passkey::{
    BeginEnrolPasskeyBody, begin_passkey_enrolment, finish_passkey_enrolment,
};
pub(crate) use forgot_password::{MailAnswer, MailBody, forgot_password, resend_verification};
pub(crate) use magic_link::{MagicLinkBody, magic_link};
#[cfg(feature = "portal")]
pub(crate) use passkey::PageName;
pub(crate) use passkey::{
    BeginPasskeyBody, CeremonyAnswer, FinishPasskeyBody, PasskeyAnswer, begin_passkey,
    finish_passkey,
};
pub(crate) use password_rules::{PasswordRulesAnswer, password_rules};
pub(crate) use refresh::{RefreshBody, refresh};
pub(crate) use reset_password::{ResetPasswordBody, reset_password};
pub(crate) use second_factor::{SecondFactorBody, second_factor};
pub(crate) use sign_in::{SignInBody, sign_in};
pub(crate) use sign_out::sign_out;
pub(crate) use sign_up::{SignUpAnswer, SignUpBody, sign_up};
pub(crate) use unlock::{UnlockBody, unlock};
pub(crate) use verify_email::{VerifyEmailBody, verify_email};
