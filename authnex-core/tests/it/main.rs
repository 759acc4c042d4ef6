//! The core's tests: one binary, one module for each part.

#[cfg(test)]
mod engine;
#[cfg(test)]
mod foundation;
#[cfg(test)]
mod jose;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod password;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod verify;
