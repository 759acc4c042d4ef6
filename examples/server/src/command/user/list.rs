use authnex_core::foundation::{PageRequest, UserId};
use serde_json::{Value, json};

use super::{super::print, view};
use crate::{cli::At, config::Config, failure::Failure, open};

/// Lists users by id: in the order in which they were made.
pub(super) async fn run(
    config: &Config,
    (limit, cursor): (u32, Option<String>),
    at: &At,
) -> Result<(), Failure> {
    let after = cursor.map(|text| text.parse::<UserId>()).transpose();
    let after = after.map_err(|error| {
        Failure::Configuration(format!("--cursor: {error}; take 'next_cursor' of a list"))
    })?;
    if !(1..=PageRequest::<UserId>::MAX_LIMIT).contains(&limit) {
        return Err(Failure::Configuration("--limit: say 1 to 200".to_owned()));
    }
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, &at.tenant).await?;
    let page = tenant.list_users(&PageRequest::new(limit, after)).await?;
    let items: Vec<Value> = page.items.iter().map(view::json_of).collect();
    let mut lines: Vec<String> = page.items.iter().map(view::line).collect();
    if let Some(cursor) = &page.next_cursor {
        lines.push(format!("more: --cursor {cursor}"));
    }
    let value = json!({"items": items, "next_cursor": page.next_cursor});
    print(at.json, &value, &lines.join("\n"))
}
