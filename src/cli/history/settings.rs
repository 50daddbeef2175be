//! `history:` in plimsoll.yaml: a place alone, or a place and how much is kept.

use super::Place;
use crate::trend::Retention;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;
use std::num::NonZeroU32;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistorySettings {
    pub place: Option<Place>,
    /// Without it nothing is pruned but by hand.
    pub retention: Option<Retention>,
}

impl HistorySettings {
    /// Whether what it says holds for the history that was named on the command line: another one is another matter.
    pub(in super::super) fn is_about(&self, named: Option<&Place>) -> bool {
        self.place.is_none() || named.is_none() || self.place.as_ref() == named
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename = "history")]
struct Section {
    place: Option<String>,
    keep: Option<NonZeroU32>,
    keep_days: Option<NonZeroU32>,
}

/// What is kept, by two numbers of which one may be given.
pub(in super::super) fn retention(keep: Option<NonZeroU32>, days: Option<NonZeroU32>) -> Option<Retention> {
    let newest = keep.map(|keep| Retention::Newest(usize::try_from(keep.get()).unwrap_or(usize::MAX)));
    newest.or_else(|| days.map(|days| Retention::Days(days.get())))
}

impl<'de> Deserialize<'de> for HistorySettings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Either)
    }
}

struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = HistorySettings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a folder, s3://bucket/prefix, or `place`, and `keep` or `keep_days`")
    }

    fn visit_str<E: de::Error>(self, place: &str) -> Result<HistorySettings, E> {
        Ok(HistorySettings { place: Some(place.parse().map_err(E::custom)?), retention: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HistorySettings, A::Error> {
        let section = Section::deserialize(MapAccessDeserializer::new(map))?;
        if section.keep.is_some() && section.keep_days.is_some() {
            return Err(de::Error::custom("`keep` and `keep_days` say both what is kept: give one of them"));
        }
        let place = section.place.map(|place| place.parse()).transpose().map_err(de::Error::custom)?;
        Ok(HistorySettings { place, retention: retention(section.keep, section.keep_days) })
    }
}
