//! Frameworks with their requirements, for those who drill down.

use super::super::text::{is_address, line};
use super::{Places, Shared};
use crate::framework::Attestation;
use crate::report::{FrameworkRow, RequirementRow};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct FrameworkData {
    id: String,
    title: String,
    said: String,
    url: String,
    requirements: Vec<RequirementData>,
}

/// Numbers are places of texts, but for the controls.
#[derive(Serialize)]
struct RequirementData {
    id: String,
    title: usize,
    /// A list.
    groups: usize,
    status: usize,
    said: usize,
    why: usize,
    responsibility: usize,
    judged: usize,
    weight: u64,
    failures: u64,
    waived: u64,
    controls: Vec<usize>,
    /// A list: statement, who and when, evidence; empty where nobody vouches for it.
    attestation: usize,
    /// The evidence may be opened.
    address: bool,
}

impl FrameworkData {
    pub(super) fn of(row: &FrameworkRow<'_>, places: &Places<'_>, shared: &mut Shared) -> Self {
        let requirements = row.requirements.iter().map(|requirement| RequirementData::of(requirement, places, shared));
        Self {
            id: line(row.id),
            title: line(&row.full_title()),
            said: row.coverage_sentence(),
            url: row.url.filter(|url| is_address(url)).unwrap_or_default().to_owned(),
            requirements: requirements.collect(),
        }
    }
}

impl RequirementData {
    fn of(row: &RequirementRow<'_>, places: &Places<'_>, shared: &mut Shared) -> Self {
        let texts = &mut shared.texts;
        let groups = row.groups.iter().map(|group| texts.text(group)).collect();
        let vouched = row.attestation.map(vouched).unwrap_or_default();
        let vouched = vouched.iter().map(|text| texts.text(text)).collect();
        Self {
            id: line(row.id),
            title: texts.text(row.title),
            groups: shared.lists.add(groups),
            status: texts.text(row.status_word()),
            said: texts.text(&row.sentence()),
            why: texts.maybe(row.why),
            responsibility: texts.text(row.responsibility.as_str()),
            judged: texts.text(row.judged_by.as_str()),
            weight: row.weight,
            failures: row.failures,
            waived: row.waived,
            controls: row.controls.iter().filter_map(|id| places.controls.get(id).copied()).collect(),
            attestation: shared.lists.add(vouched),
            address: row.attestation.is_some_and(|attestation| is_address(&attestation.evidence)),
        }
    }
}

fn vouched(attestation: &Attestation) -> Vec<String> {
    let Attestation { statement, by, on, expires, report, evidence, .. } = attestation;
    let report = report.as_ref().map(|report| format!("; {report}")).unwrap_or_default();
    vec![statement.clone(), format!("{by} on {on}, until {expires}{report}"), evidence.clone()]
}
