//! Pages at which a sign-in waits for a step, one a file. They are the same at the tenant's own pages and in the
//! portal; the address says which of the two it is.

pub(super) mod change_password;
pub(super) mod enrol_mfa;
mod page;
pub(super) mod second_factor;
