use std::collections::BTreeSet;

use super::texts::sources;

/// The words in quotes that a component is called with, without the ids of texts and what is named.
fn plain_words(call: &str) -> Vec<&str> {
    let call = call.split(" = ").next().unwrap();
    let mut words = Vec::new();
    let mut before = "";
    for (index, piece) in call.split('"').enumerate() {
        if index % 2 == 1 && !before.ends_with("get(") {
            words.push(piece);
        }
        before = piece;
    }
    words
}

/// The test ids that templates name: as an attribute, or as what a component is called with.
fn in_templates() -> BTreeSet<String> {
    let all = sources(&[
        "templates/component",
        "templates/hosted",
        "templates/layout",
        "templates/portal",
    ]);
    let mut ids: BTreeSet<String> = all
        .split("data-testid=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| !id.contains("{{"))
        .map(str::to_owned)
        .collect();
    ids.extend(
        all.split("testid = \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
    );
    for (component, place) in [
        ("field::", 1),
        ("passkey::", 0),
        ("button::submit(", 0),
        ("button::link(", 0),
        ("dialog::opener(", 1),
    ] {
        let start = format!("{{% call {component}");
        let calls = all.split(&start).skip(1);
        for call in calls.filter_map(|rest| rest.split("%}").next()) {
            if call.starts_with("password_rules") {
                continue;
            }
            ids.extend(plain_words(call).get(place).map(|id| (*id).to_owned()));
        }
    }
    ids
}

#[test]
fn the_reference_lists_every_test_id_and_no_other() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/reference/test-ids.md");
    let page = std::fs::read_to_string(path).unwrap();
    let listed: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|rest| rest.split('`').next())
        .filter(|id| !id.contains('{'))
        .map(str::to_owned)
        .collect();
    let used = in_templates();
    let unlisted: Vec<&String> = used.difference(&listed).collect();
    let unused: Vec<&String> = listed.difference(&used).collect();
    assert!(
        unlisted.is_empty() && unused.is_empty(),
        "unlisted {unlisted:?}, unused {unused:?}"
    );
}
