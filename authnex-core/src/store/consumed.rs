/// What came of consuming a one-time thing: three answers, not two.
///
/// A spent row lives as long as what it issued, so that a replay is seen and answered.
#[derive(Debug)]
#[must_use]
pub enum Consumed<T> {
    /// This call consumed it.
    Won(T),
    /// An earlier call did.
    Spent(T),
    /// There is none, or it has expired.
    Absent,
}
