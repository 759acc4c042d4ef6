use std::collections::BTreeMap;

use authnex_core::policy::{FIELDS, FieldKind, PolicyField};
use serde_json::{Map, Value};

use super::section::Section;
use crate::{error::Failure, portal::form::FormView, text::Texts};

/// A form of settings as it was sent: what it changes, and what it shows if it comes back.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) changes: Map<String, Value>,
    pub(super) view: FormView,
    pub(super) has_faults: bool,
}

impl Input {
    /// Reads the fields of a page. A field that is empty takes the organization's own value away; one that the page
    /// does not have is refused.
    pub(super) fn read(
        texts: &Texts,
        section: &Section,
        mut sent: BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let mut input = Self {
            changes: Map::new(),
            view: FormView::default(),
            has_faults: false,
        };
        for field in fields(section) {
            let typed = take(field, &mut sent);
            match value_of(texts, field, typed.trim()) {
                Ok(value) => {
                    input.changes.insert(field.name.to_owned(), value);
                }
                Err(fault) => {
                    input.view = input.view.faulted_by(texts, field.name, fault);
                    input.has_faults = true;
                }
            }
            input.view = input.view.and(field.name, typed);
        }
        match sent.into_keys().next() {
            None => Ok(input),
            Some(_) => Err(Failure::wrong_shape(
                "The form has a field that this page does not have.".to_owned(),
            )),
        }
    }
}

/// The rules of a page, as the engine describes them.
pub(super) fn fields(section: &Section) -> impl Iterator<Item = &'static PolicyField> {
    section
        .rules()
        .filter_map(|rule| FIELDS.iter().find(|field| field.name == rule))
}

/// What was typed for a rule; ticked boxes are lines.
fn take(field: &PolicyField, sent: &mut BTreeMap<String, String>) -> String {
    let FieldKind::Choices(choices) = field.kind else {
        return sent.remove(field.name).unwrap_or_default();
    };
    let ticked = choices
        .iter()
        .filter(|choice| sent.remove(&format!("{}.{choice}", field.name)).is_some());
    ticked.copied().collect::<Vec<_>>().join("\n")
}

fn value_of(texts: &Texts, field: &PolicyField, typed: &str) -> Result<Value, String> {
    if typed.is_empty() {
        return Ok(Value::Null);
    }
    Ok(match field.kind {
        FieldKind::Number { least, most } => {
            let number: u32 = typed
                .parse()
                .map_err(|_| range(texts, "settings-no-number", (least, most)))?;
            if !(least..=most).contains(&number) {
                return Err(range(texts, "settings-out-of-range", (least, most)));
            }
            number.into()
        }
        FieldKind::Flag => match typed {
            "true" => true.into(),
            "false" => false.into(),
            _ => typed.into(),
        },
        FieldKind::Choices(_) | FieldKind::List => {
            let lines = typed.split(['\n', ',']).map(str::trim);
            lines
                .filter(|line| !line.is_empty())
                .map(Value::from)
                .collect::<Vec<_>>()
                .into()
        }
        _ => typed.into(),
    })
}

fn range(texts: &Texts, id: &str, (least, most): (u32, u32)) -> String {
    let (least, most) = (least.to_string(), most.to_string());
    texts.with_all(id, &[("least", &least), ("most", &most)])
}
