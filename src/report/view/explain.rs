//! A finding with all that explains it.

use super::control::{Mapping, mappings};
use super::{Count, FindingRow, Inputs, paths_text, points};
use crate::facts::access::WayStep;
use crate::risk::FixPlan;
use crate::snapshot::Value;

pub struct Explained<'a> {
    pub finding: FindingRow<'a>,
    pub maps: Vec<Mapping<'a>>,
    /// What its fix does to attack paths; empty where it cuts none.
    pub paths: String,
    /// There were earlier snapshots to look at.
    pub has_history: bool,
}

impl<'a> Explained<'a> {
    /// The findings that a reader may mean: by the start of a fingerprint, a resource's id or name, or a control's id.
    /// All words must fit.
    pub fn matching(inputs: &Inputs<'a>, words: &[&str]) -> Vec<FindingRow<'a>> {
        let all = super::finding::rows(inputs).into_iter();
        all.filter(|row| !words.is_empty() && words.iter().all(|word| row.is_meant(word))).collect()
    }

    pub fn of(inputs: &Inputs<'a>, finding: FindingRow<'a>) -> Self {
        let maps = mappings(finding.control, inputs.frameworks);
        let all = &inputs.assessment.findings;
        let closes = |plan: &&FixPlan| plan.findings.iter().any(|place| all[*place].fingerprint == finding.fingerprint);
        let plan = inputs.ranking.fixes.iter().find(closes);
        let paths = paths_text(plan.map_or((0, 0), |plan| (plan.paths, inputs.ranking.paths)));
        Self { finding, maps, paths, has_history: inputs.trend.is_some() }
    }
}

impl Explained<'_> {
    pub fn age_text(&self) -> String {
        self.finding.age_text(self.has_history)
    }
}

impl FindingRow<'_> {
    /// No fingerprint is meant by less than this.
    const LEAST: usize = 4;

    fn is_meant(&self, word: &str) -> bool {
        let by_fingerprint = word.len() >= Self::LEAST && self.fingerprint.starts_with(word);
        by_fingerprint || self.control.id == word || self.resource.id == word || self.resource.name == Some(word)
    }

    /// Since when it has been there, as far as that was looked up, and until when it may.
    pub fn age_text(&self, has_history: bool) -> String {
        let Some(seen) = self.first_seen.map(|day| day.format("%Y-%m-%d")) else {
            return "no failure is known".to_owned();
        };
        match (self.due, self.overdue, has_history) {
            (None, _, true) => format!("first seen {seen}"),
            (None, _, false) => format!("seen {seen}"),
            (Some(due), _, false) => format!("seen {seen}, due {due} if that was the first time"),
            (Some(due), false, true) => format!("first seen {seen}, due {due}"),
            (Some(due), true, true) => format!("first seen {seen}, due {due}: overdue"),
        }
    }

    /// The verdict and what it weighs.
    pub fn headline(&self) -> String {
        match (self.standing(), self.risk) {
            ("pass", _) => "Passes.".to_owned(),
            ("unknown", Some(score)) => format!("Unknown: at most {:.1}, {}.", score.value(), score.band().as_str()),
            ("waived", Some(score)) => {
                format!("Fails, and is waived: {}, {}.", self.risk_text(), score.band().as_str())
            }
            ("folded", _) => {
                let broad = self.folded_under.unwrap_or_default();
                format!("Fails, as a part of {broad}, which fails here too and counts for both.")
            }
            (_, Some(score)) => {
                let band = score.band();
                format!("Fails: {}, {}: {}.", self.risk_text(), band.as_str(), band.advice())
            }
            (standing, None) => format!("{standing}."),
        }
    }

    pub fn resource_text(&self) -> String {
        let kind = self.resource.cloudformation.unwrap_or(self.resource.kind);
        format!("{} ({kind})", self.resource.label)
    }

    /// How far it is to an administrator, and what of it is not known; none where that is no matter.
    pub fn way_up_text(&self) -> Option<String> {
        let way = self.way_up?;
        let steps = Count::new(way.high.steps.len(), "step", "steps");
        let sure = if way.low.to_admin { "" } else { "perhaps " };
        let far = if steps.is_zero() { "an administrator".to_owned() } else { format!("in {steps}") };
        let doubt = way.unread.as_ref().map(|unread| format!(", as not all could be read ({unread})"));
        Some(format!("{sure}{far}{}", doubt.unwrap_or_default()))
    }

    /// The steps of the way, in order: what is done, and to what.
    pub fn way_up_steps(&self) -> Vec<String> {
        self.way_up.into_iter().flat_map(|way| &way.high.steps).map(WayStep::to_string).collect()
    }

    /// How sure the score is.
    pub fn confidence_text(&self) -> String {
        self.risk.map(|score| format!("confidence {}", confidence_word(score.confidence))).unwrap_or_default()
    }

    /// The other end of an uncertain score.
    pub fn least_text(&self) -> String {
        let uncertain = self.risk.filter(|score| score.high - score.low >= 0.05);
        uncertain.map(|score| format!("or as little as {:.1}", score.low)).unwrap_or_default()
    }

    /// Points that bounds take from the sum of the factors, or add to it: likelihood and impact each have a least and a
    /// most, and what is unknown may be nothing at all.
    pub fn bounded_by(&self) -> Option<f64> {
        let score = self.risk?;
        let sum: f64 = score.factors.iter().map(|factor| points(factor.high)).sum();
        Some(score.high - sum).filter(|points| points.abs() >= 0.05)
    }
}

fn confidence_word(confidence: crate::risk::Confidence) -> &'static str {
    match confidence {
        crate::risk::Confidence::Low => "low",
        crate::risk::Confidence::Medium => "medium",
        crate::risk::Confidence::High => "high",
    }
}

/// A value on as many lines as it has parts.
pub fn laid_out(value: &Value) -> String {
    match value {
        Value::List(_) | Value::Object(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        value => plain_value(value),
    }
}

/// A value on one line: strings without quotes, lists and objects as JSON, and the two kinds of nothing told apart.
pub fn plain_value(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::Str(text) => text.to_string(),
        Value::Unread(unread) => format!("could not be read ({unread})"),
        value => serde_json::to_string(value).unwrap_or_default(),
    }
}
