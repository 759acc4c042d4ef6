//! Sign-in by passkey: the browser is asked, and its answer taken.

mod begin;
mod finish;

pub(crate) use begin::{BeginPasskeyBody, CeremonyAnswer, begin_passkey};
pub(crate) use finish::{FinishPasskeyBody, PageName, PasskeyAnswer, finish_passkey};
