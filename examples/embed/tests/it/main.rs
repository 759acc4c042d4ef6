//! The example as a caller sees it.

#[cfg(test)]
mod protecting;
