/// A setting: its name in the file, its variable in the environment, its default, and what it means.
#[derive(Debug)]
pub(crate) struct Setting {
    /// The name in the TOML file and in messages.
    pub(crate) name: &'static str,
    /// The name in the environment.
    pub(crate) variable: &'static str,
    /// The default, as text.
    pub(crate) default: &'static str,
    /// Whether its value is never shown.
    pub(crate) secret: bool,
    /// What it means.
    pub(crate) meaning: &'static str,
}

const fn setting(
    name: &'static str,
    variable: &'static str,
    default: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting {
        name,
        variable,
        default,
        secret: false,
        meaning,
    }
}

/// All settings, by name.
pub(crate) const SETTINGS: [Setting; 14] = [
    setting(
        "allow_private_egress",
        "AUTHNEX_ALLOW_PRIVATE_EGRESS",
        "false",
        "true lets clients' key sets be read from loopback and private addresses (development, tests)",
    ),
    setting(
        "base_url",
        "AUTHNEX_BASE_URL",
        "http://localhost:8080",
        "the one public URL, https, or http on a loopback name; links and issuers come from it",
    ),
    setting(
        "database_url",
        "AUTHNEX_DATABASE_URL",
        "sqlite:authnex.db",
        "sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE",
    ),
    Setting {
        name: "keyring",
        variable: "AUTHNEX_KEYRING",
        default: "",
        secret: true,
        meaning: "the master keys in full, instead of a file",
    },
    setting(
        "keyring_file",
        "AUTHNEX_KEYRING_FILE",
        "",
        "file of the master keys, made at the first start; when empty authnex.keyring, beside a SQLite file or in the working directory for PostgreSQL",
    ),
    setting(
        "breached_passwords_file",
        "AUTHNEX_BREACHED_PASSWORDS_FILE",
        "",
        "passwords known from breaches: a file of SHA-1 in hexadecimal digits, sorted, one a line, perhaps with ':' and a count; none of them is taken as a new password",
    ),
    setting(
        "listen",
        "AUTHNEX_LISTEN",
        "127.0.0.1:8080",
        "address and port to listen on",
    ),
    setting(
        "log",
        "AUTHNEX_LOG",
        "info",
        "what is logged, as tracing's filter directives",
    ),
    setting("log_format", "AUTHNEX_LOG_FORMAT", "text", "text or json"),
    Setting {
        name: "operator_token",
        variable: "AUTHNEX_OPERATOR_TOKEN",
        default: "",
        secret: true,
        meaning: "Bearer token of the operator's API under /api/v1/tenants; off when empty",
    },
    setting(
        "mail_from",
        "AUTHNEX_MAIL_FROM",
        "",
        "the sender of mails: an address, or NAME <ADDRESS>",
    ),
    setting(
        "rate_limits",
        "AUTHNEX_RATE_LIMITS",
        "on",
        "off only on a loopback base URL; lockout stays on",
    ),
    Setting {
        name: "smtp_url",
        variable: "AUTHNEX_SMTP_URL",
        default: "",
        secret: true,
        meaning: "where mails are handed over: smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://…; empty: the development mailbox on a loopback base URL",
    },
    setting(
        "trusted_proxies",
        "AUTHNEX_TRUSTED_PROXIES",
        "",
        "networks whose forwarding headers count, comma separated",
    ),
];
