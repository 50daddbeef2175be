//! Who reads it.

/// For whom a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// Those who will fix it.
    #[default]
    Engineers,
    /// Those who decide: five sentences, and the numbers of one chart.
    Exec,
}
