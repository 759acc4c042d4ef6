//! The reference in `docs/` says what the binary does.

use std::path::Path;

use crate::process::run;

#[test]
fn settings_and_commands_are_as_the_binary_has_them() {
    let directory = tempfile::tempdir().unwrap();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    for topic in ["settings", "commands"] {
        let output = run(directory.path(), &["reference", topic], "");
        assert!(output.status.success(), "{output:?}");
        let made = String::from_utf8(output.stdout).unwrap();
        let file = docs.join(format!("{topic}.md"));
        let kept = std::fs::read_to_string(file).unwrap_or_default();
        assert!(
            made == kept,
            "docs/reference/{topic}.md is stale: run `cargo run -p authnex-server -- reference {topic} > docs/reference/{topic}.md`"
        );
    }
    assert_eq!(
        std::fs::read_dir(directory.path()).unwrap().count(),
        0,
        "nothing is made"
    );
}
