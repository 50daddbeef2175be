//! The one view model: everything a reporter shows, already sorted, counted and named.

mod address;
mod attestation;
mod audience;
mod command;
mod comparison;
mod control;
mod count;
mod diff;
mod explain;
mod finding;
mod fix;
mod framework;
mod gap;
mod history;
mod kind;
mod message;
mod name;
mod notice;
mod path;
mod plan;
mod posture;
mod rule;
mod scale;
mod scan;
mod sentence;
mod trend;
mod waiver;
mod waiver_check;
mod whose;

pub use attestation::AttestationRow;
pub use audience::Audience;
pub use comparison::{ComparisonRows, MatchRow};
pub use control::{ControlRow, JudgedRow, Mapping};
pub use count::{Count, amount, thousands};
pub use diff::{ChangeRow, DiffPart, DiffRows, ExposureRow, ResourcePart, ResourceRows, Side};
pub use explain::{Explained, laid_out, plain_value};
pub use finding::{FindingRow, ResourceRow, points};
pub use fix::FixRow;
pub use framework::{FrameworkRow, RequirementRow, STATUSES, StatusColumn, framework_rows, status_columns};
pub use gap::{BlindSpot, GapRow};
pub use history::{HistoryRow, HistoryRows};
pub use kind::{FieldRow, KindRow, field_rows};
pub use name::called;
pub use notice::{News, Notice, NoticeFix, Told};
pub use path::{CutRow, Ends, HopRow, Opened, PathGap, PathRow, PathsView, PlaceRow};
pub use plan::{PlanView, PlannedOperation, PlannedService};
pub use posture::{Carrier, Line, Posture, Standing};
pub use rule::{RuleRow, Rules};
pub use scale::common_scale;
pub use scan::{Calls, Scan};
pub use sentence::{effort_word, paths_text, percent, risk_text};
pub use trend::{ChangeRows, MissingRow, PartRow, QuarterRow, SinceRow, TrendLine, TrendRows};
pub use waiver::{WaiverRow, WaiverState, accepted};
pub use waiver_check::{Attention, Bounds, CheckedWaiver, HiddenRow, WaiverCheck};
pub use whose::Whose;

use crate::control::ControlSet;
use crate::evaluate::{Assessment, Verdict};
use crate::facts::Facts;
use crate::framework::{Attestations, Coverage, Framework};
use crate::risk::{DueDays, Ranking};
use crate::snapshot::{KindInfo, Snapshot};
use crate::trend::Trend;
use std::collections::BTreeSet;

/// All that a report is made of.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub snapshot: &'a Snapshot,
    pub kinds: &'a [KindInfo],
    pub controls: &'a ControlSet,
    pub facts: &'a Facts,
    pub assessment: &'a Assessment,
    pub ranking: &'a Ranking,
    pub frameworks: &'a [Framework],
    pub coverages: &'a [Coverage],
    pub attestations: &'a Attestations,
    pub trend: Option<&'a Trend>,
    /// How much load the estate may carry.
    pub line: Option<f64>,
    pub due: &'a DueDays,
    /// The verdicts whose findings are listed. It changes the list, and no number beside it.
    pub include: &'a BTreeSet<Verdict>,
    /// How many fixes and findings a screen shows.
    pub top: usize,
    pub audience: Audience,
    /// Whose part of the estate the assessment is. What is measured of all of it is then left out: frameworks, attestations
    /// and the trend.
    pub whose: Whose<'a>,
}

/// A report, before it is drawn.
pub struct View<'a> {
    pub scan: Scan<'a>,
    pub posture: Posture<'a>,
    /// What takes most load away comes first.
    pub fixes: Vec<FixRow<'a>>,
    /// Open failures by risk, then unknowns, then what is waived, then passes.
    pub findings: Vec<FindingRow<'a>>,
    /// The controls of the run, by id.
    pub controls: Vec<JudgedRow<'a>>,
    pub frameworks: Vec<FrameworkRow<'a>>,
    /// What people vouch for; what ran out comes first.
    pub attestations: Vec<AttestationRow<'a>>,
    /// One for each place, action and reason.
    pub gaps: Vec<GapRow<'a>>,
    /// The same, one for each kind, action and reason.
    pub blind_spots: Vec<BlindSpot<'a>>,
    pub waivers: Vec<WaiverRow<'a>>,
    pub trend: Option<TrendRows<'a>>,
    /// How many fixes and findings a screen shows.
    pub top: usize,
    pub audience: Audience,
    pub whose: Whose<'a>,
}

impl<'a> View<'a> {
    pub fn lay_out(inputs: &Inputs<'a>) -> Self {
        let findings = finding::rows(inputs);
        let gaps = gap::rows(inputs);
        let whole = !inputs.whose.is_part();
        let coverages = if whole { inputs.coverages } else { &[] };
        Self {
            scan: Scan::of(inputs, gaps.is_empty()),
            posture: Posture::of(inputs),
            fixes: fix::rows(inputs),
            findings,
            controls: control::judged(inputs),
            frameworks: framework_rows(inputs.frameworks, coverages, inputs.controls, inputs.attestations),
            attestations: if whole { attestation::rows(inputs) } else { Vec::new() },
            blind_spots: gap::spots(&gaps),
            gaps,
            waivers: waiver::rows(inputs),
            trend: inputs.trend.filter(|_| whole).map(TrendRows::of),
            top: inputs.top,
            audience: inputs.audience,
            whose: inputs.whose,
        }
    }

    /// The fixes for a screen, and how many of all they are.
    pub fn top_fixes(&self) -> (&[FixRow<'a>], String) {
        top(&self.fixes, self.top, "fixes")
    }

    /// The findings of a verdict for a screen, and how many of all they are.
    pub fn top_findings(&self, verdict: Verdict) -> (Vec<&FindingRow<'a>>, String) {
        let mut all: Vec<_> = self.findings.iter().filter(|finding| finding.verdict == verdict).collect();
        let (shown, note) = top(&all, self.top, "findings");
        let shown = shown.len();
        all.truncate(shown);
        (all, note)
    }

    /// The attestations that somebody should look at, and why.
    pub fn stale_attestations(&self) -> (Vec<&AttestationRow<'a>>, String) {
        let stale: Vec<_> = self.attestations.iter().filter(|row| row.wants_attention()).collect();
        let sentence = attestation::sentence(&self.attestations);
        (stale, sentence)
    }

    /// The blind spots for a screen, and how many of all they are.
    pub fn top_blind_spots(&self, most: usize) -> (&[BlindSpot<'a>], String) {
        top(&self.blind_spots, most, "blind spots")
    }
}

/// The first rows, and `8 of 53 fixes` where they are not all.
fn top<'r, T>(rows: &'r [T], most: usize, many: &str) -> (&'r [T], String) {
    let shown = &rows[..rows.len().min(most)];
    let all = thousands(rows.len() as u64);
    let note = if shown.len() < rows.len() { format!("{} of {all} {many}", shown.len()) } else { String::new() };
    (shown, note)
}
