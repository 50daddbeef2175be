//! `plimsoll demo`: a made-up company in four quarterly snapshots, judged like any other estate.

use super::super::config::Config;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use super::scan::Settings;
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::report::{self, Format, View};
use crate::scan::{Scan, scan};
use crate::snapshot::read_bytes;
use crate::trend::trend;

/// The story is told in `testdata/README.md`.
const QUARTERS: [(&str, &[u8]); 4] = [
    ("acme 2025-Q4", include_bytes!("../../../testdata/acme/2025-Q4.jsonl.zst")),
    ("acme 2026-Q1", include_bytes!("../../../testdata/acme/2026-Q1.jsonl.zst")),
    ("acme 2026-Q2", include_bytes!("../../../testdata/acme/2026-Q2.jsonl.zst")),
    ("acme 2026-Q3", include_bytes!("../../../testdata/acme/2026-Q3.jsonl.zst")),
];

/// What Acme's board has allowed its estate to carry.
const LINE: f64 = 6000.0;

/// What to try next.
const NEXT: [(&str, &str); 4] = [
    ("plimsoll permissions", "print the least IAM policy that a scan needs"),
    ("plimsoll scan", "read an account of your own, and change nothing"),
    ("plimsoll scan --history DIR", "keep each snapshot, and compare quarters"),
    ("plimsoll controls list", "see what is looked at"),
];

pub(super) fn run() -> Result<Exit, CliError> {
    let rules = RuleBook::built_in()?.choose(&Selection::default(), &[])?;
    let mut settings = Settings::plain(&Config::default());
    settings.line = Some(LINE);
    let snapshots = QUARTERS.iter().map(|(name, bytes)| read_bytes(name, bytes)).collect::<Result<Vec<_>, _>>()?;
    let judged: Vec<Scan<'_>> = snapshots.iter().map(|snapshot| scan(snapshot, &rules, Keep::Problems)).collect();
    let pictures: Vec<_> = judged.iter().map(Scan::picture).collect();
    let trend = trend(&pictures, settings.fiscal_year);
    let kinds = crate::collect::kinds();
    let Some(last) = judged.last() else { return Ok(Exit::Fine) };
    let view = View::lay_out(&settings.inputs(last, &kinds, Some(&trend)));
    out::print(|to| {
        report::write(Format::Table, &view, to, out::style())?;
        report::table::next(&NEXT, to, out::style())
    })?;
    Ok(Exit::Fine)
}
