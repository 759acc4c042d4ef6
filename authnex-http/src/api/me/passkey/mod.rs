//! The own passkeys. Pages of ours ask here too, in their session.

mod add;
mod change;
mod list;

pub(crate) use add::{AddPasskeyBody, BeginAddBody, begin_add_passkey, finish_add_passkey};
pub(crate) use change::{RenamePasskeyBody, remove_passkey, rename_passkey};
pub(crate) use list::{PasskeyView, PasskeysAnswer, list_passkeys};
