//! Portal and hosted pages, as a browser without scripts sees them.

mod browser;
mod hosted;
mod mail;
mod portal;
mod refusals;
mod suspended;
mod texts;
