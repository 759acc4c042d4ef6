use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

use super::accept::wanted;

/// The texts of one language.
pub(crate) struct Texts {
    bundle: FluentBundle<FluentResource>,
    /// The language's tag, for `lang`.
    pub(crate) language: &'static str,
    /// Its direction, for `dir`.
    pub(crate) direction: &'static str,
}

static LANGUAGES: LazyLock<[Texts; 2]> = LazyLock::new(|| {
    [
        read(
            langid!("en"),
            "en",
            include_str!("../../texts/en/pages.ftl"),
        ),
        read(
            langid!("de"),
            "de",
            include_str!("../../texts/de/pages.ftl"),
        ),
    ]
});

fn read(id: LanguageIdentifier, language: &'static str, source: &str) -> Texts {
    // A faulty line is left out and the rest is used; a test sees to it that there is none.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, _)| rest);
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Without this, invisible marks stand around every value.
    bundle.set_use_isolating(false);
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(language, ?errors, "a text stands twice");
    }
    Texts {
        bundle,
        language,
        direction: "ltr",
    }
}

impl Texts {
    /// A text without values; its id if there is none, so that a page never fails for a text.
    pub(crate) fn get(&self, id: &str) -> String {
        self.find(id, None).unwrap_or_else(|| id.to_owned())
    }

    /// A text with one value.
    pub(crate) fn with(&self, id: &str, name: &str, value: &str) -> String {
        let mut args = FluentArgs::new();
        args.set(name, FluentValue::from(value));
        self.find(id, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// A text with several values.
    pub(crate) fn with_all(&self, id: &str, values: &[(&str, &str)]) -> String {
        let args = values
            .iter()
            .map(|(name, value)| (*name, FluentValue::from(*value)))
            .collect();
        self.find(id, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// A text, or what is given where there is none.
    pub(crate) fn or(&self, id: &str, otherwise: &str) -> String {
        self.find(id, None).unwrap_or_else(|| otherwise.to_owned())
    }

    fn find(&self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a text lacks a value");
        }
        Some(text.into_owned())
    }
}

/// The language that the browser wants most of those that there are; English otherwise.
pub(crate) fn choose(accept_language: Option<&str>) -> &'static Texts {
    let [english, ..] = &*LANGUAGES;
    accept_language.and_then(find).unwrap_or(english)
}

/// The first of these languages that there is.
pub(crate) fn find(accept_language: &str) -> Option<&'static Texts> {
    wanted(accept_language)
        .iter()
        .find_map(|primary| LANGUAGES.iter().find(|texts| texts.language == primary))
}

#[cfg(test)]
mod tests {
    use fluent_bundle::{FluentArgs, FluentResource};

    use super::LANGUAGES;

    const SOURCES: [&str; 2] = [
        include_str!("../../texts/en/pages.ftl"),
        include_str!("../../texts/de/pages.ftl"),
    ];

    #[test]
    fn no_line_is_faulty_and_no_text_stands_twice() {
        for source in SOURCES {
            let resource = FluentResource::try_new(source.to_owned());
            let resource = resource.unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
            let mut bundle = fluent_bundle::FluentBundle::new(Vec::new());
            bundle.add_resource(resource).unwrap();
        }
    }

    #[test]
    fn every_text_takes_the_same_values_in_every_language() {
        let ids = || {
            let lines = SOURCES[0].lines();
            lines.filter_map(|line| line.split_once(" = ").map(|(id, _)| id))
        };
        assert!(ids().count() > 50);
        for id in ids() {
            let missing = LANGUAGES.each_ref().map(|texts| {
                let message = texts.bundle.get_message(id);
                let pattern = message.and_then(|message| message.value()).unwrap();
                let mut errors = Vec::new();
                let none = FluentArgs::new();
                texts
                    .bundle
                    .format_pattern(pattern, Some(&none), &mut errors);
                let mut missing: Vec<String> = errors.iter().map(ToString::to_string).collect();
                missing.sort();
                missing
            });
            assert_eq!(missing[0], missing[1], "{id}");
        }
    }
}
