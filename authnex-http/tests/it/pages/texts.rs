use std::collections::BTreeSet;

use crate::harness::{World, get};

fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn ids(language: &str) -> BTreeSet<String> {
    read(&format!("texts/{language}/pages.ftl"))
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(id, _)| id.to_owned())
        .collect()
}

/// Everything in these directories.
pub(super) fn sources(directories: &[&str]) -> String {
    fn walk(directory: &std::path::Path, all: &mut String) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, all);
            } else {
                all.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = String::new();
    for directory in directories {
        walk(&root.join(directory), &mut all);
    }
    all
}

#[test]
fn every_language_has_the_same_texts() {
    assert_eq!(ids("en"), ids("de"));
}

/// Whether a text is of a rule that there is: its label, its help, or what one of its choices is called.
fn is_of_rule(id: &str) -> bool {
    use authnex_core::policy::{FIELDS, FieldKind};
    let Some(rest) = id.strip_prefix("rule-") else {
        return false;
    };
    let (name, part) = rest.split_once('-').unwrap_or((rest, ""));
    let field = FIELDS.iter().find(|field| field.name == name);
    field.is_some_and(|field| match field.kind {
        _ if part.is_empty() || part == "help" => true,
        FieldKind::Choice(choices) | FieldKind::Choices(choices) => choices.contains(&part),
        _ => false,
    })
}

/// Whether a text says what one of AuthNex's permissions allows.
fn is_of_permission(id: &str) -> bool {
    let all = authnex_core::role::CATALOGUE.map(|(name, _)| name.replace(':', "-"));
    id.strip_prefix("permission-")
        .is_some_and(|name| all.iter().any(|known| known == name))
}

#[test]
fn every_rule_has_its_label_and_its_choices_have_theirs() {
    use authnex_core::policy::{FIELDS, FieldKind};
    let known = ids("en");
    for field in FIELDS
        .iter()
        .filter(|field| !["allowed_origins", "password_hash", "user_claims"].contains(&field.name))
    {
        assert!(
            known.contains(&format!("rule-{}", field.name)),
            "{}",
            field.name
        );
        let FieldKind::Choices(choices) = field.kind else {
            continue;
        };
        for choice in choices {
            assert!(
                known.contains(&format!("rule-{}-{choice}", field.name)),
                "{choice}"
            );
        }
    }
}

#[test]
fn no_text_is_unused_and_none_is_missing() {
    let users = sources(&["templates", "src/portal"]);
    let codes = sources(&["src/error", "src/extract", "../authnex-core/src"]);
    let known = ids("en");
    for id in &known {
        // Looked up by the code of a fault, of a rule or of a problem.
        let named = id
            .strip_prefix("fault-")
            .or_else(|| id.strip_prefix("password-rule-"));
        let code = named.or_else(|| {
            let rest = id.strip_prefix("problem-")?;
            rest.strip_suffix("-title")
                .or_else(|| rest.strip_suffix("-detail"))
        });
        let is_used = match code {
            Some(code) => codes.contains(&format!("\"{code}\"")),
            // Looked up by a rule's name, and by that of one of its choices.
            None if is_of_rule(id) => true,
            // Looked up by a permission's name.
            None if is_of_permission(id) => true,
            None if id
                .strip_suffix("-lead")
                .is_some_and(|of| users.contains(&format!("\"{of}\""))) =>
            {
                true
            }
            None => users.contains(&format!("\"{id}\"")),
        };
        assert!(is_used, "{id} is unused");
    }
    for call in ["texts.get(", "frame.get(", "texts.with(", "texts.with_all("] {
        for rest in users.split(call).skip(1) {
            let Some(rest) = rest.trim_start().strip_prefix('"') else {
                continue;
            };
            let id = rest.split('"').next().unwrap();
            assert!(known.contains(id), "{id} is missing");
        }
    }
}

#[tokio::test]
async fn the_browsers_language_decides() {
    let world = World::new().await;
    for (asked, language) in [
        ("de-AT, en;q=0.5", "de"),
        ("fr, de;q=0.8", "de"),
        ("en;q=0.3, de;q=0.9", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("fr", "en"),
        ("", "en"),
    ] {
        let page = get("/portal/sign-in")
            .header("accept-language", asked)
            .send(&world)
            .await;
        assert!(
            page.text().contains(&format!("<html lang=\"{language}\"")),
            "{asked}"
        );
    }
}
