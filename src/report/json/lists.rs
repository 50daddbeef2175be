//! Lists as JSON, for other programs: controls whole, frameworks with who serves what, quarters, differences.

use super::v1;
use crate::control::{Control, ControlSet, Fix, RiskProfile, Severity};
use crate::report::{DiffRows, FrameworkRow, TrendRows};
use crate::risk::Band;
use crate::snapshot::Value;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

fn pretty(thing: &impl Serialize, to: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, thing)?;
    to.write_all(b"\n")
}

#[derive(Serialize)]
struct WholeControl<'a> {
    id: &'a str,
    title: &'a str,
    service: &'a str,
    resource: &'a str,
    severity: Severity,
    applies: Option<&'a str>,
    check: &'a str,
    params: &'a Value,
    why: &'a str,
    risk: &'a RiskProfile,
    fix: &'a Fix,
    maps: &'a BTreeMap<String, Vec<String>>,
    also_known_as: &'a BTreeMap<String, Vec<String>>,
    references: &'a [String],
}

impl<'a> From<&'a Control> for WholeControl<'a> {
    fn from(control: &'a Control) -> Self {
        Self {
            id: &control.id,
            title: &control.title,
            service: control.service(),
            resource: &control.resource,
            severity: control.severity,
            applies: control.applies.as_ref().map(|applies| applies.source.as_str()),
            check: &control.check.source,
            params: &control.params,
            why: &control.why,
            risk: &control.risk,
            fix: &control.fix,
            maps: &control.maps,
            also_known_as: &control.also_known_as,
            references: &control.references,
        }
    }
}

/// All controls, each whole.
pub fn controls(controls: &ControlSet, to: &mut dyn io::Write) -> io::Result<()> {
    pretty(&controls.controls().iter().map(WholeControl::from).collect::<Vec<_>>(), to)
}

/// Frameworks, each requirement with its status and the controls that serve it.
pub fn frameworks(rows: &[FrameworkRow<'_>], to: &mut dyn io::Write) -> io::Result<()> {
    pretty(&v1::frameworks(rows), to)
}

/// Quarters, as they stand in a report.
pub fn trend(rows: &TrendRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    pretty(&v1::trend(rows), to)
}

#[derive(Serialize)]
struct ChangeOut<'a> {
    fingerprint: &'a str,
    control: &'a str,
    title: &'a str,
    resource: &'a str,
    account: &'a str,
    region: &'a str,
    owner: Option<&'a str>,
    score: f64,
    band: Band,
}

/// What changed, by class.
pub fn diff(rows: &DiffRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let mut parts = BTreeMap::new();
    for part in &rows.parts {
        let changes = part.rows.iter().map(|row| ChangeOut {
            fingerprint: row.fingerprint,
            control: row.control,
            title: row.title,
            resource: row.resource,
            account: row.account,
            region: row.region,
            owner: row.owner,
            score: row.score,
            band: row.band,
        });
        parts.insert(part.title.to_lowercase().replace(' ', "_"), changes.collect::<Vec<_>>());
    }
    let side = |side: &crate::report::Side<'_>| serde_json::json!({"snapshot": side.snapshot, "taken_at": side.taken_at, "complete": side.complete, "load": side.load.high});
    pretty(&serde_json::json!({"before": side(&rows.before), "after": side(&rows.after), "changes": parts}), to)
}
