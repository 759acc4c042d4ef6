//! Users: people of one tenant. The same e-mail in two tenants is two people.

mod email;
mod model;
mod repo;

pub use email::{Email, EmailError};
pub use model::{NewUser, User, UserStatus};
pub use repo::{PasswordRow, UserReads, UserWrites};
