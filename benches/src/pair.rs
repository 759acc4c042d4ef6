//! Sides measured in turns, and their medians.
//!
//! A machine that others use too is faster and slower by the second. So every side gets a short slice in every
//! round, in an order that changes, and a ratio is the median of the rounds' ratios: a disturbance hits one
//! round, or both of its sides.

use std::time::Duration;

use crate::{Outcome, processor};

/// One slice of one side; answers what it measured, such as microseconds for each operation.
pub(crate) type Side<'a> = &'a mut dyn FnMut() -> Outcome<f64>;

/// What the sides measured, round by round.
pub(crate) struct Rounds<const SIDES: usize>(Vec<[f64; SIDES]>);

/// Runs every side once in each round, after one round that is not counted.
pub(crate) fn in_turns<const SIDES: usize>(
    rounds: u32,
    mut sides: [Side<'_>; SIDES],
) -> Outcome<Rounds<SIDES>> {
    let mut measured = Vec::new();
    for round in 0..=rounds {
        let mut slices = [0.0; SIDES];
        let mut both: Vec<_> = sides.iter_mut().zip(&mut slices).collect();
        if round % 2 == 1 {
            both.reverse();
        }
        for (side, slice) in both {
            *slice = side()?;
        }
        if round > 0 {
            measured.push(slices);
        }
    }
    Ok(Rounds(measured))
}

impl<const SIDES: usize> Rounds<SIDES> {
    /// The median of one side.
    pub(crate) fn median(&self, side: usize) -> f64 {
        self.median_of(|of| of(side))
    }

    /// The median of what is worked out from the sides of each round.
    pub(crate) fn median_of(&self, work_out: impl Fn(&dyn Fn(usize) -> f64) -> f64) -> f64 {
        let each =
            |slices: &[f64; SIDES]| work_out(&|side| slices.get(side).copied().unwrap_or(f64::NAN));
        median(self.0.iter().map(each).collect())
    }

    /// The median of the rounds' `side / other`.
    pub(crate) fn ratio(&self, side: usize, other: usize) -> f64 {
        self.median_of(|of| of(side) / of(other))
    }
}

/// The middle of the values.
pub(crate) fn median(values: Vec<f64>) -> f64 {
    percentile(values, 50)
}

/// The value that so many percent of the values lie below.
pub(crate) fn percentile(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let index = values.len() * percent / 100;
    let last = values.len().saturating_sub(1);
    values.get(index.min(last)).copied().unwrap_or(f64::NAN)
}

/// Microseconds of thread time for each of `times` operations.
pub(crate) fn thread_micros(
    times: u32,
    mut operation: impl FnMut() -> Outcome<()>,
) -> Outcome<f64> {
    let before = processor::thread_time();
    for _ in 0..times {
        operation()?;
    }
    Ok(micros(processor::thread_time().saturating_sub(before)) / f64::from(times))
}

/// A duration in microseconds.
pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
