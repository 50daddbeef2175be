//! `plimsoll/reported/v1`: what was reported of a snapshot, kept beside it, so that somebody can ask later what was
//! known then. It is the run's [`Picture`] with the rules that drew it, as JSON under zstd.
//!
//! Fields may be added to a version: an older plimsoll passes them over. None gets another meaning.

use super::Picture;
use crate::control::{Control, ControlSet};
use crate::evaluate::Verdict;
use crate::facts::Classification;
use crate::risk::Load;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;

const FORMAT: &str = "plimsoll/reported/v1";
/// Of zstd: ids are long and alike.
const LEVEL: i32 = 9;
/// The most that is unpacked: that of an estate of a million resources.
const MOST_BYTES: u64 = 1 << 30;
/// A finding's score is at most 100, which is this much load.
const HEAVIEST: f64 = 1024.0;

/// By which rules a picture was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruler {
    /// The version of plimsoll.
    pub tool: String,
    /// A digest of all of it.
    pub digest: String,
    /// A digest of each control that was run: of what decides and of what weighs, and not of its texts.
    pub controls: BTreeMap<String, String>,
    /// A digest of what weighs beside the controls: the model, and what is said of data, importance and owners.
    pub weights: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ReportedError {
    #[error("it is of format `{0}`, and this plimsoll reads `{FORMAT}`: use a newer plimsoll")]
    Newer(String),
    #[error("it is no report that plimsoll kept: {0}")]
    Foreign(String),
    #[error("it unpacks to more than {} GiB", MOST_BYTES >> 30)]
    Huge,
}

#[derive(Serialize)]
struct Out<'a> {
    format: &'static str,
    picture: &'a Picture,
}

#[derive(Deserialize)]
struct Format {
    format: String,
}

#[derive(Deserialize)]
struct In {
    picture: Picture,
}

impl Ruler {
    /// The rules of a run.
    pub fn of(controls: &ControlSet, by: &Classification) -> Self {
        let tool = env!("CARGO_PKG_VERSION").to_owned();
        let weights = digest(&[&tool, &format!("{by:?}")]);
        let controls: BTreeMap<String, String> =
            controls.controls().iter().map(|control| (control.id.clone(), of_control(control))).collect();
        let each = controls.iter().flat_map(|(id, digest)| [id.as_str(), digest.as_str()]);
        let digest = digest(&each.chain([weights.as_str()]).collect::<Vec<_>>());
        Self { tool, digest, controls, weights }
    }

    /// Whether a control was another one, or not there at all.
    pub(super) fn differs(one: Option<&Self>, other: Option<&Self>, control: &str) -> bool {
        one.zip(other).is_some_and(|(one, other)| one.controls.get(control) != other.controls.get(control))
    }

    /// Whether the same finding may weigh otherwise.
    pub(super) fn weighs_otherwise(one: Option<&Self>, other: Option<&Self>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one.weights != other.weights)
    }
}

fn of_control(control: &Control) -> String {
    let applies = control.applies.as_ref().map_or("", |check| &check.source);
    let (params, risk) = (json(&control.params), json(&control.risk));
    let (severity, broader) = (control.severity.as_str(), json(&control.folded_under));
    digest(&[&control.resource, severity, applies, &control.check.source, &params, &risk, &broader])
}

fn json(thing: &impl Serialize) -> String {
    serde_json::to_string(thing).unwrap_or_default()
}

/// Parts are told apart by their lengths.
fn digest(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Picture {
    /// As it is kept.
    pub fn to_reported(&self) -> std::io::Result<Vec<u8>> {
        let mut out = zstd::stream::write::Encoder::new(Vec::new(), LEVEL)?;
        serde_json::to_writer(&mut out, &Out { format: FORMAT, picture: self })?;
        out.finish()
    }

    /// What was kept. It may have been changed since, so that nothing in it is believed that could not be.
    pub fn from_reported(bytes: &[u8]) -> Result<Self, ReportedError> {
        let foreign = |problem: &dyn std::fmt::Display| ReportedError::Foreign(problem.to_string());
        let mut json = Vec::new();
        let unpacked = zstd::stream::read::Decoder::with_buffer(bytes).map_err(|error| foreign(&error))?;
        unpacked.take(MOST_BYTES + 1).read_to_end(&mut json).map_err(|error| foreign(&error))?;
        if json.len() as u64 > MOST_BYTES {
            return Err(ReportedError::Huge);
        }
        let Format { format } = serde_json::from_slice(&json).map_err(|error| foreign(&error))?;
        match format.strip_prefix("plimsoll/reported/") {
            _ if format == FORMAT => {}
            Some(_) => return Err(ReportedError::Newer(format)),
            None => return Err(foreign(&"its format is another")),
        }
        let In { picture } = serde_json::from_slice(&json).map_err(|error| foreign(&error))?;
        picture.is_sound().then_some(picture).ok_or_else(|| foreign(&"its numbers cannot be"))
    }

    fn is_sound(&self) -> bool {
        let of_load = |load: &Load| load.low >= 0.0 && load.low <= load.high && load.high.is_finite();
        let groups = self.by_account.values().chain(self.by_owner.values());
        let findings = self.findings.values().all(|seen| {
            let weighs = (0.0..=HEAVIEST).contains(&seen.load) && (0.0..=100.0).contains(&seen.score);
            weighs && seen.verdict != Verdict::Pass
        });
        findings && groups.chain([&self.load, &self.inherent]).all(of_load)
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::{fail, picture};
    use super::*;
    use crate::control::{ControlFile, load};
    use crate::yaml::Source;

    fn controls(check: &str) -> ControlSet {
        let text = format!(
            "title: T\nresource: k\nseverity: high\ncheck: {check}\nwhy: W\n\
             risk: {{threat: tampering, exploit: trivial}}\nfix: {{text: F, effort: days}}\n"
        );
        load(&[ControlFile::new("c/c", Source::new("x.yaml", text))], &BTreeMap::new()).unwrap()
    }

    fn ruler(check: &str) -> Ruler {
        Ruler::of(&controls(check), &Classification::default())
    }

    fn kept(json: &str) -> Result<Picture, ReportedError> {
        Picture::from_reported(&zstd::stream::encode_all(json.as_bytes(), 1).unwrap())
    }

    #[test]
    fn what_was_reported_comes_back_as_it_was() {
        let drawn = Picture { ruler: Some(ruler("resource.a")), ..picture("2026-01-01", &["a"], vec![fail("a")]) };
        assert_eq!(Picture::from_reported(&drawn.to_reported().unwrap()).unwrap(), drawn);
    }

    /// Written by hand: whoever renames a field breaks files that lie on disks.
    const FIRST: &str = r#"{"format": "plimsoll/reported/v1", "picture": {
        "id": "20260101T000000Z-111122223333", "taken_at": "2026-01-01T00:00:00Z", "accounts": ["111122223333"],
        "complete": true, "load": {"low": 16.0, "high": 32.0, "unbounded": false},
        "inherent": {"low": 16.0, "high": 32.0, "unbounded": false},
        "by_account": {"111122223333": {"low": 16.0, "high": 32.0, "unbounded": false}}, "by_owner": {},
        "findings": {"f": {"control": "c/c", "title": "T", "resource": "a", "name": "a", "kind": "k",
            "account": "111122223333", "region": "eu-west-1", "owner": null, "verdict": "fail", "waived": false,
            "folded": null, "score": 50.0, "band": "medium", "load": 32.0}},
        "resources": ["a"], "blind": [["k", "111122223333", "us-east-1"]],
        "header": {"version": 2, "id": "20260101T000000Z-111122223333", "taken_at": "2026-01-01T00:00:00Z",
            "tool": "0.1.0", "source": "aws", "accounts": ["111122223333"], "regions": ["eu-west-1"],
            "kinds": {"k": "regional"}},
        "frameworks": {"own": {"met": 1, "not_met": 2, "unknown": 3, "not_covered": 4, "attested": 5, "inherited": 6}},
        "sight": {"resources": 1, "decided": 2, "undecided": 1, "controls": 1, "blind_controls": 1},
        "ruler": {"tool": "0.1.0", "digest": "d", "controls": {"c/c": "0123456789abcdef"}, "weights": "w"},
        "added_later": true}}"#;

    #[test]
    fn the_first_version_is_read_for_ever() {
        let read = kept(FIRST).unwrap();
        assert_eq!((read.load.high, read.findings["f"].load, read.sight.decided), (32.0, 32.0, 2));
        assert_eq!(read.ruler.unwrap().controls["c/c"], "0123456789abcdef");
    }

    #[test]
    fn what_is_newer_or_foreign_is_refused_in_words() {
        let newer = kept(&FIRST.replace("reported/v1", "reported/v2")).unwrap_err().to_string();
        assert!(newer.contains("`plimsoll/reported/v2`") && newer.contains("use a newer plimsoll"), "{newer}");
        for (from, to) in [
            ("plimsoll/reported/v1", "sarif"),
            ("\"load\": 32.0", "\"load\": 1e300"),
            ("\"low\": 16.0", "\"low\": 64.0"),
            ("\"verdict\": \"fail\"", "\"verdict\": \"pass\""),
            ("\"resources\"", "\"things\""),
        ] {
            let error = kept(&FIRST.replace(from, to)).unwrap_err();
            assert!(matches!(error, ReportedError::Foreign(_)), "{to}: {error}");
        }
        assert!(matches!(Picture::from_reported(b"not zstd"), Err(ReportedError::Foreign(_))));
    }

    #[test]
    fn a_ruler_tells_what_decides_from_texts() {
        let (one, other) = (ruler("resource.a"), ruler("resource.b"));
        assert!(Ruler::differs(Some(&one), Some(&other), "c/c") && one.digest != other.digest);
        assert!(!Ruler::differs(Some(&one), Some(&one), "c/c") && !Ruler::differs(None, Some(&one), "c/c"));
        assert!(!Ruler::differs(Some(&one), Some(&other), "c/unknown to both"));
        assert!(!Ruler::weighs_otherwise(Some(&one), Some(&other)));
        let by = serde_yaml::from_str("{owner_tags: [who]}").unwrap();
        assert!(Ruler::weighs_otherwise(Some(&one), Some(&Ruler::of(&controls("resource.a"), &by))));
    }
}
