//! Whether evidence is stale: the one place where a snapshot meets the clock. It is a note beside the result and never
//! in it, so that a snapshot gives the same bytes for ever.

use super::out;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::SystemTime;

/// Says of a saved snapshot that it is old.
pub(super) fn note_if_stale(snapshot: &str, taken_at: DateTime<Utc>, stale_after: u32) {
    if let Some(text) = stale(snapshot, SystemTime::now().into(), taken_at, stale_after) {
        out::note(&text);
    }
}

fn stale(snapshot: &str, now: DateTime<Utc>, taken_at: DateTime<Utc>, stale_after: u32) -> Option<String> {
    let age = now - taken_at;
    (age > TimeDelta::days(stale_after.into())).then(|| {
        let days = age.num_days();
        format!("{snapshot} is stale: it was taken {days} days ago, and much may have changed (stale_after_days is {stale_after})")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_fresh_and_a_moment_more_is_not() {
        let taken_at: DateTime<Utc> = "2026-06-01T12:00:00Z".parse().unwrap();
        let after = |age: TimeDelta| stale("x", taken_at + age, taken_at, 7);
        assert_eq!(after(TimeDelta::days(7)), None);
        assert_eq!(after(TimeDelta::days(-3)), None, "a clock that goes wrong is not evidence that goes stale");
        assert!(after(TimeDelta::days(45)).unwrap().starts_with("x is stale: it was taken 45 days ago"));
        assert!(after(TimeDelta::days(7) + TimeDelta::seconds(1)).unwrap().contains("stale_after_days is 7"));
    }
}
