//! What people vouch for: what ran out, or soon will, and what counts for nothing wants attention.

use super::{Count, Inputs};
use crate::framework::{Attestation, Attestations, Term};

pub struct AttestationRow<'a> {
    pub attestation: &'a Attestation,
    pub term: Term,
    /// The requirements for which it does not count, although it holds: a control speaks of them, or another attestation
    /// holds longer. As `mitre-attack:T1530`.
    pub uncounted: Vec<String>,
}

impl AttestationRow<'_> {
    /// What it is about, as far as there is room in a sentence.
    pub fn subject(&self) -> String {
        let about = &self.attestation.requirements;
        let Some(first) = about.first() else { return String::new() };
        match about.len() - 1 {
            0 => first.to_string(),
            more => format!("{first} and {more} more"),
        }
    }

    /// One word for how it stands, of those that a reader would act on.
    pub fn state(&self) -> &'static str {
        match self.term {
            Term::Expired => "expired",
            Term::EndsSoon => "ends soon",
            Term::NotYet => "not yet",
            Term::Holds if self.uncounted.is_empty() => "holds",
            Term::Holds => "not counted",
        }
    }

    pub fn wants_attention(&self) -> bool {
        self.term != Term::Holds || !self.uncounted.is_empty()
    }
}

/// Those that ran out come first, then those that soon will.
pub(super) fn rows<'a>(inputs: &Inputs<'a>) -> Vec<AttestationRow<'a>> {
    let today = inputs.snapshot.header.taken_at.date_naive();
    let all = inputs.attestations.all().iter().enumerate();
    let mut rows: Vec<AttestationRow<'a>> = all
        .map(|(place, attestation)| {
            let term = attestation.term(today);
            let holds = matches!(term, Term::EndsSoon | Term::Holds);
            let uncounted = if holds { uncounted(place, attestation, inputs) } else { Vec::new() };
            AttestationRow { attestation, term, uncounted }
        })
        .collect();
    rows.sort_by_key(|row| row.term);
    rows
}

/// Of the frameworks that are reported: of others nobody asked how they stand.
fn uncounted(place: usize, attestation: &Attestation, inputs: &Inputs<'_>) -> Vec<String> {
    let decided_otherwise = |about: &&crate::framework::Attested| {
        inputs.coverages.iter().any(|coverage| {
            let Some(framework) = inputs.frameworks.get(coverage.framework) else { return false };
            framework.id == about.framework
                && coverage.requirements.iter().any(|status| {
                    let requirement = framework.requirements.get(status.requirement);
                    requirement.is_some_and(|one| one.id == about.requirement) && status.attestation != Some(place)
                })
        })
    };
    attestation.requirements.iter().filter(decided_otherwise).map(ToString::to_string).collect()
}

/// How many want attention, and why.
pub(super) fn sentence(rows: &[AttestationRow<'_>]) -> String {
    let of = |term: Term| rows.iter().filter(|row| row.term == term).count();
    let uncounted = rows.iter().filter(|row| row.term == Term::Holds && !row.uncounted.is_empty()).count();
    let parts = [
        (of(Term::Expired), "expired"),
        (of(Term::EndsSoon), "end soon"),
        (of(Term::NotYet), "not yet in force"),
        (uncounted, "not counted where a control speaks"),
    ];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    let parts = parts.collect::<Vec<_>>().join(", ");
    format!("{}: {parts}", Count::new(rows.len(), "attestation", "attestations"))
}

/// The attestation at a place.
pub(super) fn at(attestations: &Attestations, place: Option<usize>) -> Option<&Attestation> {
    attestations.all().get(place?)
}
