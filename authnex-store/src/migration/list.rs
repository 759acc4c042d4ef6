use std::fmt::Write;

use ring::digest::{SHA256, digest};

use super::{
    Dialect, v0001_initial, v0002_relay, v0003_clients, v0004_user_profile, v0005_mail,
    v0006_operations, v0007_person, v0008_invites, v0009_client_families, v0010_second_factor,
    v0011_limits, v0012_passkeys, v0013_branding, v0014_authorization, v0015_user_lists,
};

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// Its number; they are contiguous from 1.
    pub(crate) version: i64,
    /// What it does, in a word.
    pub(crate) name: &'static str,
    /// The oldest version that a binary must know to use a database that has this one.
    pub(crate) min_binary: i64,
    /// Its statements.
    pub(crate) statements: fn(Dialect) -> Vec<String>,
}

/// All migrations, oldest first.
pub(crate) const MIGRATIONS: &[Migration] = &[
    v0001_initial::MIGRATION,
    v0002_relay::MIGRATION,
    v0003_clients::MIGRATION,
    v0004_user_profile::MIGRATION,
    v0005_mail::MIGRATION,
    v0006_operations::MIGRATION,
    v0007_person::MIGRATION,
    v0008_invites::MIGRATION,
    v0009_client_families::MIGRATION,
    v0010_second_factor::MIGRATION,
    v0011_limits::MIGRATION,
    v0012_passkeys::MIGRATION,
    v0013_branding::MIGRATION,
    v0014_authorization::MIGRATION,
    v0015_user_lists::MIGRATION,
];

impl Migration {
    /// SHA-256 of the statements, in hexadecimal digits.
    pub(crate) fn checksum(&self, dialect: Dialect) -> String {
        let text = (self.statements)(dialect).join(";\n");
        let mut digits = String::with_capacity(64);
        for byte in digest(&SHA256, text.as_bytes()).as_ref() {
            // Writing to a text does not fail.
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }
}
