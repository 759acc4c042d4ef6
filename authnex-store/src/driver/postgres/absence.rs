use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Since when the database has not answered anybody.
///
/// The first who miss it ask again for as long as patience lasts. Once it has been away for longer than that, each
/// further caller asks once and hears of it at once: nobody queues up behind a database that is away, and a caller
/// that needs several answers does not wait for each.
#[derive(Debug)]
pub(super) struct Absence {
    patience: Duration,
    since: Mutex<Option<Instant>>,
}

impl Absence {
    pub(super) const fn new(patience: Duration) -> Self {
        Self {
            patience,
            since: Mutex::new(None),
        }
    }

    /// Somebody got no answer.
    pub(super) fn missed(&self) {
        self.lock().get_or_insert_with(Instant::now);
    }

    /// Somebody got an answer, whichever.
    pub(super) fn answered(&self) {
        *self.lock() = None;
    }

    /// For how long a caller asks again.
    pub(super) fn patience(&self) -> Duration {
        let since = *self.lock();
        if since.is_some_and(|since| since.elapsed() >= self.patience) {
            Duration::ZERO
        } else {
            self.patience
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Absence;

    #[test]
    fn who_comes_late_does_not_wait_until_somebody_got_an_answer() {
        let short = Absence::new(Duration::ZERO);
        short.missed();
        assert_eq!(short.patience(), Duration::ZERO);
        let second = Duration::from_secs(1);
        let absence = Absence::new(second);
        absence.missed();
        assert_eq!(absence.patience(), second, "the first ask again");
        let earlier = absence.lock().unwrap().checked_sub(second);
        *absence.lock() = earlier;
        assert_eq!(absence.patience(), Duration::ZERO);
        absence.missed();
        assert_eq!(absence.patience(), Duration::ZERO, "it is the same absence");
        absence.answered();
        assert_eq!(absence.patience(), second);
    }
}
