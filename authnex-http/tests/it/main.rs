//! The tower service, driven in process over a store in memory.

#[cfg(test)]
mod abuse;
#[cfg(test)]
mod egress;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod mounting;
#[cfg(test)]
mod oidc;
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
#[cfg(test)]
#[path = "../../../authnex-core/tests/it/engine/software_key.rs"]
#[expect(
    dead_code,
    reason = "the engine's tests, whose module this is, use more of it"
)]
mod software_key;
