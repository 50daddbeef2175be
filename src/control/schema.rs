//! A control as a person writes it, and its JSON Schema for editors.

use super::lint::Requirements;
use super::map::RawMap;
use super::{Fix, RiskProfile, Severity};
use crate::snapshot::{KindInfo, Value};
use crate::yaml::Spanned;
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// A control of Plimsoll. `plimsoll controls lint` says more than an editor can.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Control")]
#[serde(deny_unknown_fields)]
pub(super) struct RawControl {
    /// What is true when it passes, in at most 90 characters.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// The kind that it looks at; `plimsoll kinds list` shows all.
    #[schemars(with = "String")]
    pub resource: Spanned<String>,
    /// How bad a failure is before anything is known of the resource.
    pub severity: Severity,
    /// CEL. Where it is false there is no verdict.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub applies: Option<Spanned<String>>,
    /// CEL. True passes, false fails.
    #[schemars(with = "String")]
    pub check: Spanned<String>,
    /// Named numbers, texts and lists, for the check under `params`; the user's configuration may override them.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, Json>>")]
    pub params: Option<Value>,
    /// What can happen, in a sentence.
    #[schemars(with = "String")]
    pub why: Spanned<String>,
    pub risk: RiskProfile,
    pub fix: Fix,
    /// Ids of requirements, by framework.
    #[serde(default)]
    #[schemars(with = "serde_json::Map<String, Json>")]
    pub maps: BTreeMap<String, RawMap>,
    /// Broader controls on the same kind: where one of them fails, a failure of this one is a part of it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub folded_under: Vec<Spanned<String>>,
    /// The same rule in other tools, by tool.
    #[serde(default)]
    pub also_known_as: BTreeMap<String, Vec<String>>,
    /// Where to read on: addresses that start with https://.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub references: Vec<Spanned<String>>,
    /// Its tests: at least one of pass, fail and unknown.
    #[serde(default)]
    #[schemars(with = "Vec<RawExample>")]
    pub examples: Vec<Spanned<RawExample>>,
}

/// One of `pass`, `fail`, `unknown` and `skip`, and what surrounds it.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Example")]
#[serde(deny_unknown_fields)]
pub(super) struct RawExample {
    /// Laid over the kind's healthy sample; the control must pass.
    #[serde(default)]
    #[schemars(with = "Option<Json>")]
    pub pass: Option<Value>,
    /// Laid over the sample; the control must fail.
    #[serde(default)]
    #[schemars(with = "Option<Json>")]
    pub fail: Option<Value>,
    /// Laid over the sample, with `{$unread: access_denied}` somewhere; the control must not be able to tell.
    #[serde(default)]
    #[schemars(with = "Option<Json>")]
    pub unknown: Option<Value>,
    /// Laid over the sample; the control must not apply.
    #[serde(default)]
    #[schemars(with = "Option<Json>")]
    pub skip: Option<Value>,
    /// Other resources in the same account and region, by kind.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<Json>>")]
    pub with: BTreeMap<String, Vec<Value>>,
    /// Laid over the facts that are derived.
    #[serde(default)]
    #[schemars(with = "Option<Json>")]
    pub facts: Option<Value>,
    /// Laid over the control's parameters.
    #[serde(default)]
    #[schemars(with = "Option<Json>")]
    pub params: Option<Value>,
    /// The moment; 2026-06-30T12:00:00Z where it is left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub now: Option<DateTime<Utc>>,
    /// For whoever reads the control.
    #[serde(default)]
    #[expect(dead_code, reason = "parsed so that it may be written; nothing shows it")]
    pub note: Option<String>,
}

/// The JSON Schema of a control's file, with the kinds and requirements that there are.
pub fn file_schema(kinds: &[KindInfo], requirements: &Requirements) -> Json {
    let mut schema = Json::from(schemars::schema_for!(RawControl));
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    if let Some(resource) = schema.pointer_mut("/properties/resource").and_then(Json::as_object_mut) {
        resource.insert("enum".into(), json!(names));
    }
    let serves = |(framework, ids): (&String, &_)| {
        let list = json!({"type": "array", "items": {"enum": ids}});
        let map = if requirements.techniques.contains(framework) {
            json!({"type": "object", "additionalProperties": false,
                "properties": {"protect": list, "detect": list, "respond": list}})
        } else {
            list
        };
        (framework.clone(), map)
    };
    if let Some(maps) = schema.pointer_mut("/properties/maps").and_then(Json::as_object_mut) {
        // Frameworks of one's own are not known here.
        maps.insert("properties".into(), Json::Object(requirements.ids.iter().map(serves).collect()));
    }
    schema
}
