//! Opens store and engine as the configuration says.

use std::{path::PathBuf, sync::Arc};

use authnex_core::{
    Authnex, AuthnexBuilder, BuildError, TenantHandle, Workers, egress::EgressRules,
};
use authnex_http::{
    DevMailbox,
    outbound::{EgressClient, SmtpMailer},
};
use authnex_store::{
    SqlStore, postgres,
    sqlite::{self, SqliteOptions},
};

use crate::{
    config::{Config, Database, KeyRingSource, MailRoute},
    failure::Failure,
    keyring_file::{self, RingFile},
};

/// The engine over the configured database; the database and the key ring are made at the first start.
pub(crate) async fn engine(config: &Config) -> Result<(Authnex, Workers), Failure> {
    prepare(config).await?.build(config).await
}

/// The engine of a server: its workers deliver mail, into the development mailbox if there is one.
pub(crate) async fn serving_engine(
    config: &Config,
) -> Result<(Authnex, Workers, Option<DevMailbox>), Failure> {
    let mut prepared = prepare(config).await?;
    let rules = EgressRules {
        allow_private: config.allow_private_egress,
    };
    prepared.builder = prepared
        .builder
        .egress(Arc::new(EgressClient::new(rules)), rules);
    let mut mailbox = None;
    match &config.mail {
        MailRoute::Mailbox => {
            let kept = DevMailbox::new();
            prepared.builder = prepared.builder.mailer(Arc::new(kept.clone()));
            mailbox = Some(kept);
        }
        MailRoute::Nowhere => tracing::warn!(
            "no mail goes out: it waits for three days in the outbox; set AUTHNEX_SMTP_URL and AUTHNEX_MAIL_FROM"
        ),
        MailRoute::Smtp(options) => {
            let mailer = SmtpMailer::new(options)
                .map_err(|error| Failure::Configuration(format!("smtp_url: {error}")))?;
            prepared.builder = prepared.builder.mailer(Arc::new(mailer));
        }
    }
    let (authnex, workers) = prepared.build(config).await?;
    Ok((authnex, workers, mailbox))
}

/// A builder, and the key ring's file if it was made for it.
struct Prepared {
    builder: AuthnexBuilder,
    made: Option<PathBuf>,
}

impl Prepared {
    async fn build(self, config: &Config) -> Result<(Authnex, Workers), Failure> {
        match (self.builder.build().await, self.made) {
            (Err(BuildError::KeyRingMismatch), Some(made)) => {
                Err(keyring_file::take_back(&made, &config.database))
            }
            (built, _) => Ok(built?),
        }
    }
}

async fn prepare(config: &Config) -> Result<Prepared, Failure> {
    let loaded = keyring_file::load(config)?;
    let made = loaded.made();
    let store = store(&config.database).await?;
    let mut builder = Authnex::builder(Arc::new(store))
        .base_url(&config.base_url.join(""))
        .key_ring(loaded.ring);
    if let KeyRingSource::File(path) = &config.key_ring {
        builder = builder.key_ring_source(Arc::new(RingFile(path.clone())));
    }
    if let Some(breached) = &config.breached_passwords {
        builder = builder.breached_passwords(Arc::new(breached.clone()));
    }
    Ok(Prepared { builder, made })
}

async fn store(database: &Database) -> Result<SqlStore, Failure> {
    let opened = match database {
        Database::Postgres(options) => postgres::open(options).await,
        Database::SqliteFile(path) => sqlite::open(&SqliteOptions::file(path)),
        Database::SqliteMemory => sqlite::open(&SqliteOptions::memory()),
    };
    opened.map_err(|error| {
        Failure::Failed(format!("the database {database} cannot be opened: {error}"))
    })
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
