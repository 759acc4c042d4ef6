//! Opens store and engine as the configuration says.

use std::sync::Arc;

use authnex_core::{Authnex, AuthnexBuilder, TenantHandle, Workers};
use authnex_http::{DevMailbox, outbound::SmtpMailer};
use authnex_store::{SqlStore, sqlite::SqliteOptions};

use crate::{
    config::{Config, Database, MailRoute},
    failure::Failure,
    keyring_file,
};

/// The engine over the configured database; the database and the key ring are made at the first start.
pub(crate) async fn engine(config: &Config) -> Result<(Authnex, Workers), Failure> {
    Ok(builder(config)?.build().await?)
}

/// The engine of a server: its workers deliver mail, into the development mailbox if there is one.
pub(crate) async fn serving_engine(
    config: &Config,
) -> Result<(Authnex, Workers, Option<DevMailbox>), Failure> {
    let mut builder = builder(config)?;
    let mut mailbox = None;
    match &config.mail {
        MailRoute::Mailbox => {
            let kept = DevMailbox::new();
            builder = builder.mailer(Arc::new(kept.clone()));
            mailbox = Some(kept);
        }
        MailRoute::Nowhere => tracing::warn!(
            "no mail goes out: it waits for three days in the outbox; set AUTHNEX_SMTP_URL and AUTHNEX_MAIL_FROM"
        ),
        MailRoute::Smtp(options) => {
            let mailer = SmtpMailer::new(options)
                .map_err(|error| Failure::Configuration(format!("smtp_url: {error}")))?;
            builder = builder.mailer(Arc::new(mailer));
        }
    }
    let (authnex, workers) = builder.build().await?;
    Ok((authnex, workers, mailbox))
}

fn builder(config: &Config) -> Result<AuthnexBuilder, Failure> {
    let ring = keyring_file::load(config)?;
    let store = store(config)?;
    Ok(Authnex::builder(Arc::new(store))
        .base_url(&config.base_url.join(""))
        .key_ring(ring))
}

fn store(config: &Config) -> Result<SqlStore, Failure> {
    let (options, shown) = match &config.database {
        Database::SqliteFile(path) => (SqliteOptions::file(path), path.display().to_string()),
        Database::SqliteMemory => (SqliteOptions::memory(), "memory".to_owned()),
    };
    authnex_store::sqlite::open(&options)
        .map_err(|error| Failure::Failed(format!("the database {shown} cannot be opened: {error}")))
}

/// The tenant that a command names.
pub(crate) async fn tenant(authnex: &Authnex, slug: &str) -> Result<TenantHandle, Failure> {
    let tenant = authnex.tenant(slug).await?;
    tenant.ok_or_else(|| {
        Failure::Failed(format!(
            "there is no organization '{slug}'; make it with 'authnex tenant create'"
        ))
    })
}
