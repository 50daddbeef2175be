//! `plimsoll/report/v1`, published as `docs/report-v1.schema.json`.
//!
//! Fields may be added. None is renamed, removed or given another meaning: that would be v2. The docs of the fields
//! here are the docs in the schema.

mod attestation;
mod control;
mod each;
mod finding;
mod fix;
mod framework;
mod gap;
mod line;
mod posture;
mod scan;
mod trend;
mod waiver;

pub(super) use framework::{FrameworkText, RequirementText};
pub(super) use trend::{Trend, parts, tenths};
pub(super) use waiver::Terms;

use super::super::view::{self, View};
use each::Each;
use schemars::JsonSchema;
use serde::Serialize;

/// The value of `format`.
pub const FORMAT: &str = "plimsoll/report/v1";

/// The state of an AWS estate at one moment, and which fixes would lower its risk most.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Plimsoll report, version 1")]
pub struct Report<'a> {
    /// Always `plimsoll/report/v1`. Fields may be added to a version; what is there keeps its name and meaning.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    scan: scan::Scan<'a>,
    /// Whose part of the estate this is; null where it is all of it.
    part: Option<scan::Part<'a>>,
    posture: posture::Posture<'a>,
    /// What `findings` and `fixes` are about, by id: what all failures of a control have in common is here once.
    controls: Vec<control::Control<'a>>,
    /// Changes that a person can make; what takes most load away comes first.
    fixes: Each<'a, view::FixRow<'a>, fix::Fix<'a>>,
    /// Failures, unless other verdicts were asked for: open failures by falling risk, then unknowns, then failures that
    /// are waived, then passes.
    findings: Each<'a, view::FindingRow<'a>, finding::Finding<'a>>,
    frameworks: Each<'a, view::FrameworkRow<'a>, framework::Framework<'a>>,
    /// What people vouch for; what ran out comes first.
    attestations: Each<'a, view::AttestationRow<'a>, attestation::AttestationUse<'a>>,
    /// What could not be read. Nothing in here is a pass, and nothing is a failure.
    gaps: Each<'a, view::GapRow<'a>, gap::Gap<'a>>,
    /// Earlier quarters measured with today's controls, oldest first. Null where no history was given.
    trend: Option<Trend<'a>>,
}

impl<'a> From<&'a View<'a>> for Report<'a> {
    fn from(view: &'a View<'a>) -> Self {
        Self {
            format: FORMAT,
            scan: view.into(),
            part: scan::Part::of(view.whose),
            posture: view.into(),
            controls: control::named(view),
            fixes: Each::of(&view.fixes),
            findings: Each::of(&view.findings),
            frameworks: Each::of(&view.frameworks),
            attestations: Each::of(&view.attestations),
            gaps: Each::of(&view.gaps),
            trend: view.trend.as_ref().map(Into::into),
        }
    }
}

/// The JSON Schema of what is written.
pub fn schema() -> serde_json::Value {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.contract = schemars::generate::Contract::Serialize;
    let mut schema = settings.into_generator().into_root_schema_for::<Report<'static>>();
    schema.insert("$id".to_owned(), "urn:plimsoll:report:v1".into());
    schema.to_value()
}

/// One decimal is more than a score or a load can know.
pub(in crate::report) fn one_decimal(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// RFC 3339 in UTC, to the second.
pub(in crate::report) fn moment(time: chrono::DateTime<chrono::Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
