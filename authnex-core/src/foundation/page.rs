use serde::Serialize;

/// What part of a list is wanted: at most `limit` items after the cursor.
#[derive(Clone, Debug)]
pub struct PageRequest<C> {
    limit: u32,
    after: Option<C>,
}

impl<C> PageRequest<C> {
    /// The most items that one page holds.
    pub const MAX_LIMIT: u32 = 200;

    /// A page of `limit` items (1 to [`Self::MAX_LIMIT`]; outside of it the nearer end is taken).
    #[must_use]
    pub fn new(limit: u32, after: Option<C>) -> Self {
        Self {
            limit: limit.clamp(1, Self::MAX_LIMIT),
            after,
        }
    }

    /// The most items wanted.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        self.limit
    }

    /// The last item of the page before.
    #[must_use]
    pub const fn after(&self) -> Option<&C> {
        self.after.as_ref()
    }
}

/// One part of a list, and where the next begins.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// What to hand in for the next page; `None` at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page out of up to `limit + 1` rows: the one too many tells that there is a next page.
    #[must_use]
    pub fn from_rows(mut rows: Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more { rows.last().map(cursor) } else { None };
        Self {
            items: rows,
            next_cursor,
        }
    }
}
