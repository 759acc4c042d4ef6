//! Configuration: defaults < TOML file < environment < flags, each value with where it came from.

mod layers;
mod setting;

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use authnex_core::{BaseUrl, Secret, password::BreachedPasswordFile};
use authnex_http::{
    OperatorToken,
    outbound::{SmtpOptions, SmtpOptionsError},
};
use authnex_store::postgres::PostgresOptions;
use ipnet::IpNet;

pub(crate) use layers::Layers;
pub(crate) use setting::{SETTINGS, Setting};

use crate::{cli::SettingFlags, failure::Failure};

/// Where the data is.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    /// PostgreSQL, or what speaks its protocol.
    Postgres(Box<PostgresOptions>),
    /// A SQLite file.
    SqliteFile(PathBuf),
    /// SQLite in memory.
    SqliteMemory,
}

/// For messages: without user and password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(options) => options.fmt(f),
            Self::SqliteFile(path) => path.display().fmt(f),
            Self::SqliteMemory => f.write_str("memory"),
        }
    }
}

/// Where the master keys are.
#[derive(Clone, Debug)]
pub(crate) enum KeyRingSource {
    /// Given in full.
    Text(Secret),
    /// In a file; made at the first start.
    File(PathBuf),
    /// Made anew for each start: of a database in memory.
    Memory,
}

/// Where mails go.
#[derive(Clone, Debug)]
pub(crate) enum MailRoute {
    /// Into the development mailbox.
    Mailbox,
    /// Nowhere yet: they wait in the outbox.
    Nowhere,
    /// To a server.
    Smtp(SmtpOptions),
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The effective configuration.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) base_url: BaseUrl,
    pub(crate) database: Database,
    pub(crate) key_ring: KeyRingSource,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) operator_token: Option<OperatorToken>,
    pub(crate) breached_passwords: Option<BreachedPasswordFile>,
    pub(crate) rate_limits: bool,
    pub(crate) allow_private_egress: bool,
    pub(crate) mail: MailRoute,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
    pub(crate) layers: Layers,
}

impl Config {
    /// Gathers the layers and checks every value.
    pub(crate) fn load(flags: &SettingFlags) -> Result<Self, Failure> {
        let layers = Layers::gather(flags)?;
        let base_url = layers.parse("base_url", |text| {
            BaseUrl::parse(text).map_err(|error| error.to_string())
        })?;
        let database = layers.parse("database_url", parse_database)?;
        let rate_limits = layers.parse("rate_limits", |text| match text {
            "on" | "true" => Ok(true),
            "off" | "false" if base_url.is_plain_loopback() => Ok(false),
            "off" | "false" => Err("'off' is for a loopback base URL only".to_owned()),
            _ => Err("say 'on' or 'off'".to_owned()),
        })?;
        let allow_private_egress = layers.parse("allow_private_egress", |text| match text {
            "true" | "on" => Ok(true),
            "false" | "off" => Ok(false),
            _ => Err("say 'true' or 'false'".to_owned()),
        })?;
        Ok(Self {
            allow_private_egress,
            listen: layers.parse("listen", |text| {
                text.parse()
                    .map_err(|_| "say ADDRESS:PORT, such as 127.0.0.1:8080".to_owned())
            })?,
            key_ring: key_ring_source(&layers, &database)?,
            breached_passwords: layers.parse("breached_passwords_file", parse_breached)?,
            operator_token: layers.parse("operator_token", parse_operator_token)?,
            trusted_proxies: layers.parse("trusted_proxies", parse_networks)?,
            mail: mail_route(&layers, &base_url)?,
            log: layers.text("log").to_owned(),
            log_format: layers.parse("log_format", |text| match text {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("say 'text' or 'json'".to_owned()),
            })?,
            base_url,
            database,
            rate_limits,
            layers,
        })
    }
}

fn parse_database(text: &str) -> Result<Database, String> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return PostgresOptions::parse(text)
            .map(|options| Database::Postgres(Box::new(options)))
            .map_err(|error| error.to_string());
    }
    match text.strip_prefix("sqlite:") {
        Some(":memory:") => Ok(Database::SqliteMemory),
        Some(path) if !path.is_empty() => Ok(Database::SqliteFile(PathBuf::from(path))),
        Some(_) => Err("a path must follow 'sqlite:'".to_owned()),
        None => Err(
            "say sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE"
                .to_owned(),
        ),
    }
}

fn parse_operator_token(text: &str) -> Result<Option<OperatorToken>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    OperatorToken::parse(Secret::from(text))
        .map(Some)
        .map_err(|error| error.to_string())
}

fn parse_breached(text: &str) -> Result<Option<BreachedPasswordFile>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    BreachedPasswordFile::open(Path::new(text))
        .map(Some)
        .map_err(|error| error.to_string())
}

fn parse_networks(text: &str) -> Result<Vec<IpNet>, String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.parse::<IpNet>()
                .or_else(|_| part.parse::<std::net::IpAddr>().map(IpNet::from))
                .map_err(|_| format!("'{part}' is no network; say 10.0.0.0/8 or ::1/128"))
        })
        .collect()
}

fn key_ring_source(layers: &Layers, database: &Database) -> Result<KeyRingSource, Failure> {
    let (text, file) = (layers.text("keyring"), layers.text("keyring_file"));
    match (text, file) {
        ("", "") => Ok(match database {
            Database::Postgres(_) => KeyRingSource::File(PathBuf::from("authnex.keyring")),
            Database::SqliteMemory => KeyRingSource::Memory,
            Database::SqliteFile(path) => KeyRingSource::File(path.with_file_name("authnex.keyring")),
        }),
        (text, "") => Ok(KeyRingSource::Text(Secret::from(text))),
        ("", file) => Ok(KeyRingSource::File(PathBuf::from(file))),
        _ => Err(Failure::Configuration(
            "keyring and keyring_file are both set; set one of AUTHNEX_KEYRING and AUTHNEX_KEYRING_FILE"
                .to_owned(),
        )),
    }
}

fn mail_route(layers: &Layers, base_url: &BaseUrl) -> Result<MailRoute, Failure> {
    let from = layers.text("mail_from");
    match layers.text("smtp_url") {
        "" if base_url.is_plain_loopback() => Ok(MailRoute::Mailbox),
        "" => Ok(MailRoute::Nowhere),
        _ if from.is_empty() => Err(Failure::Configuration(
            "smtp_url is set and mail_from is not; set AUTHNEX_MAIL_FROM to the sender's address"
                .to_owned(),
        )),
        url => match SmtpOptions::parse(url, from) {
            Ok(options) => Ok(MailRoute::Smtp(options)),
            Err(error) => {
                let faulty = match error {
                    SmtpOptionsError::From => "mail_from",
                    _ => "smtp_url",
                };
                layers.parse(faulty, |_| Err(error.to_string()))
            }
        },
    }
}
