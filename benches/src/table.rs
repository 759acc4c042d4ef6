//! The table that is printed: one line for each thing that was measured.

use std::fmt;

/// Whether a goal was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was.
    Met,
    /// It was not.
    Missed,
    /// There is no goal: the line explains another.
    Told,
}

impl From<bool> for Verdict {
    fn from(met: bool) -> Self {
        if met { Self::Met } else { Self::Missed }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) figure: &'static str,
    pub(crate) what: String,
    pub(crate) raw: String,
    pub(crate) ours: String,
    pub(crate) ratio: String,
    pub(crate) goal: &'static str,
    pub(crate) verdict: Verdict,
}

impl Line {
    /// The names of the columns, and the rule below them.
    pub(crate) const HEAD: &str = "| figure | what | raw | AuthNex | ratio | goal | |\n\
                                   |---|---|---|---|---|---|---|";

    /// A line that nothing has been measured for.
    pub(crate) fn new(figure: &'static str, what: impl Into<String>) -> Self {
        Self {
            figure,
            what: what.into(),
            raw: "-".to_owned(),
            ours: "-".to_owned(),
            ratio: "-".to_owned(),
            goal: "-",
            verdict: Verdict::Told,
        }
    }

    /// What the primitive alone does.
    pub(crate) fn raw(mut self, raw: impl Into<String>) -> Self {
        self.raw = raw.into();
        self
    }

    /// What AuthNex does.
    pub(crate) fn ours(mut self, ours: impl Into<String>) -> Self {
        self.ours = ours.into();
        self
    }

    /// The one beside the other.
    pub(crate) fn ratio(mut self, ratio: f64) -> Self {
        self.ratio = format!("{ratio:.3}");
        self
    }

    /// The goal, and whether it was met.
    pub(crate) fn goal(mut self, goal: &'static str, met: bool) -> Self {
        self.goal = goal;
        self.verdict = met.into();
        self
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Met => "met",
            Verdict::Missed => "MISSED",
            Verdict::Told => "",
        };
        write!(
            f,
            "| {} | {} | {} | {} | {} | {} | {verdict} |",
            self.figure, self.what, self.raw, self.ours, self.ratio, self.goal
        )
    }
}
