//! A tenant's own pages, one a file.

pub(super) mod accept_invite;
pub(super) mod confirm_email;
pub(super) mod consent;
pub(super) mod forgot_password;
pub(super) mod logout;
pub(super) mod magic_link;
pub(super) mod resend_verification;
pub(super) mod reset_password;
pub(super) mod sign_in;
pub(super) mod sign_out;
pub(super) mod sign_up;
pub(super) mod signed_in;
pub(super) mod unlock;
pub(super) mod verify_email;
