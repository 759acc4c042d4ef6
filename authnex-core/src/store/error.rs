/// Why a store could not answer. Refusals are no errors: they are values of the unit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The queue of units is full: try again in a moment.
    #[error("the store is busy")]
    Busy,
    /// The transaction ran into another one; drivers retry it and hand it out only when tries are used up.
    #[error("the store saw a conflict that retrying did not settle")]
    Conflict,
    /// The database file is damaged.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// A key that must be unique is taken. Units ask first and refuse in words; drivers run one that was overtaken
    /// by another anew, as after a conflict, and hand this out when it asks for the same again.
    #[error("a unique key is taken: {0}")]
    Duplicate(String),
    /// An earlier error of this unit; no further statement runs.
    #[error("the unit of work already failed")]
    Poisoned,
    /// A stored row does not decode.
    #[error("inconsistent row: table {table}, column {column}")]
    Row {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The database needs a newer binary.
    #[error("the database needs a binary of schema {needed} or later, this one knows {known}")]
    SchemaTooNew {
        /// The oldest schema that the database accepts.
        needed: i64,
        /// The schema this binary knows.
        known: i64,
    },
    /// A migration that was applied differs from the one in this binary.
    #[error("migration {0} was changed after it had been applied")]
    MigrationChanged(i64),
    /// Whether the commit took effect is not known.
    #[error("the outcome of the commit is not known")]
    UnknownCommit,
    /// The database does not answer.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A text holds the character U+0000, which not every engine can keep.
    #[error("a text with the character U+0000 cannot be stored")]
    UnstorableText,
    /// A unit panicked; it was undone.
    #[error("a unit of work panicked")]
    UnitPanicked,
    /// A unit waited for something else than the store; it was undone.
    #[error("a unit of work waited for something that is not the store")]
    UnitWaited,
    /// A statement was refused.
    #[error("the database refused a statement: {0}")]
    Statement(String),
}
