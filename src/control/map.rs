//! What a control does for a framework's requirements.

use crate::yaml::Spanned;
use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// How a control helps against an attacker's technique, in the words of MITRE's mappings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Defence {
    /// It keeps the technique from working.
    Protect,
    /// It lets somebody notice.
    Detect,
    /// It limits or undoes the harm.
    Respond,
}

impl Defence {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Protect => "protect",
            Self::Detect => "detect",
            Self::Respond => "respond",
        }
    }
}

/// A requirement that a control serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    pub requirement: String,
    /// For catalogues of what attackers do; none for others.
    pub defence: Option<Defence>,
}

/// `[AC-2, AC-3]`, or `{protect: [T1530], detect: [T1562.008]}`.
#[derive(Debug)]
pub(super) enum RawMap {
    Serves(Vec<Spanned<String>>),
    Defends(RawDefences),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDefences {
    #[serde(default)]
    protect: Vec<Spanned<String>>,
    #[serde(default)]
    detect: Vec<Spanned<String>>,
    #[serde(default)]
    respond: Vec<Spanned<String>>,
}

impl RawMap {
    /// All ids, in the order of the file's parts.
    pub fn ids(&self) -> impl Iterator<Item = (&Spanned<String>, Option<Defence>)> {
        let parts = match self {
            Self::Serves(ids) => vec![(ids, None)],
            Self::Defends(RawDefences { protect, detect, respond }) => vec![
                (protect, Some(Defence::Protect)),
                (detect, Some(Defence::Detect)),
                (respond, Some(Defence::Respond)),
            ],
        };
        parts.into_iter().flat_map(|(ids, defence)| ids.iter().map(move |id| (id, defence)))
    }

    pub fn served(&self) -> impl Iterator<Item = Served> {
        self.ids().map(|(id, defence)| Served { requirement: id.value.clone(), defence })
    }
}

impl<'de> Deserialize<'de> for RawMap {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Either)
    }
}

struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = RawMap;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of requirements, or lists under protect, detect and respond")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<RawMap, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq)).map(RawMap::Serves)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawMap, A::Error> {
        RawDefences::deserialize(MapAccessDeserializer::new(map)).map(RawMap::Defends)
    }
}
