use std::collections::BTreeSet;

use super::browser::Browser;
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
fn sources(directories: &[&str]) -> String {
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

#[test]
fn no_text_is_unused_and_none_is_missing() {
    let users = sources(&["templates", "src/portal"]);
    let codes = sources(&["src/error", "src/extract", "../authnex-core/src"]);
    let known = ids("en");
    for id in &known {
        // Looked up by the code of a fault or of a problem.
        let code = id.strip_prefix("fault-").or_else(|| {
            let rest = id.strip_prefix("problem-")?;
            rest.strip_suffix("-title")
                .or_else(|| rest.strip_suffix("-detail"))
        });
        let is_used = match code {
            Some(code) => codes.contains(&format!("\"{code}\"")),
            None => users.contains(&format!("\"{id}\"")),
        };
        assert!(is_used, "{id} is unused");
    }
    for rest in users.split("texts.get(\"").skip(1) {
        let id = rest.split('"').next().unwrap();
        assert!(known.contains(id), "{id} is missing");
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

#[tokio::test]
async fn a_page_asks_for_nothing_but_its_own_stylesheet() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let page = browser.open("/portal/sign-in").await;
    let html = page.text();
    assert!(!html.contains("<script") && !html.contains("style=\"") && !html.contains("http://"));
    let (_, rest) = html.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let path = rest.split('"').next().unwrap();
    let sheet = browser.open(path).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.header("content-type").starts_with("text/css"));
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(html.len() + sheet.text().len() < 30 * 1024, "30 KB in all");
    assert_eq!(browser.open("/assets/authnex.0.css").await.status, 404);
}
