//! What a person vouches for, with evidence, until a date: that what no control can see is so.
//!
//! Each is a statement about requirements by their whole ids; a wildcard would vouch for what nobody has looked at. It
//! counts from its day until it expires, and only where the controls are silent: what fails fails.

use super::{Framework, JudgedBy, Responsibility};
use crate::yaml::{Broken, Day, Mistake, Source, Spanned};
use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// A year is as long as an audit looks back.
const LONGEST: Months = Months::new(12);

/// AWS's auditors report twice a year, and the newest report is out months after its period.
const LONGEST_OF_REPORTS: Months = Months::new(18);

/// So many days before it expires, somebody should look again.
const SOON: u64 = 30;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    pub requirements: Vec<Attested>,
    pub statement: String,
    pub evidence: String,
    pub by: String,
    /// The first day on which it holds.
    pub on: NaiveDate,
    /// The last one.
    pub expires: NaiveDate,
    /// The provider's report, by name.
    pub report: Option<String>,
}

/// A requirement by its framework's id and its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attested {
    pub framework: String,
    pub requirement: String,
}

/// Whether an attestation holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    Expired,
    /// It holds, and not for long.
    EndsSoon,
    NotYet,
    Holds,
}

/// The attestations of a run, in the order of their file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attestations {
    all: Vec<Attestation>,
}

/// For each requirement, the place of the attestation that holds on a day.
#[derive(Debug, Default)]
pub struct InForce<'a> {
    places: BTreeMap<(&'a str, &'a str), usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAttestations {
    attestations: Vec<Spanned<RawAttestation>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAttestation {
    #[serde(default)]
    requirement: Option<Spanned<String>>,
    /// Several that one statement is about.
    #[serde(default)]
    requirements: Vec<Spanned<String>>,
    statement: String,
    evidence: String,
    by: String,
    on: Day,
    expires: Spanned<Day>,
    #[serde(default)]
    report: Option<String>,
}

impl Attestations {
    /// Reads a file of attestations against the frameworks that they speak of.
    pub fn parse(source: &Source, frameworks: &[Framework]) -> Result<Self, Broken> {
        let raw: RawAttestations = source.parse().map_err(|mistakes| Broken::new("attestation file", mistakes))?;
        let mistakes = raw.attestations.iter().flat_map(|one| mistakes(one, source, frameworks)).collect();
        Broken::check("attestation file", mistakes)?;
        Ok(Self { all: raw.attestations.into_iter().map(|one| one.value.into()).collect() })
    }

    pub fn all(&self) -> &[Attestation] {
        &self.all
    }

    /// Those that hold on a day. Of several about one requirement, the one that holds longest.
    pub fn in_force(&self, today: NaiveDate) -> InForce<'_> {
        let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let holds = |one: &&(usize, &Attestation)| matches!(one.1.term(today), Term::EndsSoon | Term::Holds);
        for (place, one) in self.all.iter().enumerate().filter(|one| holds(&one)) {
            for of in &one.requirements {
                let known = places.entry((of.framework.as_str(), of.requirement.as_str())).or_insert(place);
                if self.all[*known].expires < one.expires {
                    *known = place;
                }
            }
        }
        InForce { places }
    }
}

impl InForce<'_> {
    pub(super) fn about(&self, framework: &str, requirement: &str) -> Option<usize> {
        self.places.get(&(framework, requirement)).copied()
    }
}

impl Attestation {
    pub fn term(&self, today: NaiveDate) -> Term {
        let soon = today.checked_add_days(Days::new(SOON)).unwrap_or(NaiveDate::MAX);
        match () {
            () if self.expires < today => Term::Expired,
            () if self.on > today => Term::NotYet,
            () if self.expires <= soon => Term::EndsSoon,
            () => Term::Holds,
        }
    }
}

impl fmt::Display for Attested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.framework, self.requirement)
    }
}

impl Attested {
    fn new(text: &str) -> Self {
        let (framework, requirement) = text.split_once(':').unwrap_or((text, ""));
        Self { framework: framework.to_owned(), requirement: requirement.to_owned() }
    }
}

impl RawAttestation {
    fn named(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.requirement.iter().chain(&self.requirements)
    }
}

fn mistakes(one: &Spanned<RawAttestation>, source: &Source, frameworks: &[Framework]) -> Vec<Mistake> {
    let raw = &one.value;
    let about = raw.named().filter_map(|name| misnamed(name, raw, source, frameworks));
    let mut mistakes: Vec<Mistake> = about.collect();
    if raw.named().next().is_none() {
        let mistake = source.mistake_at(one, "this attestation is about nothing", "here");
        mistakes.push(mistake.help("say which `requirement` or `requirements` it is about"));
    }
    let texts = [("statement", Some(&raw.statement)), ("evidence", Some(&raw.evidence)), ("by", Some(&raw.by))];
    for (name, text) in texts.into_iter().chain([("report", raw.report.as_ref())]) {
        if text.is_some_and(|text| text.trim().is_empty()) {
            mistakes.push(source.mistake_at(one, format!("an attestation needs its `{name}`"), "this one has none"));
        }
    }
    mistakes.extend(too_long(raw, source));
    mistakes
}

/// An attestation that never ends would be a belief.
fn too_long(raw: &RawAttestation, source: &Source) -> Option<Mistake> {
    let (longest, words) = match raw.report {
        Some(_) => (LONGEST_OF_REPORTS, "one that names a provider's report holds 18 months at most"),
        None => (LONGEST, "an attestation holds a year at most"),
    };
    let (on, expires) = (raw.on.0, raw.expires.value.0);
    let last = on.checked_add_months(longest).unwrap_or(NaiveDate::MAX);
    match () {
        () if expires < on => Some(source.mistake_at(&raw.expires, format!("it expires before {on}"), "too early")),
        () if expires > last => Some(source.mistake_at(&raw.expires, words, "too late").help(format!("until {last}"))),
        () => None,
    }
}

/// Why an attestation cannot be about what it names.
fn misnamed(
    name: &Spanned<String>,
    raw: &RawAttestation,
    source: &Source,
    frameworks: &[Framework],
) -> Option<Mistake> {
    let Attested { framework, requirement } = Attested::new(&name.value);
    let Some(known) = frameworks.iter().find(|known| known.id == framework) else {
        let mistake = source.mistake_at(name, format!("there is no framework `{framework}`"), "unknown");
        let asks = |known: &&Framework| known.requirements.iter().any(|one| one.id == name.value);
        return Some(match frameworks.iter().find(asks) {
            Some(known) => mistake.help(format!("say whose requirement it is, such as `{}:{}`", known.id, name.value)),
            None => mistake.nearest(&framework, frameworks.iter().map(|known| known.id.as_str())),
        });
    };
    let Some(found) = known.requirements.iter().find(|known| known.id == requirement) else {
        let mistake = source.mistake_at(name, format!("{framework} has no requirement `{requirement}`"), "unknown");
        return Some(match requirement.contains(['*', '?']) {
            true => mistake.help("each attestation is a statement: name what was looked at"),
            false => mistake.nearest(&requirement, known.requirements.iter().map(|one| one.id.as_str())),
        });
    };
    match (found.judged_by, found.responsibility, &raw.report) {
        (JudgedBy::ProviderReport, _, None) => {
            let mistake = source.mistake_at(name, format!("the provider answers for `{}`", name.value), "inherited");
            Some(mistake.help("name its `report`: deferring to the provider is not enough"))
        }
        (_, Responsibility::Customer, Some(_)) => {
            let message = format!("the customer answers for `{}`", name.value);
            Some(source.mistake_at(name, message, "in no report of the provider"))
        }
        _ => None,
    }
}

impl From<RawAttestation> for Attestation {
    fn from(raw: RawAttestation) -> Self {
        let requirements = raw.named().map(|name| Attested::new(&name.value)).collect();
        let RawAttestation { statement, evidence, by, on, expires, report, .. } = raw;
        Self { requirements, statement, evidence, by, on: on.0, expires: expires.value.0, report }
    }
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::super::sample::file;
    use super::*;

    fn own() -> Vec<Framework> {
        let text = "title: T
responsibility: customer
judged_by: attested
requirements:
  - {id: AT-2, title: Training}
  - {id: PE-3, title: Doors, responsibility: provider, judged_by: provider_report}
  - {id: CP-6, title: Another site, responsibility: shared}
";
        load(&[file("own", text)]).unwrap()
    }

    fn parse(text: &str) -> Result<Attestations, Broken> {
        Attestations::parse(&Source::new("attestations.yaml", text), &own())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_id_alone_is_told_whose_it_may_be() {
        let text = "attestations: [{requirement: AT-2, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31}]";
        let broken = parse(text).unwrap_err();
        assert_eq!(broken.mistakes[0].message, "there is no framework `AT-2`");
        let help = miette::Diagnostic::help(&broken.mistakes[0]).unwrap().to_string();
        assert_eq!(help, "say whose requirement it is, such as `own:AT-2`");
    }

    #[test]
    fn a_statement_about_several_requirements() {
        let all = parse(
            "attestations:
  - requirements: [own:AT-2, own:CP-6]
    statement: Everybody is trained, and the copies are elsewhere.
    evidence: https://wiki.example.com/training
    by: ana
    on: 2026-01-15
    expires: 2027-01-15
",
        )
        .unwrap();
        let one = &all.all()[0];
        assert_eq!(one.requirements[1].to_string(), "own:CP-6");
        let terms = ["2026-01-14", "2026-01-15", "2026-12-15", "2026-12-16", "2027-01-15", "2027-01-16"];
        assert_eq!(
            terms.map(|today| one.term(day(today))),
            [Term::NotYet, Term::Holds, Term::Holds, Term::EndsSoon, Term::EndsSoon, Term::Expired]
        );
        assert_eq!(all.in_force(day("2026-06-30")).about("own", "AT-2"), Some(0));
        assert_eq!(all.in_force(day("2026-06-30")).about("own", "PE-3"), None);
        assert_eq!(all.in_force(day("2027-06-30")).about("own", "AT-2"), None);
    }

    #[test]
    fn what_is_renewed_holds_on() {
        let one = |on, expires| {
            format!("  - {{requirement: own:AT-2, statement: S, evidence: E, by: ana, on: {on}, expires: {expires}}}\n")
        };
        let old_and_new = [one("2026-01-01", "2026-12-31"), one("2026-12-01", "2027-11-30")].concat();
        let all = parse(&format!("attestations:\n{old_and_new}")).unwrap();
        let about = |today| all.in_force(day(today)).about("own", "AT-2");
        assert_eq!([about("2026-11-30"), about("2026-12-15"), about("2027-02-01")], [Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        let broken = parse(
            "attestations:
  - {requirement: own:AT-22, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31}
  - {requirement: own:AT-*, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31}
  - {requirement: owm:AT-2, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31}
  - {requirement: own:PE-3, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31}
  - {requirement: own:AT-2, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31, report: AWS SOC 2}
  - {requirement: own:AT-2, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2027-01-02}
  - {requirement: own:PE-3, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2027-07-02, report: AWS SOC 2}
  - {requirement: own:AT-2, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2025-12-31}
  - {statement: S, evidence: ' ', by: ana, on: 2026-01-01, expires: 2026-12-31}
",
        )
        .unwrap_err();
        let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
        let mut out = String::new();
        let messages: Vec<&str> = broken.mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "own has no requirement `AT-22`",
                "own has no requirement `AT-*`",
                "there is no framework `owm`",
                "the provider answers for `own:PE-3`",
                "the customer answers for `own:AT-2`",
                "an attestation holds a year at most",
                "one that names a provider's report holds 18 months at most",
                "it expires before 2026-01-01",
                "this attestation is about nothing",
                "an attestation needs its `evidence`",
            ]
        );
        handler.render_report(&mut out, &broken.mistakes[0]).unwrap();
        handler.render_report(&mut out, &broken.mistakes[5]).unwrap();
        insta::assert_snapshot!(out, @r"
         x own has no requirement `AT-22`
          ,-[attestations.yaml:2:19]
        1 | attestations:
        2 |   - {requirement: own:AT-22, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31}
          :                   ^^^^|^^^^
          :                       `-- unknown
        3 |   - {requirement: own:AT-*, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31}
          `----
         help: did you mean `AT-2`?
         x an attestation holds a year at most
          ,-[attestations.yaml:7:90]
        6 |   - {requirement: own:AT-2, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2026-12-31, report: AWS SOC 2}
        7 |   - {requirement: own:AT-2, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2027-01-02}
          :                                                                                          ^^^^^|^^^^
          :                                                                                               `-- too late
        8 |   - {requirement: own:PE-3, statement: S, evidence: E, by: ana, on: 2026-01-01, expires: 2027-07-02, report: AWS SOC 2}
          `----
         help: until 2027-01-01
        ");
    }

    #[test]
    fn nothing_is_left_out() {
        for bad in [
            "attestations:\n- {requirement: own:AT-2, evidence: E, by: a, on: 2026-01-01, expires: 2026-12-31}\n",
            "attestations:\n- {requirement: own:AT-2, statement: S, by: a, on: 2026-01-01, expires: 2026-12-31}\n",
            "attestations:\n- {requirement: own:AT-2, statement: S, evidence: E, by: a, on: 2026-01-01}\n",
            "attestations:\n- {requirement: own:AT-2, statement: S, evidence: E, by: a, on: now, expires: 2026-12-31}\n",
            "- {requirement: own:AT-2}\n",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
