use authnex_core::policy::{ExplainedValue, FieldKind, PolicySource};
use serde_json::Value;

use crate::{portal::form::FormView, text::Texts};

/// One rule as a form shows it.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) name: &'static str,
    pub(super) label: String,
    /// What it does.
    pub(super) help: String,
    /// What may be given, and what applies when nothing is.
    pub(super) hint: String,
    /// What stands in the empty field: the platform's value.
    pub(super) placeholder: String,
    /// What was typed, or else the organization's own value.
    pub(super) value: String,
    pub(super) fault: String,
    /// What `strict` makes of it, if that is another value.
    pub(super) strict: Option<String>,
    pub(super) shape: Shape,
}

/// How it is filled in.
#[derive(Debug)]
pub(super) enum Shape {
    /// One number.
    Number,
    /// One of these.
    Select(Vec<Choice>),
    /// Any of these.
    Boxes(Vec<Choice>),
    /// Texts, one a line.
    Lines,
}

/// One of a few.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}

impl Control {
    /// A rule with its values; a form that comes back shows what was typed.
    pub(super) fn of(texts: &Texts, rule: &ExplainedValue, typed: Option<&FormView>) -> Self {
        let field = rule.field;
        let own = rule.own.as_ref().map(plain).unwrap_or_default();
        let value = typed.map_or(own, |form| form.value(field.name).to_owned());
        let default = words(texts, rule, &rule.default);
        let strict = (rule.source == PolicySource::Strict).then(|| {
            texts.with(
                "settings-strict-value",
                "value",
                &words(texts, rule, &rule.value),
            )
        });
        Self {
            name: field.name,
            label: texts.get(&format!("rule-{}", field.name)),
            help: texts.or(&format!("rule-{}-help", field.name), ""),
            hint: hint(texts, rule, &default),
            placeholder: match field.kind {
                FieldKind::Number { .. } | FieldKind::List => plain(&rule.default),
                _ => String::new(),
            },
            fault: typed.map(|form| form.fault(field.name)).unwrap_or_default(),
            shape: shape(texts, rule, (&value, &default)),
            value,
            strict,
        }
    }

    /// Whether what was typed does not do.
    pub(super) fn is_faulty(&self) -> bool {
        !self.fault.is_empty()
    }
}

/// What is typed for a value: nothing of JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let lines: Vec<String> = all.iter().map(plain).collect();
            lines.join("\n")
        }
        other => other.to_string(),
    }
}

/// What is said of a value.
fn words(texts: &Texts, rule: &ExplainedValue, value: &Value) -> String {
    match value {
        Value::Bool(on) => choice_text(texts, rule, if *on { "true" } else { "false" }),
        Value::String(choice) => choice_text(texts, rule, choice),
        Value::Array(all) if all.is_empty() => texts.get("settings-none"),
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(|one| words(texts, rule, one)).collect();
            all.join(", ")
        }
        other => format!("{other}{}", unit(texts, rule)),
    }
}

fn choice_text(texts: &Texts, rule: &ExplainedValue, choice: &str) -> String {
    match rule.field.kind {
        FieldKind::Flag => texts.get(if choice == "true" {
            "settings-on"
        } else {
            "settings-off"
        }),
        FieldKind::Choice(_) | FieldKind::Choices(_) => {
            texts.or(&format!("rule-{}-{choice}", rule.field.name), choice)
        }
        _ => choice.to_owned(),
    }
}

/// The unit that the name of a number ends in, with the blank before it.
fn unit(texts: &Texts, rule: &ExplainedValue) -> String {
    let name = rule.field.name;
    let id = match name.rsplit_once('_').map(|(_, last)| last) {
        Some("seconds") => "settings-seconds",
        Some("days") => "settings-days",
        _ => return String::new(),
    };
    format!("\u{a0}{}", texts.get(id))
}

fn hint(texts: &Texts, rule: &ExplainedValue, default: &str) -> String {
    match rule.field.kind {
        FieldKind::Number { least, most } => {
            let most = format!("{most}{}", unit(texts, rule));
            let values = [
                ("least", least.to_string()),
                ("most", most),
                ("default", default.to_owned()),
            ];
            let values = values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            texts.with_all("settings-range", &values)
        }
        FieldKind::List => texts.with("settings-lines", "default", default),
        FieldKind::Choices(_) => texts.with("settings-boxes", "default", default),
        _ => String::new(),
    }
}

fn shape(texts: &Texts, rule: &ExplainedValue, (value, default): (&str, &str)) -> Shape {
    let choice = |choice: &str, is_chosen| Choice {
        value: choice.to_owned(),
        text: choice_text(texts, rule, choice),
        is_chosen,
    };
    let select = |choices: &[&str]| {
        let none = Choice {
            value: String::new(),
            text: texts.with("settings-default", "default", default),
            is_chosen: value.is_empty(),
        };
        let all = choices.iter().map(|one| choice(one, *one == value));
        Shape::Select(std::iter::once(none).chain(all).collect())
    };
    match rule.field.kind {
        FieldKind::Flag => select(&["true", "false"]),
        FieldKind::Choice(choices) => select(choices),
        FieldKind::Choices(choices) => {
            let chosen: Vec<&str> = value.lines().collect();
            let boxes = choices.iter().map(|one| choice(one, chosen.contains(one)));
            Shape::Boxes(boxes.collect())
        }
        FieldKind::List => Shape::Lines,
        _ => Shape::Number,
    }
}
