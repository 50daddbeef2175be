//! A region that cannot be reached costs seconds once, and not minutes for each of its services.
//!
//! Every call would wait for its own connection to time out, again and again. Here the first few that fail speak for all:
//! as long as nothing in a region has ever answered, it is given up for the rest of the run, and its calls fail at once,
//! without being tried again.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Connections that must have failed, with none that did not.
const ENOUGH: u32 = 3;

/// What is known of each region, for all accounts: a network does not tell them apart.
#[derive(Debug, Clone, Default)]
pub struct Breaker(Arc<Mutex<HashMap<String, Known>>>);

#[derive(Debug, Default)]
struct Known {
    answered: bool,
    failed: u32,
}

impl Breaker {
    /// Whether a region is given up.
    pub fn is_open(&self, region: &str) -> bool {
        self.with(region, |known| !known.answered && known.failed >= ENOUGH)
    }

    /// Whether anything in a region has answered.
    pub fn has_answered(&self, region: &str) -> bool {
        self.with(region, |known| known.answered)
    }

    pub fn answered(&self, region: &str) {
        self.with(region, |known| known.answered = true);
    }

    pub fn failed(&self, region: &str) {
        self.with(region, |known| known.failed = known.failed.saturating_add(1));
    }

    fn with<T>(&self, region: &str, f: impl FnOnce(&mut Known) -> T) -> T {
        let mut regions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        f(regions.entry(region.to_owned()).or_default())
    }
}

/// The error of a call that was not made.
#[derive(Debug)]
pub struct GivenUp;

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing in this region could be reached")
    }
}

impl std::error::Error for GivenUp {}

/// The error of a call to a host that has no address, in a region where others have answered.
#[derive(Debug)]
pub struct NoAddress;

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the service has no address in this region")
    }
}

impl std::error::Error for NoAddress {}

/// Whether a host's name could not be resolved. The system says so in words only.
pub fn is_unresolved(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        // `Try again` is a resolver that did not answer, which says nothing of the name.
        let text = error.to_string();
        if text.contains("failed to lookup address") && !text.contains("Try again") && !text.contains("emporary") {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_that_never_answered_is_given_up() {
        let breaker = Breaker::default();
        (0..ENOUGH).for_each(|_| breaker.failed("me-south-1"));
        assert!(breaker.is_open("me-south-1"));
        assert!(!breaker.is_open("eu-central-1"), "others are not");
    }

    #[test]
    fn a_region_that_answered_once_is_not() {
        let breaker = Breaker::default();
        breaker.failed("eu-central-1");
        breaker.answered("eu-central-1");
        (0..100).for_each(|_| breaker.failed("eu-central-1"));
        assert!(!breaker.is_open("eu-central-1"));
    }
}
