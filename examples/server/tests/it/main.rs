//! The binary as a process: what a person who runs it sees.

#[cfg(test)]
mod api_keys;
#[cfg(test)]
mod apply;
#[cfg(test)]
mod client;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod main_job;
#[cfg(test)]
mod operator;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod process;
#[cfg(test)]
mod sink;
#[cfg(test)]
mod smuggling;
#[cfg(test)]
mod users;
