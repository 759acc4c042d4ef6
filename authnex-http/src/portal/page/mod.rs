//! The portal's pages, one a file.

pub(super) mod applications;
pub(super) mod dashboard;
pub(super) mod home;
pub(super) mod mailbox;
pub(super) mod passkey_offer;
pub(super) mod profile;
pub(super) mod resend_verification;
pub(super) mod roles;
pub(super) mod settings;
pub(super) mod sign_in;
pub(super) mod sign_out;
pub(super) mod sign_up;
pub(super) mod step_up;
pub(super) mod style_guide;
pub(super) mod suspended;
pub(super) mod switch_organization;
pub(super) mod theme;
pub(super) mod users;
