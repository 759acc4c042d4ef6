//! The file of the master keys: made once, readable by its owner only.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use authnex_core::{
    Secret,
    foundation::SystemEntropy,
    keyring::{KeyRing, KeyRingError},
    port::KeyRingSource,
};

use crate::{
    config::{Config, Database, KeyRingSource as Source},
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
        Source::Text(text) => parse(text, "AUTHNEX_KEYRING").map(Loaded::found),
        Source::Memory => parse(
            &KeyRing::generate_text(&SystemEntropy::new()),
            "the key ring in memory",
        )
        .map(Loaded::found),
        Source::File(path) => load_file(path, &config.database),
    }
}

/// The ring of an installation that was: none is made.
pub(crate) fn load_existing(config: &Config) -> Result<KeyRing, Failure> {
    match &config.key_ring {
        Source::File(path) if !path.exists() => Err(Failure::Configuration(format!(
            "there is no key ring at {}; put the one there that was made with the database",
            path.display()
        ))),
        Source::Memory | Source::Text(_) | Source::File(_) => {
            load(config).map(|loaded| loaded.ring)
        }
    }
}

/// Where the ring is, for people.
pub(crate) fn place(config: &Config) -> String {
    match &config.key_ring {
        Source::File(path) => path.display().to_string(),
        Source::Memory => "the key ring in memory".to_owned(),
        Source::Text(_) => "AUTHNEX_KEYRING".to_owned(),
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

/// The file's text.
pub(crate) fn read(path: &Path) -> Result<Secret, String> {
    std::fs::read_to_string(path)
        .map(Secret::new)
        .map_err(|error| format!("the key ring {} cannot be read: {error}", path.display()))
}

/// A ring's file, which a running server reads again when somebody rotated it.
#[derive(Debug)]
pub(crate) struct RingFile(pub(crate) PathBuf);

impl KeyRingSource for RingFile {
    fn read(&self) -> Result<Secret, String> {
        read(&self.0)
    }
}

/// Puts another text in the ring's place, whole and durably; who may read it stays. The file under the other name
/// keeps a second change away meanwhile.
pub(crate) fn replace(path: &Path, text: &Secret) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    if new.exists() {
        return Err(Failure::Failed(format!(
            "another rotation is under way, or was cut off; if none runs, remove {} and try again",
            new.display()
        )));
    }
    create(&new, text)?;
    let put = keep_owner(path, &new)
        .and_then(|()| std::fs::rename(&new, path))
        .and_then(|()| sync_directory(path));
    put.map_err(|error| {
        let _ = std::fs::remove_file(&new);
        Failure::Failed(format!(
            "the key ring {} cannot be changed: {error}; run this as its owner",
            path.display()
        ))
    })
}

/// A root who rotates must not take the file away from the server.
fn keep_owner(path: &Path, new: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let (old, made) = (std::fs::metadata(path)?, std::fs::metadata(new)?);
        if (old.uid(), old.gid()) != (made.uid(), made.gid()) {
            chown(new, Some(old.uid()), Some(old.gid()))?;
        }
    }
    Ok(())
}

fn sync_directory(path: &Path) -> std::io::Result<()> {
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    std::fs::File::open(directory.unwrap_or(Path::new("."))).and_then(|it| it.sync_all())
}

/// Whether others than the owner may read the file.
pub(crate) fn is_readable_by_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
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
    sync_directory(path).map_err(refused)
}

fn warn_if_readable_by_others(path: &Path) {
    if is_readable_by_others(path) {
        tracing::warn!(file = %path.display(), "the key ring is readable by others; run 'chmod 600' on it");
    }
}
