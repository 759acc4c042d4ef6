use std::io::Write;

use authnex_core::{
    foundation::PageRequest,
    tenant::{Slug, Tenant},
};
use serde_json::json;

use crate::{config::Config, failure::Failure, open};

/// Tenants that are asked for at once.
const PAGE: u32 = 200;

/// Lists the tenants page by page: as JSON one object with all of them, else a line for each.
pub(super) async fn run(config: &Config, as_json: bool) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let operator = authnex.operator();
    let mut listed = Listed::begin(as_json)?;
    let mut after: Option<Slug> = None;
    loop {
        let page = operator
            .list_tenants(&PageRequest::new(PAGE, after))
            .await?;
        for tenant in &page.items {
            let issuer = authnex.url(&format!("/t/{}", tenant.slug));
            listed.put(tenant, &issuer)?;
        }
        after = page.items.last().map(|tenant| tenant.slug.clone());
        if page.next_cursor.is_none() {
            return listed.end();
        }
    }
}

/// The list as it is written: never as a whole in memory.
struct Listed {
    out: std::io::StdoutLock<'static>,
    as_json: bool,
    count: u64,
}

impl Listed {
    fn begin(as_json: bool) -> Result<Self, Failure> {
        let mut out = std::io::stdout().lock();
        if as_json {
            write!(out, "{{\"tenants\":[").map_err(Failure::output)?;
        }
        Ok(Self {
            out,
            as_json,
            count: 0,
        })
    }

    fn put(&mut self, tenant: &Tenant, issuer: &str) -> Result<(), Failure> {
        let written = if self.as_json {
            let comma = if self.count == 0 { "" } else { "," };
            let value = json!({
                "id": tenant.id,
                "slug": tenant.slug.as_str(),
                "name": tenant.name,
                "state": tenant.state,
                "issuer": issuer,
                "created_at": tenant.created_at,
            });
            write!(self.out, "{comma}{value}")
        } else {
            let (slug, state) = (tenant.slug.as_str(), tenant.state.as_str());
            writeln!(self.out, "{slug}\t{state}\t{}", tenant.name)
        };
        self.count += 1;
        written.map_err(Failure::output)
    }

    fn end(mut self) -> Result<(), Failure> {
        let written = match (self.as_json, self.count) {
            (true, _) => writeln!(self.out, "]}}"),
            (false, 0) => writeln!(
                self.out,
                "there are no organizations; make one with 'authnex tenant create'"
            ),
            (false, _) => Ok(()),
        };
        written.map_err(Failure::output)
    }
}
