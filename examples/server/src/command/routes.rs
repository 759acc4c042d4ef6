use authnex_http::route::{ErrorForm, Requirement, Route, routes};
use serde_json::{Value, json};

use super::print;
use crate::failure::Failure;

/// Prints the route table: the browser tests fail for a page that they have no row for.
pub(super) fn run() -> Result<(), Failure> {
    let rows: Vec<Value> = routes().map(row).collect();
    print(true, &json!({"routes": rows}), "")
}

fn row(route: &'static Route) -> Value {
    json!({
        "name": format!("{:?}", route.name),
        "method": route.verb.as_str(),
        "path": route.path,
        "is_page": matches!(route.error_form(), ErrorForm::Page),
        "needs_session": matches!(route.requires, Requirement::Session),
    })
}
