use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use super::{SETTINGS, Setting};
use crate::{cli::SettingFlags, failure::Failure};

/// The file that is read when none is named.
const DEFAULT_FILE: &str = "authnex.toml";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File(PathBuf),
    Environment(&'static str),
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(variable) => write!(f, "environment {variable}"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// Every setting's text, with where it came from.
#[derive(Debug)]
pub(crate) struct Layers {
    values: BTreeMap<&'static str, (String, Origin)>,
    unknown_variables: Vec<String>,
}

impl Layers {
    pub(super) fn gather(flags: &SettingFlags) -> Result<Self, Failure> {
        let mut values: BTreeMap<_, _> = SETTINGS
            .iter()
            .map(|setting| (setting.name, (setting.default.to_owned(), Origin::Default)))
            .collect();
        if let Some(path) = file_to_read(flags) {
            for (setting, text) in read_file(&path)? {
                values.insert(setting.name, (text, Origin::File(path.clone())));
            }
        }
        for setting in &SETTINGS {
            match std::env::var(setting.variable) {
                Ok(text) => {
                    let origin = Origin::Environment(setting.variable);
                    values.insert(setting.name, (text, origin));
                }
                Err(std::env::VarError::NotPresent) => {}
                Err(std::env::VarError::NotUnicode(_)) => {
                    return Err(Failure::Configuration(format!(
                        "{} is not UTF-8; set it anew",
                        setting.variable
                    )));
                }
            }
        }
        for (name, text) in given_flags(flags) {
            let origin = Origin::Flag(format!("--{}", name.replace('_', "-")));
            values.insert(name, (text.clone(), origin));
        }
        Ok(Self {
            values,
            unknown_variables: unknown_variables(),
        })
    }

    /// A setting's text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |(text, _)| text.trim())
    }

    /// Where a setting's text came from.
    pub(crate) fn origin(&self, name: &str) -> Origin {
        self.values
            .get(name)
            .map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// Variables that begin like ours and mean nothing to this version.
    pub(crate) fn unknown_variables(&self) -> &[String] {
        &self.unknown_variables
    }

    /// A setting's value; the error names the setting, where it came from and the way out.
    pub(super) fn parse<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        parse(self.text(name)).map_err(|fault| {
            Failure::Configuration(format!("{name} ({}): {fault}", self.origin(name)))
        })
    }
}

fn file_to_read(flags: &SettingFlags) -> Option<PathBuf> {
    flags
        .config
        .clone()
        .or_else(|| std::env::var_os("AUTHNEX_CONFIG").map(PathBuf::from))
        .or_else(|| {
            let default = PathBuf::from(DEFAULT_FILE);
            default.is_file().then_some(default)
        })
}

fn read_file(path: &Path) -> Result<Vec<(&'static Setting, String)>, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::Configuration(format!("the file {shown} cannot be read: {error}"))
    })?;
    let table: toml::Table = toml::from_str(&text)
        .map_err(|error| Failure::Configuration(format!("the file {shown} is no TOML: {error}")))?;
    table
        .into_iter()
        .map(|(name, value)| {
            let setting = SETTINGS.iter().find(|setting| setting.name == name);
            let setting = setting.ok_or_else(|| {
                Failure::Configuration(format!(
                    "the file {shown} sets '{name}', which is no setting; see 'authnex config check'"
                ))
            })?;
            let text = value_text(&value).ok_or_else(|| {
                Failure::Configuration(format!(
                    "the file {shown} gives '{name}' a value of the wrong type"
                ))
            })?;
            Ok((setting, text))
        })
        .collect()
}

/// A TOML value as the environment would write it; lists are comma separated.
fn value_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(yes.to_string()),
        toml::Value::Array(items) => items
            .iter()
            .map(|item| item.as_str())
            .collect::<Option<Vec<_>>>()
            .map(|items| items.join(",")),
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

fn given_flags(flags: &SettingFlags) -> impl Iterator<Item = (&'static str, &String)> {
    [
        ("listen", &flags.listen),
        ("base_url", &flags.base_url),
        ("database_url", &flags.database_url),
        ("keyring_file", &flags.keyring_file),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.as_ref().map(|value| (name, value)))
}

fn unknown_variables() -> Vec<String> {
    let known = |name: &str| {
        matches!(name, "AUTHNEX_CONFIG" | "AUTHNEX_VECTORS")
            || SETTINGS.iter().any(|setting| setting.variable == name)
    };
    let mut unknown: Vec<String> = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("AUTHNEX_") && !known(name))
        .collect();
    unknown.sort();
    unknown
}
