//! One control, with what the reader has to look up otherwise.

use super::{Inputs, thousands};
use crate::control::{Control, Defence, Expect, Exploit, Served, Threat};
use crate::evaluate::Tally;
use crate::framework::Framework;
use crate::snapshot::KindInfo;

pub struct ControlRow<'a> {
    pub control: &'a Control,
    pub kind: Option<&'a KindInfo>,
    /// What it said, where a scan is at hand.
    pub tally: Option<Tally>,
    pub maps: Vec<Mapping<'a>>,
}

/// A requirement that a control serves.
pub struct Mapping<'a> {
    pub framework: &'a str,
    pub requirement: &'a str,
    /// For techniques: how the control helps.
    pub defence: Option<Defence>,
    /// Null where the framework is not loaded.
    pub title: Option<&'a str>,
}

impl<'a> ControlRow<'a> {
    pub fn new(control: &'a Control, kinds: &'a [KindInfo], frameworks: &'a [Framework]) -> Self {
        let kind = kinds.iter().find(|kind| kind.name == control.resource);
        Self { control, kind, tally: None, maps: mappings(control, frameworks) }
    }

    /// The control with what it said in a scan.
    pub fn judged(control: &'a Control, inputs: &Inputs<'a>) -> Self {
        let place = inputs.controls.controls().iter().position(|other| other.id == control.id);
        let tally = place.and_then(|place| inputs.assessment.tallies.get(place)).copied();
        Self { tally, ..Self::new(control, inputs.kinds, inputs.frameworks) }
    }

    /// The kind that it looks at.
    pub fn subject(&self) -> String {
        match self.kind {
            Some(kind) => format!("{} ({})", kind.name, kind.cloudformation),
            None => self.control.resource.clone(),
        }
    }

    /// What a failure means, after the control's risk profile.
    pub fn threat(&self) -> String {
        threat(self.control)
    }

    pub fn tally_sentence(&self) -> Option<String> {
        self.tally.map(tally_sentence)
    }

    /// Parameters that the user's configuration may set, with their values.
    pub fn params(&self) -> Vec<(String, String)> {
        let params = self.control.params.as_object();
        params
            .iter()
            .flat_map(|params| params.iter())
            .map(|(name, value)| (format!("params.{name}"), super::plain_value(value)))
            .collect()
    }

    /// How many examples expect what.
    pub fn examples(&self) -> Vec<(&'static str, u64)> {
        let all = [Expect::Pass, Expect::Fail, Expect::Unknown, Expect::Skip];
        let count = |expect| self.control.examples.iter().filter(|example| example.expect == expect).count() as u64;
        all.into_iter().map(|expect| (expect.as_str(), count(expect))).filter(|(_, n)| *n > 0).collect()
    }
}

fn threat(control: &Control) -> String {
    let threat = match control.risk.threat {
        Threat::Disclosure => "lets data out",
        Threat::Tampering => "lets data or settings be changed",
        Threat::Destruction => "lets data or service be lost",
        Threat::Takeover => "lets somebody act with rights that are not theirs",
        Threat::Evasion => "lets an attack leave no trace",
    };
    let exploit = match control.risk.exploit {
        Exploit::Trivial => "nothing",
        Exploit::Moderate => "a flaw in software or a stolen secret",
        Exploit::Hard => "administrator's rights",
    };
    format!("{threat}; besides a way in, it takes {exploit}")
}

fn tally_sentence(tally: Tally) -> String {
    let part = |n: u64, text: &str| (n > 0).then(|| format!("{} {text}", thousands(n)));
    let parts = [part(tally.fail, "failed"), part(tally.unknown, "unknown"), part(tally.pass, "passed")];
    let said: Vec<String> = parts.into_iter().flatten().chain(part(tally.waived, "of the failures waived")).collect();
    let said = if said.is_empty() { "nothing was judged".to_owned() } else { said.join(", ") };
    if tally.blind { format!("{said}; not all of the kind could be read") } else { said }
}

/// A control of the run, and what it said.
pub struct JudgedRow<'a> {
    pub control: &'a Control,
    tally: Tally,
}

impl JudgedRow<'_> {
    pub fn said(&self) -> String {
        tally_sentence(self.tally)
    }

    pub fn threat(&self) -> String {
        threat(self.control)
    }
}

/// All controls of the run, by id.
pub(super) fn judged<'a>(inputs: &Inputs<'a>) -> Vec<JudgedRow<'a>> {
    let tallies = inputs.assessment.tallies.iter();
    inputs
        .controls
        .controls()
        .iter()
        .zip(tallies)
        .map(|(control, tally)| JudgedRow { control, tally: *tally })
        .collect()
}

/// The requirements that a control is mapped to, with their titles.
pub fn mappings<'a>(control: &'a Control, frameworks: &'a [Framework]) -> Vec<Mapping<'a>> {
    let title = |framework: &str, requirement: &str| {
        let framework = frameworks.iter().find(|known| known.id == framework)?;
        Some(framework.requirements.iter().find(|known| known.id == requirement)?.title.as_str())
    };
    let all = control.maps.iter().flat_map(|(framework, served)| served.iter().map(move |one| (framework, one)));
    let mapping = |(framework, Served { requirement, defence }): (&'a String, &'a Served)| Mapping {
        framework,
        requirement,
        defence: *defence,
        title: title(framework, requirement),
    };
    all.map(mapping).collect()
}
