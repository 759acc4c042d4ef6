//! Users: people of one tenant. The same e-mail in two tenants is two people.

mod attributes;
mod email;
mod filter;
mod former_password;
mod model;
mod order;
mod profile;
mod repo;

pub use attributes::{Attributes, AttributesError};
pub use email::{Email, EmailError};
pub use filter::UserFilter;
pub use former_password::{FormerPasswordReads, FormerPasswordWrites};
pub use model::{ChangedUser, NewUser, User, UserStatus};
pub use order::{UserCursor, UserCursorError, UserOrder};
pub use profile::{Address, Profile, ProfileError};
pub use repo::{PasswordRow, Searched, UserReads, UserWrites};
