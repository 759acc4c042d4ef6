use std::fmt::Write;

use serde_json::json;

use super::print;
use crate::{
    config::{Config, Database, KeyRingSource, MailRoute, SETTINGS},
    failure::Failure,
};

/// Explains every effective value and where it came from.
pub(super) fn run(config: &Config, as_json: bool) -> Result<(), Failure> {
    let rows: Vec<_> = SETTINGS
        .iter()
        .map(|setting| {
            let text = config.layers.text(setting.name);
            let shown = match &config.database {
                _ if setting.secret && !text.is_empty() => "(set, not shown)".to_owned(),
                // The URL may hold a password.
                Database::Postgres(options) if setting.name == "database_url" => {
                    options.to_string()
                }
                _ => text.to_owned(),
            };
            let origin = config.layers.origin(setting.name).to_string();
            (setting, shown, origin)
        })
        .collect();
    let list: Vec<_> = rows
        .iter()
        .map(|(setting, value, origin)| {
            json!({"name": setting.name, "value": value, "from": origin, "meaning": setting.meaning})
        })
        .collect();
    let ring = match &config.key_ring {
        KeyRingSource::File(path) => format!("file {}", path.display()),
        KeyRingSource::Memory => "made anew at each start, in memory".to_owned(),
        KeyRingSource::Text(_) => "given in full".to_owned(),
    };
    let mail = match &config.mail {
        MailRoute::Mailbox => "development mailbox, /dev/mailbox",
        MailRoute::Nowhere => "waits in the outbox",
        MailRoute::Smtp(_) => "by SMTP",
    };
    let mut text = String::new();
    for (setting, value, origin) in &rows {
        let _ = write!(
            text,
            "{:<16} {:<32} from {origin}\n{:16} {}\n",
            setting.name,
            if value.is_empty() { "(empty)" } else { value },
            "",
            setting.meaning
        );
    }
    for variable in config.layers.unknown_variables() {
        let _ = writeln!(text, "{variable} is no setting of this version: ignored");
    }
    let _ = write!(
        text,
        "database: {}\nkey ring: {ring}\nmail: {mail}\nthe configuration is valid",
        config.database
    );
    let value = json!({
        "settings": list,
        "database": config.database.to_string(),
        "key_ring": ring,
        "mail": mail,
        "ignored": config.layers.unknown_variables(),
    });
    print(as_json, &value, &text)
}
