use authnex_core::flow::FieldFault;
use http::StatusCode;

use crate::text::Texts;

/// What a form shows again: what was typed, and what is wrong with it. Passwords are never shown again.
#[derive(Debug, Default)]
pub(super) struct FormView {
    values: Vec<(&'static str, String)>,
    faults: Vec<(&'static str, String)>,
    alert: Option<String>,
}

impl FormView {
    /// With what was typed.
    pub(super) fn with(values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self {
            values: values.into_iter().collect(),
            ..Self::default()
        }
    }

    /// With one message over the form.
    #[must_use]
    pub(super) fn alerted(mut self, text: String) -> Self {
        self.alert = Some(text);
        self
    }

    /// With the faults beside their fields.
    #[must_use]
    pub(super) fn faulted(mut self, texts: &Texts, faults: Vec<FieldFault>) -> Self {
        for fault in faults {
            let text = texts.or(&format!("fault-{}", fault.code), &fault.detail);
            self.faults.push((fault.field, text));
        }
        self.alerted(texts.get("error-summary"))
    }

    /// With one fault beside its field.
    #[must_use]
    pub(super) fn faulted_at(mut self, texts: &Texts, field: &'static str, id: &str) -> Self {
        self.faults.push((field, texts.get(id)));
        self.alerted(texts.get("error-summary"))
    }

    /// With one more field as it was typed.
    #[must_use]
    pub(super) fn and(mut self, field: &'static str, value: String) -> Self {
        self.values.push((field, value));
        self
    }

    /// With one fault beside its field, in words.
    #[must_use]
    pub(super) fn faulted_by(mut self, texts: &Texts, field: &'static str, text: String) -> Self {
        self.faults.push((field, text));
        self.alerted(texts.get("error-summary"))
    }

    /// What was typed into a field.
    pub(super) fn value(&self, name: &str) -> &str {
        let typed = self.values.iter().find(|(field, _)| *field == name);
        typed.map_or("", |(_, value)| value)
    }

    /// Whether this is what was typed into a field, or chosen.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    /// Whether something is wrong with a field.
    pub(super) fn has_fault(&self, name: &str) -> bool {
        self.faults.iter().any(|(field, _)| *field == name)
    }

    /// Whether something is wrong with any field.
    pub(super) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// What is wrong with a field.
    pub(super) fn fault(&self, name: &str) -> String {
        let texts: Vec<&str> = self
            .faults
            .iter()
            .filter(|(field, _)| *field == name)
            .map(|(_, text)| text.as_str())
            .collect();
        texts.join(" ")
    }

    /// The message over the form.
    pub(super) fn alert(&self) -> Option<&str> {
        self.alert.as_deref()
    }
}

/// A form that is shown again, with the status that tells why.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) view: FormView,
    pub(super) status: StatusCode,
    pub(super) retry_after: Option<u32>,
}

impl Refused {
    pub(super) const fn new(status: StatusCode, view: FormView) -> Self {
        Self {
            view,
            status,
            retry_after: None,
        }
    }

    pub(super) const fn again_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}
