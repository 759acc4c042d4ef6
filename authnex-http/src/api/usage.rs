//! What the tenant uses.

use authnex_core::{
    TenantHandle,
    usage::{Metric, UsageDay},
};
use axum::{Json as Answer, extract::RawQuery};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{error::Failure, extract::Tenant};

/// Days that one answer has, at most.
const MOST_DAYS: i64 = 400;

/// Days that are shown when nothing is said.
const DEFAULT_DAYS: i64 = 30;

/// One counter of one day.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountedView {
    /// `YYYY-MM-DD`, of UTC; of monthly active users the month's first day.
    #[schema(value_type = String, format = Date)]
    day: UsageDay,
    /// How much.
    amount: i64,
}

/// One counter.
#[derive(Serialize, ToSchema)]
pub(crate) struct MetricView {
    /// What is counted: `users.active` (in a month), `sign_ins.succeeded`, `api.calls`, …
    metric: &'static str,
    /// Day by day, the earliest first; days without any are left out.
    days: Vec<CountedView>,
}

/// The tenant's counters.
#[derive(Serialize, ToSchema)]
pub(crate) struct UsageAnswer {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: UsageDay,
    /// The last day, which is included.
    #[schema(value_type = String, format = Date)]
    to: UsageDay,
    /// Every counter.
    metrics: Vec<MetricView>,
}

/// `from` and `to`, both included.
fn days_of(query: &str, today: UsageDay) -> Result<(UsageDay, UsageDay), Failure> {
    let (mut from, mut to) = (None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let (name, day) = match &*name {
            "from" => ("from", &mut from),
            "to" => ("to", &mut to),
            _ => return Err(Failure::unknown_parameter(&name)),
        };
        let wrong = || Failure::wrong_parameter(name, "Say a day: 2026-01-31.");
        *day = Some(UsageDay::parse(&value).ok_or_else(wrong)?);
    }
    let to = to.unwrap_or(today);
    let from = from.unwrap_or(to.minus_days(DEFAULT_DAYS - 1));
    if from > to || to.number() - from.number() >= MOST_DAYS {
        return Err(Failure::wrong_parameter(
            "from",
            format!("A day before 'to', of {MOST_DAYS} days at most."),
        ));
    }
    Ok((from, to))
}

/// `GET /t/{slug}/api/v1/usage`.
pub(crate) async fn show(
    Tenant(tenant): Tenant,
    RawQuery(query): RawQuery,
) -> Result<Answer<UsageAnswer>, Failure> {
    let (from, to) = days_of(&query.unwrap_or_default(), tenant.today())?;
    let mut metrics = Vec::with_capacity(Metric::ALL.len());
    for metric in Metric::ALL.iter().copied() {
        metrics.push(counted(&tenant, metric, (from, to)).await?);
    }
    Ok(Answer(UsageAnswer { from, to, metrics }))
}

async fn counted(
    tenant: &TenantHandle,
    metric: Metric,
    (from, to): (UsageDay, UsageDay),
) -> Result<MetricView, Failure> {
    // A month's figure stands on its first day: the month of the first day is shown whole.
    let first = if metric == Metric::ActiveUsers {
        from.first_of_month()
    } else {
        from
    };
    let rows = tenant.usage(metric, first, to).await?;
    Ok(MetricView {
        metric: metric.as_str(),
        days: rows
            .into_iter()
            .map(|row| CountedView {
                day: row.day,
                amount: row.amount,
            })
            .collect(),
    })
}
