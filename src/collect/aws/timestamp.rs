//! Moments, as the SDK has them, in the one form that a snapshot writes: RFC 3339, UTC, whole seconds.

use aws_smithy_types::DateTime;
use chrono::SecondsFormat;

/// None only for what lies outside of all calendars.
pub fn rfc3339(moment: &DateTime) -> Option<String> {
    let moment = chrono::DateTime::from_timestamp(moment.secs(), 0)?;
    Some(moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_a_second_are_dropped() {
        let moment = DateTime::from_secs_and_nanos(1_769_860_800, 999_000_000);
        assert_eq!(rfc3339(&moment).as_deref(), Some("2026-01-31T12:00:00Z"));
    }
}
