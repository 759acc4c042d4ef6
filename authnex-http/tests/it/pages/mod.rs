//! Portal and hosted pages, as a browser without scripts sees them.

mod assets;
pub(crate) mod browser;
mod choices;
mod hosted;
mod mail;
mod portal;
mod profile;
mod refusals;
mod second_factor;
mod settings;
mod snippets;
mod suspended;
mod test_ids;
mod texts;
mod users;

pub(crate) use browser::{Browser, hidden};
