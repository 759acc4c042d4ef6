//! What the outside supplies to the engine.

mod hooks;

pub use hooks::{BeforeSignUp, BeforeToken, Hooks, NoHooks, OnEvent, Refusal};
