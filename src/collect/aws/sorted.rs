//! Lists whose order means nothing to AWS, in an order that does not change from scan to scan.

use std::collections::BTreeSet;

/// Sorted, and each once.
pub fn sorted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    words.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
}
