//! The report behind the pages: what each says, and where it leads.

use super::place::Place;
use crate::evaluate::Verdict;
use crate::report::clean::clean;
use crate::report::{
    BlindSpot, Explained, FindingRow, FixRow, FrameworkRow, Inputs, PathRow, PathsView, RequirementRow, Style, View,
    table,
};
use std::collections::BTreeMap;
use std::io;

pub(super) struct Data<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) paths: &'a PathsView<'a>,
    inputs: Inputs<'a>,
    /// The places of findings by their fingerprints.
    findings: BTreeMap<&'a str, usize>,
    /// The places of fixes by the fingerprints of what they close.
    closed_by: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Data<'a> {
    pub(super) fn new(inputs: Inputs<'a>, view: &'a View<'a>, paths: &'a PathsView<'a>) -> Self {
        let findings = view.findings.iter().enumerate().map(|(place, row)| (row.fingerprint, place)).collect();
        let mut closed_by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, fix) in view.fixes.iter().enumerate() {
            fix.findings.iter().for_each(|fingerprint| closed_by.entry(fingerprint).or_default().push(place));
        }
        Self { view, paths, inputs, findings, closed_by }
    }

    pub(super) fn finding(&self, place: usize) -> Option<&'a FindingRow<'a>> {
        self.view.findings.get(place)
    }

    pub(super) fn fix(&self, place: usize) -> Option<&'a FixRow<'a>> {
        self.view.fixes.get(place)
    }

    pub(super) fn path(&self, place: usize) -> Option<&'a PathRow<'a>> {
        self.paths.rows.get(place)
    }

    pub(super) fn framework(&self, place: usize) -> Option<&'a FrameworkRow<'a>> {
        self.view.frameworks.get(place)
    }

    pub(super) fn requirement(&self, framework: usize, place: usize) -> Option<&'a RequirementRow<'a>> {
        self.framework(framework)?.requirements.get(place)
    }

    pub(super) fn blind_spot(&self, place: usize) -> Option<&'a BlindSpot<'a>> {
        self.view.blind_spots.get(place)
    }

    /// The lines of a page that lead on.
    pub(super) fn rows(&self, place: Place) -> Vec<Place> {
        let all = |n: usize, one: fn(usize) -> Place| (0..n).map(one).collect();
        match place {
            Place::Start => Place::TABS.into_iter().skip(1).collect(),
            Place::Fixes => all(self.view.fixes.len(), Place::Fix),
            Place::Fix(fix) => self.closes(fix),
            Place::Findings => all(self.view.findings.len(), Place::Finding),
            Place::Finding(finding) => self.closers(finding),
            Place::Paths => all(self.paths.rows.len(), Place::Path),
            Place::Path(_) => vec![],
            Place::Frameworks => all(self.view.frameworks.len(), Place::Framework),
            Place::Framework(framework) => {
                let n = self.framework(framework).map_or(0, |row| row.requirements.len());
                (0..n).map(|place| Place::Requirement(framework, place)).collect()
            }
            Place::Requirement(framework, place) => {
                let row = self.requirement(framework, place);
                let controls = row.map(|row| row.controls.as_slice()).unwrap_or_default();
                self.which(|finding| {
                    finding.verdict != Verdict::Pass && controls.contains(&finding.control.id.as_str())
                })
            }
            Place::BlindSpots => all(self.view.blind_spots.len(), Place::BlindSpot),
            Place::BlindSpot(spot) => self.blinded(spot),
        }
    }

    fn which(&self, wanted: impl Fn(&FindingRow<'_>) -> bool) -> Vec<Place> {
        let all = self.view.findings.iter().enumerate();
        all.filter(|(_, row)| wanted(row)).map(|(place, _)| Place::Finding(place)).collect()
    }

    fn closes(&self, fix: usize) -> Vec<Place> {
        let fingerprints = self.fix(fix).map(|fix| fix.findings.as_slice()).unwrap_or_default();
        fingerprints.iter().filter_map(|one| self.findings.get(one)).map(|place| Place::Finding(*place)).collect()
    }

    fn closers(&self, finding: usize) -> Vec<Place> {
        let fixes = self.finding(finding).and_then(|finding| self.closed_by.get(finding.fingerprint));
        fixes.into_iter().flatten().map(|place| Place::Fix(*place)).collect()
    }

    /// What could not be decided because of a blind spot.
    fn blinded(&self, spot: usize) -> Vec<Place> {
        let Some(spot) = self.blind_spot(spot) else { return vec![] };
        self.which(|finding| {
            finding.unread.is_some_and(|unread| unread.action == spot.action && unread.reason == spot.reason)
                && spot.controls.contains(&finding.control.id.as_str())
        })
    }

    /// What a page is called in the line above it. It may be hostile, and was cleaned.
    pub(super) fn title(&self, place: Place) -> String {
        let title = match place {
            Place::Fix(n) => self.fix(n).map(|row| row.place.clone()),
            Place::Finding(n) => self.finding(n).map(|row| format!("{} {}", row.short_id(), row.resource.called())),
            Place::Path(n) => self.path(n).map(|row| format!("{} to {}", row.entry, row.prize)),
            Place::Framework(n) => self.framework(n).map(|row| row.id.to_owned()),
            Place::Requirement(framework, n) => self.requirement(framework, n).map(|row| row.id.to_owned()),
            Place::BlindSpot(n) => self.blind_spot(n).map(|row| row.action.to_owned()),
            tab => Some(tab.tab().to_owned()),
        };
        clean(&title.unwrap_or_default()).into_owned()
    }

    /// What a page says above its lines.
    pub(super) fn text(&self, place: Place, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
        match place {
            Place::Start => table::standing(self.view, to, style),
            Place::Fix(n) => self.fix(n).map_or(Ok(()), |row| table::fix(row, to, style)),
            Place::Finding(n) => self
                .finding(n)
                .map_or(Ok(()), |row| table::explain(&Explained::of(&self.inputs, row.clone()), to, style)),
            Place::Path(n) => self.path(n).map_or(Ok(()), |row| table::path(n + 1, row, to, style)),
            Place::Paths => table::unlisted_paths(self.paths, to, style),
            Place::Requirement(framework, n) => match (self.framework(framework), self.requirement(framework, n)) {
                (Some(framework), Some(row)) => table::requirement(framework, row, to, style),
                _ => Ok(()),
            },
            Place::BlindSpot(n) => self.blind_spot(n).map_or(Ok(()), |row| table::blind_spot(row, to, style)),
            Place::Fixes | Place::Findings | Place::Frameworks | Place::Framework(_) | Place::BlindSpots => Ok(()),
        }
    }

    /// What stands in a list that has no line.
    pub(super) fn nothing(&self, place: Place) -> Option<String> {
        match place {
            Place::Fixes => Some("Nothing that is known needs a fix.".to_owned()),
            Place::Findings => Some(self.view.nothing_listed()),
            Place::Paths => Some("No attack path is open, as far as could be seen.".to_owned()),
            Place::Frameworks => Some("No framework was asked for.".to_owned()),
            Place::BlindSpots => Some(self.view.completeness()),
            _ => None,
        }
    }
}
