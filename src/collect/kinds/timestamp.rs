//! Moments, as the SDK has them, in the one form that a snapshot writes: RFC 3339, UTC, whole seconds.

use aws_smithy_types::DateTime;
use chrono::SecondsFormat;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// None only for what lies outside of all calendars.
pub fn rfc3339(moment: &DateTime) -> Option<String> {
    let moment = chrono::DateTime::from_timestamp(moment.secs(), 0)?;
    Some(moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// A moment in a reply: seconds since 1970 (with a fraction) in the JSON protocols, text in the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Moment(String);

impl Moment {
    /// As it stands in a snapshot, for samples.
    pub fn sample(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let moment = deserializer.deserialize_any(MomentText)?;
        moment.map(Self).ok_or_else(|| D::Error::custom("no moment of any calendar"))
    }
}

#[derive(Clone, Copy)]
struct MomentText;

impl<'de> Visitor<'de> for MomentText {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a moment")
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Self::Value, E> {
        // A cast saturates, and no calendar reaches that far.
        Ok(rfc3339(&DateTime::from_secs(seconds.floor() as i64)))
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Self::Value, E> {
        Ok(rfc3339(&DateTime::from_secs(seconds)))
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(seconds).ok().and_then(|seconds| rfc3339(&DateTime::from_secs(seconds))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if let Ok(seconds) = text.parse::<f64>() {
            return self.visit_f64(seconds);
        }
        // Some services leave out the zone, or write it without its colon; all mean UTC where they say nothing.
        let zoned = chrono::DateTime::parse_from_rfc3339(text)
            .or_else(|_| chrono::DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
            .map(|moment| moment.to_utc());
        let plain =
            || chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|moment| moment.and_utc());
        let moment = zoned.or_else(|_| plain()).ok();
        Ok(moment.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_a_second_are_dropped() {
        let moment = DateTime::from_secs_and_nanos(1_769_860_800, 999_000_000);
        assert_eq!(rfc3339(&moment).as_deref(), Some("2026-01-31T12:00:00Z"));
    }

    #[test]
    fn moments_of_all_protocols_are_one() {
        let read = |json: &str| serde_json::from_str::<Moment>(json).map(String::from).ok();
        let expected = Some("2026-01-31T12:00:00Z".to_owned());
        for json in [
            "1769860800",
            "1769860800.999",
            "1.7698608E9",
            "\"2026-01-31T12:00:00Z\"",
            "\"2026-01-31T12:00:00.123456+00:00\"",
            "\"2026-01-31T14:00:00.000+0200\"",
            "\"2026-01-31T12:00:00\"",
        ] {
            assert_eq!(read(json), expected, "{json}");
        }
        for json in ["\"soon\"", "1e300", "null", "[]"] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
