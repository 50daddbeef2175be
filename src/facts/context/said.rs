//! What a source says, how sure that is, and what comes of several sources.

use crate::facts::Span;
use crate::snapshot::Unread;
use std::sync::Arc;

/// What a tag or a rule says.
#[derive(Debug, Clone)]
pub(super) struct Said<T> {
    pub value: T,
    pub why: String,
    /// What would have to be read to know whether it holds; none where it does.
    pub doubt: Option<Arc<Unread>>,
}

impl<T> Said<T> {
    pub(super) fn surely(value: T, why: String) -> Self {
        Self { value, why, doubt: None }
    }
}

impl<T: Copy + Ord> Span<T> {
    /// With a source laid over it that goes before: it decides, or it may.
    pub(super) fn under(self, said: Said<T>) -> Self {
        let Some(doubt) = said.doubt else { return Self::known(said.value, said.why) };
        let (low, high) = (self.low.min(said.value), self.high.max(said.value));
        let because =
            [format!("{} may hold, which could not be read: {doubt}", said.why)].into_iter().chain(self.because);
        let unread = (low != high).then(|| self.unread.unwrap_or(doubt));
        Self { low, high, because: because.collect(), unread }
    }

    /// Where it is at least what a source says, or may be.
    pub(super) fn raised(self, said: Said<T>) -> Self {
        let high = self.high.max(said.value);
        let low = if said.doubt.is_none() { self.low.max(said.value) } else { self.low };
        let unread = (low != high).then(|| self.unread.or(said.doubt)).flatten();
        Self { low, high, because: [said.why].into_iter().chain(self.because).collect(), unread }
    }
}
