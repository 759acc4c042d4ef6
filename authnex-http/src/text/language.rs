use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

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

/// The first language that the browser asks for and that there is; English otherwise. Weights are in order of
/// preference in practice, so the order of the list decides (RFC 9110 12.5.4).
pub(crate) fn choose(accept_language: Option<&str>) -> &'static Texts {
    let [english, ..] = &*LANGUAGES;
    accept_language
        .unwrap_or_default()
        .split(',')
        .filter_map(|range| range.split(';').next())
        .map(|range| range.trim().to_ascii_lowercase())
        .find_map(|range| {
            let primary = range.split('-').next()?;
            LANGUAGES.iter().find(|texts| texts.language == primary)
        })
        .unwrap_or(english)
}
