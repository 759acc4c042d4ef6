//! The tower service, driven in process over a store in memory.

#[cfg(test)]
mod harness;
#[cfg(test)]
mod mounting;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod protecting;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod smtp;
