//! The binary as a process: what a person who runs it sees.

#[cfg(test)]
mod api_keys;
#[cfg(test)]
mod apply;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod disk_full;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod main_job;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod operator;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod process;
#[cfg(test)]
mod racers;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod relying_party;
#[cfg(test)]
mod sink;
#[cfg(test)]
mod smuggling;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod transfer;
#[cfg(test)]
mod users;
