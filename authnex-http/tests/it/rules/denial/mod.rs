//! Every route x {anonymous, another tenant's credentials, an ended session, a suspended user, a suspended tenant}.
//! The rows come from the route table; a new route does not compile before it has an expectation here.

mod credentials;
mod expected;
mod operator;
mod permissions;
mod sessions;

use credentials::{Credentials, NOBODY, request, sign_in};
use expected::{Expected, expected};
