//! What a signed-in user sees and changes of the own account.

mod consents;
mod email;
mod export;
mod passkey;
mod password;
mod recovery_codes;
mod sessions;
mod show;
mod step_up;
mod step_up_passkey;
mod totp;
mod trusted_devices;
mod update;
mod view;

pub(crate) use consents::{ConsentsAnswer, list_consents, revoke_consent};
pub(crate) use email::{EmailBody, change_email};
pub(crate) use export::export;
pub(crate) use passkey::{
    AddPasskeyBody, BeginAddBody, PasskeyView, PasskeysAnswer, RenamePasskeyBody,
    begin_add_passkey, finish_add_passkey, list_passkeys, remove_passkey, rename_passkey,
};
pub(crate) use password::{PasswordBody, change_password};
pub(crate) use recovery_codes::{
    RecoveryCodesAnswer, RecoveryCodesLeft, count_recovery_codes, replace_recovery_codes,
};
pub(crate) use sessions::{SessionsAnswer, end_session, list_sessions};
pub(crate) use show::{MeAnswer, show};
pub(crate) use step_up::{StepUpBody, step_up};
pub(crate) use step_up_passkey::{begin_passkey_step_up, finish_passkey_step_up};
pub(crate) use totp::{
    CodeBody, StartTotpBody, TotpAnswer, TotpSetupAnswer, confirm_totp, remove_totp, show_totp,
    start_totp,
};
pub(crate) use trusted_devices::{TrustedDevicesAnswer, forget_device, list_trusted_devices};
pub(crate) use update::{ProfileBody, update};
pub(crate) use view::UserView;
