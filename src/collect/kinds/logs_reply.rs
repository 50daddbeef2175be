//! What replies of CloudWatch Logs have in common: moments in milliseconds, where AWS writes seconds elsewhere.

use super::timestamp::Moment;
use serde::de::{Deserialize, Deserializer, IntoDeserializer};

/// A moment in milliseconds since 1970; for `#[serde(default, deserialize_with = "...")]`.
pub fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Moment>, D::Error> {
    let Some(milliseconds) = Option::<i64>::deserialize(deserializer)? else { return Ok(None) };
    Moment::deserialize(milliseconds.div_euclid(1000).into_deserializer()).map(Some)
}
