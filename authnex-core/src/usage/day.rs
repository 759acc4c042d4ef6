use serde::{Serialize, Serializer};
use time::{Date, OffsetDateTime};

use crate::foundation::Timestamp;

const SECONDS: i64 = 86_400;

/// A day of UTC: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsageDay(i64);

impl UsageDay {
    /// From the stored form.
    #[must_use]
    pub const fn from_number(days: i64) -> Self {
        Self(days)
    }

    /// The stored form.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day in which a moment lies.
    #[must_use]
    pub const fn of(moment: Timestamp) -> Self {
        Self(moment.unix_seconds().div_euclid(SECONDS))
    }

    /// From `2026-01-31`; `None` if there is no such day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str, length: usize| -> Option<u16> {
            let fits = part.len() == length && part.bytes().all(|c| c.is_ascii_digit());
            fits.then(|| part.parse().ok()).flatten()
        };
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = u8::try_from(digits(parts.next()?, 2)?).ok()?;
        let day = u8::try_from(digits(parts.next()?, 2)?).ok()?;
        if parts.next().is_some() {
            return None;
        }
        let month = time::Month::try_from(month).ok()?;
        let date = Date::from_calendar_date(i32::from(year), month, day).ok()?;
        let moment = date.midnight().assume_utc().unix_timestamp();
        Some(Self(moment.div_euclid(SECONDS)))
    }

    /// So many days earlier.
    #[must_use]
    pub const fn minus_days(self, days: i64) -> Self {
        Self(self.0.saturating_sub(days))
    }

    fn date(self) -> Option<Date> {
        let seconds = self.0.checked_mul(SECONDS)?;
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        Some(moment.date())
    }

    /// The month in which it lies.
    #[must_use]
    pub fn month(self) -> UsageMonth {
        UsageMonth(self.date().map_or(0, |date| {
            i64::from(date.year()) * 100 + i64::from(u8::from(date.month()))
        }))
    }

    /// The first day of its month: where a month's figures stand.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(
            self.date()
                .map_or(self.0, |date| self.0 - i64::from(date.day()) + 1),
        )
    }
}

/// `2026-01-31`.
impl std::fmt::Display for UsageDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(date) => write!(
                f,
                "{:04}-{:02}-{:02}",
                date.year(),
                u8::from(date.month()),
                date.day()
            ),
            None => f.write_str("out of range"),
        }
    }
}

impl Serialize for UsageDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A month of UTC: the year times 100 and the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsageMonth(i64);

impl UsageMonth {
    /// The stored form.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// So many months earlier.
    #[must_use]
    pub const fn minus_months(self, months: i64) -> Self {
        let all = (self.0.div_euclid(100)) * 12 + self.0.rem_euclid(100) - 1 - months;
        Self(all.div_euclid(12) * 100 + all.rem_euclid(12) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::UsageDay;

    #[test]
    fn a_day_is_read_as_it_is_written() {
        for text in ["1970-01-01", "2024-02-29", "2026-12-31", "1969-12-31"] {
            assert_eq!(UsageDay::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026-1-1",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "26-01-01",
            "2026-01-01-",
            "+026-01-01",
            "2026-01-01T00:00:00Z",
        ] {
            assert_eq!(UsageDay::parse(text), None, "{text}");
        }
    }
}
