//! Sign-in by passkey: the browser is asked, and its answer taken.

mod begin;
mod finish;

pub(crate) use begin::{BeginPasskeyBody, CeremonyAnswer, begin_passkey};
#[cfg(feature = "portal")]
pub(crate) use finish::PageName;
pub(crate) use finish::{FinishPasskeyBody, PasskeyAnswer, finish_passkey};
