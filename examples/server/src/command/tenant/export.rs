use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write},
    path::Path,
};

use authnex_core::{
    Operator, TenantHandle,
    flow::transfer::{ExportHead, ExportSecrets},
};
use serde_json::json;

use crate::{cli::SecretsChoice, command::print, config::Config, failure::Failure, open};

/// Writes a tenant as a document, its users page by page.
pub(super) async fn run(
    config: &Config,
    (slug, secrets): (&str, SecretsChoice),
    to: Option<&Path>,
    as_json: bool,
) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, slug).await?;
    let hands = authnex.operator();
    let choice = match secrets {
        SecretsChoice::Omit => ExportSecrets::Omit,
        SecretsChoice::Sealed => ExportSecrets::Sealed,
    };
    let head = hands
        .export_head(slug, choice)
        .await?
        .ok_or_else(|| gone(slug))?;
    let Some(path) = to else {
        let mut out = BufWriter::new(std::io::stdout());
        return write(&hands, (&tenant, choice), head, &mut out)
            .await
            .map(drop);
    };
    let mut file = BufWriter::new(create(path)?);
    let written = write(&hands, (&tenant, choice), head, &mut file).await;
    let users = written.inspect_err(|_| {
        // Half a document is none.
        let _ = std::fs::remove_file(path);
    })?;
    file.get_ref().sync_all().map_err(Failure::output)?;
    let value = json!({"tenant": slug, "file": path.display().to_string(), "users": users});
    let text = format!(
        "{slug} with {users} users is in {}; it holds password hashes: keep it as you keep the database",
        path.display()
    );
    print(as_json, &value, &text)
}

fn create(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| {
        Failure::Configuration(format!(
            "{} cannot be made: {error}; take another name",
            path.display()
        ))
    })
}

fn gone(slug: &str) -> Failure {
    Failure::Failed(format!("there is no organization '{slug}' any more"))
}

/// The document: what a page of users needs of memory is all that it needs. Says how many users it has.
async fn write(
    hands: &Operator,
    (tenant, secrets): (&TenantHandle, ExportSecrets),
    ExportHead(head): ExportHead,
    out: &mut impl Write,
) -> Result<u64, Failure> {
    write!(out, "{{\"tenants\": [{{").map_err(Failure::output)?;
    for (name, value) in &head {
        writeln!(out, "{}: {value},", json!(name)).map_err(Failure::output)?;
    }
    write!(out, "\"users\": [").map_err(Failure::output)?;
    let slug = tenant.slug().as_str();
    let (mut count, mut after) = (0, None);
    loop {
        let page = hands.export_users(slug, secrets, after).await?;
        let page = page.ok_or_else(|| gone(slug))?;
        for user in &page.users {
            let comma = if count == 0 { "" } else { "," };
            write!(out, "{comma}\n{user}").map_err(Failure::output)?;
            count += 1;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    writeln!(out, "\n]}}]}}")
        .and_then(|()| out.flush())
        .map_err(Failure::output)?;
    Ok(count)
}
