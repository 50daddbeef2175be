//! One part of a report, on a line of its own.

use super::{Report, attestation, control, finding, fix, framework, gap, posture, scan, trend};
use serde::Serialize;

/// An object with one key, which names the part.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line<'r, 'a> {
    /// The first line.
    Report {
        format: &'static str,
        scan: &'r scan::Scan<'a>,
        part: &'r Option<scan::Part<'a>>,
        posture: &'r posture::Posture<'a>,
    },
    Control(&'r control::Control<'a>),
    Fix(fix::Fix<'a>),
    Finding(Box<finding::Finding<'a>>),
    Framework(framework::Framework<'a>),
    Attestation(attestation::AttestationUse<'a>),
    Gap(gap::Gap<'a>),
    Trend(&'r trend::Trend<'a>),
}

impl<'a> Report<'a> {
    /// Its parts one after the other, in the order of the report.
    pub fn lines(&self) -> impl Iterator<Item = impl Serialize> {
        let first = Line::Report { format: self.format, scan: &self.scan, part: &self.part, posture: &self.posture };
        std::iter::once(first)
            .chain(self.controls.iter().map(Line::Control))
            .chain(self.fixes.iter().map(Line::Fix))
            .chain(self.findings.iter().map(Box::new).map(Line::Finding))
            .chain(self.frameworks.iter().map(Line::Framework))
            .chain(self.attestations.iter().map(Line::Attestation))
            .chain(self.gaps.iter().map(Line::Gap))
            .chain(self.trend.iter().map(Line::Trend))
    }
}
