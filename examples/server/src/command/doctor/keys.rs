use super::Check;
use crate::{
    config::{Config, Database, KeyRingSource},
    keyring_file,
};

/// Whether the key ring can be read, by its owner only. Whether it fits, the engine says.
pub(super) fn check_file(config: &Config) -> Vec<Check> {
    let KeyRingSource::File(path) = &config.key_ring else {
        return vec![Check::ok(
            "key_ring",
            format!("{}, not a file", keyring_file::place(config)),
        )];
    };
    let shown = path.display();
    if !path.exists() {
        let there = matches!(&config.database, Database::SqliteFile(file) if file.is_file());
        return vec![if there {
            Check::fail(
                "key_ring",
                format!(
                    "there is none at {shown}: put the one there that was made with the database"
                ),
            )
        } else {
            Check::warn(
                "key_ring",
                format!("there is none at {shown} yet: the first start makes it"),
            )
        }];
    }
    if let Err(error) = keyring_file::load_existing(config) {
        return vec![Check::fail("key_ring", error.to_string())];
    }
    vec![if keyring_file::is_readable_by_others(path) {
        Check::fail(
            "key_ring",
            format!("{shown} is readable by others: run 'chmod 600 {shown}'"),
        )
    } else {
        Check::ok("key_ring", format!("{shown} is for its owner only"))
    }]
}
