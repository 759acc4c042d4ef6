//! Style sheets, scripts and pictures of the pages: our own alone, built into the binary.
//!
//! Small files by concept are put together at compile time. The name of what is served holds its content's hash, so
//! browsers may keep it for good. A tenant's colours are a sheet of their own, whose name says all that is in it.

mod brand;
mod bundle;
mod file;
mod squeeze;

pub(super) use brand::Brand;
pub(super) use bundle::Bundle;
pub(super) use file::find;
