//! What is known about each requirement of a framework.

use super::attestation::InForce;
use super::crosswalk::{Serving, crosswalk};
use super::{Framework, JudgedBy, Requirement};
use crate::control::ControlSet;
use crate::evaluate::{Assessment, Tally};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a requirement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every control that serves it passed wherever it applies.
    Met,
    /// A control that serves it failed somewhere. A waiver accepts the risk; it does not meet the requirement.
    NotMet,
    /// None failed, and something could not be read, or nothing was there to be judged, or not every control that
    /// serves it was part of the run.
    Unknown,
    /// No control serves it, and nobody vouches for it.
    NotCovered,
    /// The controls are silent, and a person vouches for it.
    Attested,
    /// It is the provider's, and a person names the report in which the provider's auditor vouches for it.
    Inherited,
}

/// A framework's requirements by status: six numbers, and never one percentage that hides the unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    pub met: u64,
    pub not_met: u64,
    pub unknown: u64,
    pub not_covered: u64,
    pub attested: u64,
    pub inherited: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementStatus {
    /// The requirement's place in its framework.
    pub requirement: usize,
    pub status: Status,
    /// Places in the control set of the controls that serve it, rising.
    pub controls: Vec<usize>,
    /// Open failures of these controls.
    pub failures: u64,
    /// Their failures that somebody accepted.
    pub waived: u64,
    /// Whether no control says anything of it.
    pub silent: bool,
    /// The place of the attestation that decided the status.
    pub attestation: Option<usize>,
    /// What it names that no control answers to: names in other tools.
    pub unanswered: Vec<String>,
}

/// One framework over one assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The framework's place in the list that was given.
    pub framework: usize,
    pub score: Score,
    /// The same with every requirement counted as often as it weighs.
    pub weighted: Score,
    /// One for each requirement, or for each that was picked, in the framework's order.
    pub requirements: Vec<RequirementStatus>,
}

/// What the assessment says about each requirement. The frameworks are all that there are, since one may point at
/// another; what to show of them is for [`super::pick()`].
pub fn coverage(
    frameworks: &[Framework],
    controls: &ControlSet,
    assessment: &Assessment,
    vouched: &InForce<'_>,
) -> Vec<Coverage> {
    let serving = crosswalk(frameworks, controls);
    let of_framework = |(framework, (asked, serving)): (usize, (&Framework, Vec<Serving>))| {
        let each = asked.requirements.iter().zip(serving).enumerate();
        let requirements = each.map(|(place, (one, serving))| {
            let stands = stand(place, serving, &assessment.tallies);
            stands.vouched(one, vouched.about(&asked.id, &one.id))
        });
        Coverage::new(framework, asked, requirements.collect())
    };
    frameworks.iter().zip(serving).enumerate().map(of_framework).collect()
}

impl Coverage {
    pub(super) fn new(framework: usize, asked: &Framework, requirements: Vec<RequirementStatus>) -> Self {
        let (mut score, mut weighted) = (Score::default(), Score::default());
        for one in &requirements {
            score.add(one.status, 1);
            weighted.add(one.status, asked.requirements.get(one.requirement).map_or(0, |one| one.weight));
        }
        Self { framework, score, weighted, requirements }
    }
}

impl Score {
    fn add(&mut self, status: Status, times: u64) {
        *match status {
            Status::Met => &mut self.met,
            Status::NotMet => &mut self.not_met,
            Status::Unknown => &mut self.unknown,
            Status::NotCovered => &mut self.not_covered,
            Status::Attested => &mut self.attested,
            Status::Inherited => &mut self.inherited,
        } += times;
    }
}

fn stand(requirement: usize, serving: Serving, tallies: &[Tally]) -> RequirementStatus {
    // A control without a tally was not run.
    let not_run = Tally { blind: true, ..Tally::default() };
    let mut sum = Tally { blind: serving.left_out, ..Tally::default() };
    for control in &serving.controls {
        let tally = tallies.get(*control).copied().unwrap_or(not_run);
        sum.pass += tally.pass;
        sum.fail += tally.fail;
        sum.unknown += tally.unknown;
        sum.waived += tally.waived;
        sum.blind |= tally.blind;
    }
    let covered = serving.left_out || !serving.controls.is_empty();
    RequirementStatus {
        requirement,
        status: if covered { status(sum) } else { Status::NotCovered },
        controls: serving.controls,
        failures: sum.fail.saturating_sub(sum.waived),
        waived: sum.waived,
        silent: !sum.blind && sum == Tally::default(),
        attestation: None,
        unanswered: serving.unanswered,
    }
}

impl RequirementStatus {
    /// With the word of a person, which counts only where the controls are silent: none serves it, or all that serve it
    /// ran and there was nothing for them to judge. What fails fails, and what could not be read is not known.
    fn vouched(mut self, of: &Requirement, attestation: Option<usize>) -> Self {
        if self.silent && attestation.is_some() {
            self.attestation = attestation;
            self.status = match of.judged_by {
                JudgedBy::ProviderReport => Status::Inherited,
                JudgedBy::Automated | JudgedBy::Attested => Status::Attested,
            };
        }
        self
    }
}

/// How a requirement stands by the sum of what all controls that serve it said.
fn status(sum: Tally) -> Status {
    if sum.fail > 0 {
        Status::NotMet
    } else if sum.unknown > 0 || sum.blind || sum.pass == 0 {
        Status::Unknown
    } else {
        Status::Met
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{controls, framework};
    use super::*;
    use crate::control::Selection;
    use crate::framework::Attestations;
    use crate::yaml::Source;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn tally(pass: u64, fail: u64, unknown: u64, waived: u64) -> Tally {
        Tally { pass, fail, unknown, waived, blind: false }
    }

    fn stands(tallies: &[Tally]) -> RequirementStatus {
        let ids: Vec<String> = (0..tallies.len()).map(|n| format!("s3/c{n}")).collect();
        let serve: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "own:R1")).collect();
        let assessment = Assessment { tallies: tallies.to_vec(), ..Assessment::default() };
        let own = framework("own", &[("R1", "")]);
        coverage(&[own], &controls(&serve), &assessment, &InForce::default())[0].requirements.remove(0)
    }

    #[test]
    fn how_a_requirement_stands() {
        let blind = |tally| Tally { blind: true, ..tally };
        for (tallies, status) in [
            (vec![], Status::NotCovered),
            (vec![tally(3, 0, 0, 0)], Status::Met),
            (vec![tally(3, 1, 0, 0)], Status::NotMet),
            (vec![tally(3, 0, 1, 0)], Status::Unknown),
            (vec![tally(0, 0, 0, 0)], Status::Unknown),
            (vec![blind(tally(3, 0, 0, 0))], Status::Unknown),
            // What is known to fail does, whatever else is not known.
            (vec![blind(tally(3, 1, 1, 0))], Status::NotMet),
            (vec![tally(3, 1, 0, 1)], Status::NotMet),
            (vec![tally(3, 0, 0, 0), tally(0, 1, 0, 0)], Status::NotMet),
            (vec![tally(3, 0, 0, 0), tally(0, 0, 1, 0)], Status::Unknown),
            // A kind of which there is nothing does not keep the others from meeting it.
            (vec![tally(3, 0, 0, 0), tally(0, 0, 0, 0)], Status::Met),
            (vec![tally(3, 0, 0, 0), blind(tally(0, 0, 0, 0))], Status::Unknown),
        ] {
            assert_eq!(stands(&tallies).status, status, "{tallies:?}");
        }
    }

    #[test]
    fn accepted_failures_are_counted_apart() {
        let stands = stands(&[tally(1, 3, 0, 1), tally(0, 2, 0, 2)]);
        assert_eq!((stands.failures, stands.waived), (2, 3));
        assert_eq!(stands.controls, [0, 1]);
    }

    #[test]
    fn a_run_of_some_controls_claims_nothing() {
        let all = controls(&[("iam/a", "own:R1"), ("s3/b", "own:R1 own:R2"), ("s3/c", "own:R3")]);
        let chosen = all.select(&Selection { controls: vec!["iam/*".to_owned()], ..Selection::default() }).unwrap();
        let assessment = Assessment { tallies: vec![tally(1, 0, 0, 0)], ..Assessment::default() };
        let own = framework("own", &[("R1", ""), ("R2", ""), ("R4", "")]);
        let coverage = coverage(&[own], &chosen, &assessment, &InForce::default()).remove(0);
        let statuses: Vec<Status> = coverage.requirements.iter().map(|one| one.status).collect();
        assert_eq!(statuses, [Status::Unknown, Status::Unknown, Status::NotCovered]);
    }

    #[test]
    fn a_requirement_counts_as_often_as_it_weighs() {
        let text = "title: T\nrequirements: [{id: R1, title: A, weight: 7}, {id: R2, title: B}]";
        let own = super::super::load(&[super::super::sample::file("own", text)]).unwrap();
        let assessment = Assessment { tallies: vec![tally(1, 0, 0, 0)], ..Assessment::default() };
        let controls = controls(&[("s3/a", "own:R1")]);
        let coverage = coverage(&own, &controls, &assessment, &InForce::default()).remove(0);
        assert_eq!(coverage.score, Score { met: 1, not_covered: 1, ..Score::default() });
        assert_eq!(coverage.weighted, Score { met: 7, not_covered: 1, ..Score::default() });
    }

    const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap();

    /// Somebody vouches for everything.
    fn everything(frameworks: &[Framework]) -> Attestations {
        let ids = frameworks.iter().flat_map(|one| one.requirements.iter().map(|r| format!("{}:{}", one.id, r.id)));
        let ids: Vec<String> = ids.collect();
        let text = format!(
            "attestations: [{{requirements: {ids:?}, statement: S, evidence: E, by: ana, on: 2026-09-01, expires: 2027-08-31}}]"
        );
        Attestations::parse(&Source::new("attestations.yaml", text), frameworks).unwrap()
    }

    #[test]
    fn a_persons_word_fills_silence_only() {
        let own =
            "title: T\nrequirements: [{id: R1, title: A}, {id: R2, title: B}, {id: R3, title: C}, {id: R4, title: D}]";
        let own = super::super::load(&[super::super::sample::file("own", own)]).unwrap();
        let controls = controls(&[("s3/a", "own:R2"), ("s3/b", "own:R3"), ("s3/c", "own:R4")]);
        let tallies = vec![tally(0, 1, 0, 0), Tally { blind: true, ..Tally::default() }, Tally::default()];
        let assessment = Assessment { tallies, ..Assessment::default() };
        let all = everything(&own);
        let of = |day: NaiveDate| coverage(&own, &controls, &assessment, &all.in_force(day)).remove(0);
        let statuses = |day| -> Vec<Status> { of(day).requirements.iter().map(|one| one.status).collect() };
        assert_eq!(statuses(DAY), [Status::Attested, Status::NotMet, Status::Unknown, Status::Attested]);
        assert_eq!(of(DAY).score, Score { attested: 2, not_met: 1, unknown: 1, ..Score::default() });
        let without = [Status::NotCovered, Status::NotMet, Status::Unknown, Status::Unknown];
        for day in [(2026, 8, 31), (2027, 9, 1)] {
            let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
            assert_eq!(statuses(day), without, "before it was said and after it ran out it says nothing: {day}");
        }
    }

    #[test]
    fn the_providers_word_is_inherited_and_no_pass() {
        let text = "title: T\nrequirements:\n- {id: P, title: A, responsibility: provider, judged_by: provider_report}";
        let own = super::super::load(&[super::super::sample::file("own", text)]).unwrap();
        let text = "attestations:\n- {requirement: own:P, statement: S, evidence: E, by: ana, on: 2026-09-01, \
                    expires: 2028-02-29, report: AWS SOC 2 Type 2}";
        let vouched = Attestations::parse(&Source::new("a.yaml", text), &own).unwrap();
        let none = controls(&[]);
        let of = |vouched: &InForce<'_>| coverage(&own, &none, &Assessment::default(), vouched).remove(0).score;
        assert_eq!(of(&vouched.in_force(DAY)), Score { inherited: 1, ..Score::default() });
        assert_eq!(of(&InForce::default()), Score { not_covered: 1, ..Score::default() });
    }

    prop_compose! {
        fn any_tally()(pass in 0..3u64, fail in 0..2u64, unknown in 0..2u64, blind in any::<bool>()) -> Tally {
            Tally { pass, fail, unknown, waived: 0, blind }
        }
    }

    proptest! {
        /// A requirement is met only where somebody looked, all who look at it looked, and none found a fault. A person
        /// vouches for all of them here, and it changes nothing where a control has something to say.
        #[test]
        fn nothing_is_met_without_evidence(
            maps in prop::collection::vec((prop::collection::btree_set(0..4usize, 0..3), any_tally()), 0..5),
            chosen in 0..6usize,
        ) {
            let ids: Vec<String> = (0..maps.len()).map(|n| format!("s3/c{n}")).collect();
            let serve = maps.iter().map(|(asked, _)| asked.iter().map(|n| format!("own:R{n} ")).collect::<String>());
            let serve: Vec<String> = serve.collect();
            let serve: Vec<(&str, &str)> = ids.iter().zip(&serve).map(|(id, maps)| (id.as_str(), maps.as_str())).collect();
            let own = framework("own", &[("R0", ""), ("R1", ""), ("R2", ""), ("R3", "")]);
            let some = Selection { controls: ids.iter().take(chosen.max(1)).cloned().collect(), ..Selection::default() };
            let run = chosen.max(1).min(maps.len());
            let tallies = maps.iter().take(run).map(|(_, tally)| *tally).collect();
            let assessment = Assessment { tallies, ..Assessment::default() };
            let chosen = controls(&serve).select(&some).unwrap();
            let all = [own];
            let vouched = everything(&all);
            let coverage = coverage(&all, &chosen, &assessment, &vouched.in_force(DAY)).remove(0);
            for one in &coverage.requirements {
                let serving = maps.iter().enumerate().filter(|(_, (asked, _))| asked.contains(&one.requirement));
                let serving: Vec<(bool, Tally)> = serving.map(|(n, (_, tally))| (n < run, *tally)).collect();
                let clean = |(ran, t): &(bool, Tally)| *ran && t.fail == 0 && t.unknown == 0 && !t.blind;
                let met = serving.iter().all(clean) && serving.iter().any(|(_, t)| t.pass > 0);
                prop_assert_eq!(one.status == Status::Met, met);
                let silent = serving.iter().all(|(ran, t)| *ran && *t == Tally::default());
                prop_assert_eq!(one.status == Status::Attested, silent, "what a person says fills silence only");
                prop_assert!(one.status != Status::NotCovered && one.status != Status::Inherited);
                prop_assert_eq!(one.status == Status::NotMet, serving.iter().any(|(ran, t)| *ran && t.fail > 0));
            }
            let Score { met, not_met, unknown, not_covered, attested, inherited } = coverage.score;
            prop_assert_eq!(met + not_met + unknown + not_covered + attested + inherited, 4);
        }
    }
}
