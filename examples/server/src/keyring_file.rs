//! The file of the master keys: made once, readable by its owner only.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use authnex_core::{
    Secret,
    foundation::SystemEntropy,
    keyring::{KeyRing, KeyRingError},
};

use crate::{
    config::{Config, Database, KeyRingSource},
    failure::Failure,
};

/// The installation's ring.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) ring: KeyRing,
    /// The file, if it was made just now.
    made: Option<PathBuf>,
}

impl Loaded {
    const fn found(ring: KeyRing) -> Self {
        Self { ring, made: None }
    }

    /// The file that was made just now, to be handed to [`take_back`] if it was wrong to make one.
    pub(crate) fn made(&self) -> Option<PathBuf> {
        self.made.clone()
    }
}

/// The installation's ring. A missing file is made, unless there is a database already: its data would be lost
/// behind another ring. A database on a server tells only when it is opened: see [`take_back`].
pub(crate) fn load(config: &Config) -> Result<Loaded, Failure> {
    match &config.key_ring {
        KeyRingSource::Text(text) => parse(text, "AUTHNEX_KEYRING").map(Loaded::found),
        KeyRingSource::Memory => parse(
            &KeyRing::generate_text(&SystemEntropy::new()),
            "the key ring in memory",
        )
        .map(Loaded::found),
        KeyRingSource::File(path) => load_file(path, &config.database),
    }
}

/// Removes a ring that was made for a database which, as it turned out, has one.
pub(crate) fn take_back(made: &Path, database: &Database) -> Failure {
    let _ = std::fs::remove_file(made);
    missing(&database.to_string(), &made.display().to_string())
}

fn missing(database: &str, ring: &str) -> Failure {
    Failure::Configuration(format!(
        "there is a database at {database} but no key ring at {ring}; put the key ring back that was made with it"
    ))
}

fn parse(text: &Secret, from: &str) -> Result<KeyRing, Failure> {
    KeyRing::parse(text).map_err(|error: KeyRingError| {
        Failure::Configuration(format!("{from}: {error}; put the right key ring back"))
    })
}

fn load_file(path: &Path, database: &Database) -> Result<Loaded, Failure> {
    let shown = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => {
            warn_if_readable_by_others(path);
            parse(&Secret::new(text), &shown).map(Loaded::found)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if let Some(database) = existing(database) {
                return Err(missing(&database.display().to_string(), &shown));
            }
            let text = KeyRing::generate_text(&SystemEntropy::new());
            create(path, &text)?;
            Ok(Loaded {
                ring: parse(&text, &shown)?,
                made: Some(path.to_owned()),
            })
        }
        Err(error) => Err(Failure::Configuration(format!(
            "the key ring {shown} cannot be read: {error}"
        ))),
    }
}

fn existing(database: &Database) -> Option<&PathBuf> {
    match database {
        Database::SqliteFile(path) => std::fs::metadata(path)
            .is_ok_and(|file| file.len() > 0)
            .then_some(path),
        Database::Postgres(_) | Database::SqliteMemory => None,
    }
}

/// Writes the ring durably before anything is sealed with it: a database without its ring is lost.
fn create(path: &Path, text: &Secret) -> Result<(), Failure> {
    let refused = |error: std::io::Error| {
        Failure::Failed(format!(
            "the key ring {} cannot be made: {error}; make its directory writable or set AUTHNEX_KEYRING_FILE",
            path.display()
        ))
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(refused)?;
    file.write_all(text.expose().as_bytes()).map_err(refused)?;
    file.sync_all().map_err(refused)?;
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    std::fs::File::open(directory.unwrap_or(Path::new(".")))
        .and_then(|directory| directory.sync_all())
        .map_err(refused)
}

fn warn_if_readable_by_others(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
        if open {
            tracing::warn!(file = %path.display(), "the key ring is readable by others; run 'chmod 600' on it");
        }
    }
}
