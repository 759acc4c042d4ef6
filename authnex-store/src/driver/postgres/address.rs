use std::{fmt, path::PathBuf, time::Duration};

use tokio_postgres::config::{Config, Host, SslMode, TargetSessionAttrs};
use url::form_urlencoded;

/// Why a text is no URL of a PostgreSQL database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPostgresUrl(String);

impl fmt::Display for InvalidPostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidPostgresUrl {}

/// When the connection is by TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TlsUse {
    /// Never.
    Off,
    /// If it can be had.
    Preferred,
    /// Always, and the server is who the URL says.
    Verified,
}

/// A database URL taken apart.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: TlsUse,
    /// A file of roots, instead of the ones that browsers know.
    #[cfg_attr(
        not(feature = "postgres-tls"),
        expect(dead_code, reason = "only TLS has roots")
    )]
    pub(super) roots: Option<PathBuf>,
    pub(super) prepared: bool,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, InvalidPostgresUrl> {
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(InvalidPostgresUrl(
                "say postgres://USER:PASSWORD@HOST:PORT/DATABASE".to_owned(),
            ));
        }
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut tls, mut roots, mut prepared) = (TlsUse::Preferred, None, true);
        let mut others = form_urlencoded::Serializer::new(String::new());
        let mut socket = false;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match (&*name, &*value) {
                ("sslmode", mode) => tls = tls_use(mode)?,
                ("sslrootcert", path) => roots = Some(PathBuf::from(path)),
                ("prepared", "on") => prepared = true,
                ("prepared", "off") => prepared = false,
                ("prepared", _) => {
                    return Err(InvalidPostgresUrl("prepared is 'on' or 'off'".to_owned()));
                }
                (name, value) => {
                    socket |= name == "host" && value.starts_with('/');
                    others.append_pair(name, value);
                }
            }
        }
        // tokio-postgres takes `%20` and not `+` for a space.
        let others = others.finish().replace('+', "%20");
        let mut config: Config = format!("{place}?{others}").parse().map_err(unreadable)?;
        if config.get_hosts().is_empty() {
            return Err(InvalidPostgresUrl(
                "the database URL names no host".to_owned(),
            ));
        }
        socket |= config
            .get_hosts()
            .iter()
            .any(|host| !matches!(host, Host::Tcp(_)));
        if socket && tls != TlsUse::Verified {
            // As libpq does: a socket in the file system leaves no machine.
            tls = TlsUse::Off;
        }
        complete(&mut config, tls);
        Ok(Self {
            config,
            tls,
            roots,
            prepared,
        })
    }
}

/// Hosts and database, without user and password.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ports = self.config.get_ports();
        let hosts: Vec<String> = self
            .config
            .get_hosts()
            .iter()
            .enumerate()
            .map(|(index, host)| {
                let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
                match host {
                    Host::Tcp(name) => format!("{name}:{port}"),
                    #[cfg(unix)]
                    Host::Unix(path) => format!("{}:{port}", path.display()),
                }
            })
            .collect();
        let database = self.config.get_dbname().unwrap_or_default();
        write!(f, "postgres://{}/{database}", hosts.join(","))
    }
}

fn tls_use(mode: &str) -> Result<TlsUse, InvalidPostgresUrl> {
    match mode {
        "disable" => Ok(TlsUse::Off),
        "allow" | "prefer" => Ok(TlsUse::Preferred),
        "require" | "verify-ca" | "verify-full" => Ok(TlsUse::Verified),
        _ => Err(InvalidPostgresUrl(
            "sslmode is one of disable, prefer, require, verify-ca, verify-full".to_owned(),
        )),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "its caller maps an error that it owns"
)]
fn unreadable(error: tokio_postgres::Error) -> InvalidPostgresUrl {
    let cause = std::error::Error::source(&error).map_or_else(String::new, ToString::to_string);
    // The cause names a key or a place, never a value.
    InvalidPostgresUrl(format!("the database URL cannot be read: {cause}"))
}

/// What the URL left open.
fn complete(config: &mut Config, tls: TlsUse) {
    config.ssl_mode(match tls {
        TlsUse::Off => SslMode::Disable,
        TlsUse::Preferred => SslMode::Prefer,
        TlsUse::Verified => SslMode::Require,
    });
    if config.get_application_name().is_none() {
        config.application_name("authnex");
    }
    if config.get_hosts().len() > 1 && config.get_target_session_attrs() == TargetSessionAttrs::Any
    {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    // A peer that vanished without a word is found out also while nothing is asked of it.
    if config.get_keepalives_interval().is_none() {
        config
            .keepalives_idle(Duration::from_secs(30))
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(10));
    }
}
