use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

use crate::foundation::Language;

/// The texts of mails in one language.
pub(super) struct Texts(FluentBundle<FluentResource>);

static ENGLISH: LazyLock<Texts> =
    LazyLock::new(|| read(langid!("en"), include_str!("../../texts/en/mail.ftl")));
static GERMAN: LazyLock<Texts> =
    LazyLock::new(|| read(langid!("de"), include_str!("../../texts/de/mail.ftl")));

/// The texts of a language.
pub(super) fn texts(language: Language) -> &'static Texts {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

fn read(id: LanguageIdentifier, source: &str) -> Texts {
    // A faulty line is left out and the rest is used; a test sees to it that there is none.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, _)| rest);
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Without this, invisible marks stand around every value.
    bundle.set_use_isolating(false);
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?errors, "a text of mails stands twice");
    }
    Texts(bundle)
}

impl Texts {
    /// A text with its values; its id if there is none, so that no mail fails for a text.
    pub(super) fn get(&self, id: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, FluentValue::from(*value));
        }
        let pattern = self.0.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            tracing::error!(id, "a text of mails is missing");
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.0.format_pattern(pattern, Some(&args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a text of mails lacks a value");
        }
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::{FluentBundle, FluentResource};

    const SOURCES: [&str; 2] = [
        include_str!("../../texts/en/mail.ftl"),
        include_str!("../../texts/de/mail.ftl"),
    ];

    fn ids(source: &str) -> BTreeSet<&str> {
        let lines = source.lines();
        lines
            .filter_map(|line| line.split_once(" = ").map(|(id, _)| id))
            .collect()
    }

    fn values(source: &str) -> Vec<(&str, BTreeSet<&str>)> {
        let lines = source.lines().filter_map(|line| line.split_once(" = "));
        let mut all: Vec<_> = lines
            .map(|(id, text)| {
                let parts = text.split("{ $").skip(1);
                let names = parts.filter_map(|part| part.split_once(" }"));
                (id, names.map(|(name, _)| name).collect())
            })
            .collect();
        all.sort();
        all
    }

    #[test]
    fn no_line_is_faulty_and_no_text_stands_twice() {
        for source in SOURCES {
            let resource = FluentResource::try_new(source.to_owned());
            let resource = resource.unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
            FluentBundle::new(Vec::new())
                .add_resource(resource)
                .unwrap();
        }
    }

    #[test]
    fn every_text_stands_in_every_language_with_the_same_values() {
        assert!(ids(SOURCES[0]).len() > 15);
        assert_eq!(ids(SOURCES[0]), ids(SOURCES[1]));
        assert_eq!(values(SOURCES[0]), values(SOURCES[1]));
    }
}
