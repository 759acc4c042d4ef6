use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    process::Command,
};

use authnex_store::postgres::{self, PostgresOptions};

use super::Made;
use crate::{config::Config, failure::Failure, postgres_tool};

/// What else makes a backup of a server.
const WAY_OUT: &str =
    "back the server up by what runs it: snapshots, or its log (WAL) kept continuously";

/// By `pg_dump`: AuthNex's tables, in one snapshot.
pub(super) async fn copy(
    config: &Config,
    options: &PostgresOptions,
    file: &Path,
) -> Result<Made, Failure> {
    let found = postgres::inspect(options).await?;
    if found.schema.is_none() {
        return Err(Failure::Configuration(format!(
            "{options} has none of AuthNex's tables; set AUTHNEX_DATABASE_URL to the one that is meant"
        )));
    }
    let part = Part::new(file)?;
    let mut dump = postgres_tool::tool("pg_dump", config)?;
    dump.args(["--format=custom", "--no-owner", "--no-privileges"])
        .arg("--table=authnex_*")
        .arg("--file")
        .arg(&part.0);
    postgres_tool::finish(dump, WAY_OUT)?;
    let mut list = Command::new("pg_restore");
    list.arg("--list").arg(&part.0);
    let listed = postgres_tool::finish(list, WAY_OUT)?;
    if !String::from_utf8_lossy(&listed.stdout).contains("authnex_schema") {
        return Err(Failure::Failed(
            "no backup was made: 'pg_dump' wrote none of AuthNex's tables".to_owned(),
        ));
    }
    Ok(Made {
        bytes: part.publish(file)?,
        schema: found.schema,
    })
}

/// A file under another name until it is complete; removed when it never gets there.
struct Part(PathBuf);

impl Part {
    fn new(file: &Path) -> Result<Self, Failure> {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".part-{}", std::process::id()));
        let path = file.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&path)
            .map_err(|error| refused(&path, &error))?;
        Ok(Self(path))
    }

    /// A link never replaces a file that came there meanwhile.
    fn publish(&self, file: &Path) -> Result<u64, Failure> {
        let made = File::open(&self.0).map_err(|error| refused(&self.0, &error))?;
        made.sync_all().map_err(|error| refused(&self.0, &error))?;
        std::fs::hard_link(&self.0, file)
            .or_else(|error| {
                if file.symlink_metadata().is_ok() {
                    return Err(error);
                }
                std::fs::rename(&self.0, file)
            })
            .map_err(|error| refused(file, &error))?;
        Ok(made.metadata().map_or(0, |file| file.len()))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn refused(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!(
        "no backup was made: {} cannot be written: {error}",
        path.display()
    ))
}
