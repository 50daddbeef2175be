//! `plimsoll demo`: a made-up company in four quarterly snapshots, judged like any other estate.

use super::super::config::Config;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use super::scan::Settings;
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::report::{self, TABLE, View};
use crate::scan::{Scan, scan};
use crate::snapshot::read_bytes;
use crate::trend::Trend;
use std::path::Path;

/// The story is told in `testdata/README.md`.
const QUARTERS: [(&str, &[u8]); 4] = [
    ("acme-2025-Q4", include_bytes!("../../../testdata/acme/2025-Q4.jsonl.zst")),
    ("acme-2026-Q1", include_bytes!("../../../testdata/acme/2026-Q1.jsonl.zst")),
    ("acme-2026-Q2", include_bytes!("../../../testdata/acme/2026-Q2.jsonl.zst")),
    ("acme-2026-Q3", include_bytes!("../../../testdata/acme/2026-Q3.jsonl.zst")),
];

/// What Acme's board has allowed its estate to carry.
const LINE: f64 = 9000.0;

/// What to try next.
const NEXT: [(&str, &str); 4] = [
    ("plimsoll demo --save acme", "keep its snapshots, to look closer:"),
    ("plimsoll explain ID --history acme", "one finding, by the id in its row"),
    ("plimsoll permissions", "the least that a scan may be allowed"),
    ("plimsoll scan", "an account of your own; changes nothing"),
];

/// What to try next where the snapshots were kept.
fn closer(folder: &Path, id: &str) -> [(String, &'static str); 3] {
    let folder = folder.display();
    [
        (format!("plimsoll explain {id} --history {folder}"), "how its risk adds up"),
        (format!("plimsoll trend --history {folder}"), "what came and went"),
        ("plimsoll scan".to_owned(), "an account of your own"),
    ]
}

pub(super) fn run(save: Option<&Path>) -> Result<Exit, CliError> {
    save.map(keep).transpose()?;
    let rules = RuleBook::built_in()?.choose(&Selection::default(), &[])?;
    let mut settings = Settings::plain(&Config::default());
    settings.line = Some(LINE);
    let snapshots = QUARTERS.iter().map(|(name, bytes)| read_bytes(name, bytes)).collect::<Result<Vec<_>, _>>()?;
    let judged: Vec<Scan<'_>> = snapshots.iter().map(|snapshot| scan(snapshot, &rules, Keep::Problems)).collect();
    let mut trend = Trend::new(settings.terms);
    judged.iter().map(Scan::picture).for_each(|picture| trend.add(picture));
    let kinds = crate::collect::kinds();
    let Some(last) = judged.last() else { return Ok(Exit::Fine) };
    let view = View::lay_out(&settings.inputs(last, &kinds, Some(&trend)));
    out::print(|to| {
        TABLE.write(&view, to, out::style())?;
        match save {
            Some(folder) => {
                let id = view.findings.first().map_or("ID", |finding| finding.short_id());
                let closer = closer(folder, id);
                let rows: Vec<_> = closer.iter().map(|(command, shows)| (command.as_str(), *shows)).collect();
                report::table::next(&rows, to, out::style())
            }
            None => report::table::next(&NEXT, to, out::style()),
        }
    })?;
    Ok(Exit::Fine)
}

fn keep(folder: &Path) -> Result<(), CliError> {
    let failed = |source| CliError::Write { path: folder.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    QUARTERS.iter().try_for_each(|(name, bytes)| {
        out::write_file(&folder.join(format!("{name}.jsonl.zst")), |to| to.write_all(bytes))
    })
}
