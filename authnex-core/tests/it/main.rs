//! The core's tests: one binary, one module for each part.

#[cfg(test)]
mod jose;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod verify;
