//! Waits of several loads that take turns, and how much longer one waits than another.

use std::time::Duration;

use crate::{
    Outcome,
    http_load::{Target, ask_servers},
    pair::{median, percentile},
};

/// Connections of one load.
const CONNECTIONS: usize = 8;

/// The waits of one window, in microseconds.
#[derive(Clone, Copy)]
struct Waits {
    p50: f64,
    p99: f64,
}

/// What the loads waited, round by round.
pub(crate) struct GrowthRounds(Vec<Vec<Waits>>);

impl GrowthRounds {
    /// Runs a window of each load in each round, after a round that is not counted.
    pub(crate) fn run(loads: &[Target], (rounds, window): (u32, Duration)) -> Outcome<Self> {
        let mut measured = Vec::new();
        for round in 0..=rounds {
            let mut slices: Vec<(usize, Waits)> = Vec::new();
            let mut turns: Vec<usize> = (0..loads.len()).collect();
            if round % 2 == 1 {
                turns.reverse();
            }
            for turn in turns {
                let load = loads.get(turn).ok_or("no such load")?;
                let answers = ask_servers(std::slice::from_ref(load), CONNECTIONS, window)?;
                let waits = Waits {
                    p50: percentile(answers.waits.clone(), 50),
                    p99: percentile(answers.waits, 99),
                };
                slices.push((turn, waits));
            }
            slices.sort_by_key(|(turn, _)| *turn);
            if round > 0 {
                measured.push(slices.into_iter().map(|(_, waits)| waits).collect());
            }
        }
        Ok(Self(measured))
    }

    /// How one load grew beside another.
    pub(crate) fn growth(&self, from: usize, to: usize) -> Growth {
        let pairs: Vec<(Waits, Waits)> = self
            .0
            .iter()
            .filter_map(|round| Some((*round.get(from)?, *round.get(to)?)))
            .collect();
        let of = |work_out: &dyn Fn(&(Waits, Waits)) -> f64| {
            median(pairs.iter().map(work_out).collect())
        };
        Growth {
            from: (of(&|(from, _)| from.p50), of(&|(from, _)| from.p99)),
            to: (of(&|(_, to)| to.p50), of(&|(_, to)| to.p99)),
            p50_ratio: of(&|(from, to)| to.p50 / from.p50),
            p99_ratio: of(&|(from, to)| to.p99 / from.p99),
        }
    }
}

/// Medians of p50 and p99 in microseconds, and of the rounds' ratios.
pub(crate) struct Growth {
    pub(crate) from: (f64, f64),
    pub(crate) to: (f64, f64),
    pub(crate) p50_ratio: f64,
    pub(crate) p99_ratio: f64,
}
