/// What a database says of its schema, without anything being changed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inspection {
    /// The newest migration that it has; `None` if it has none.
    pub schema: Option<i64>,
    /// The newest migration that this binary knows.
    pub known: i64,
    /// The names of the migrations that it lacks, oldest first.
    pub pending: Vec<&'static str>,
}
