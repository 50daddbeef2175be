//! What new findings are new against, in a file: a snapshot, which is judged by the rules of the run, or a report as
//! `--format json` writes it, which says what was said then.

use super::super::{CliError, files};
use crate::collect;
use crate::evaluate::{Keep, Verdict};
use crate::risk::Band;
use crate::scan::{Rules, scan};
use crate::trend::{Before, Picture, Seen};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// More than the report of any estate has.
const MOST_BYTES: u64 = 4 << 30;

pub struct Baseline {
    pub(super) name: String,
    said: Said,
}

enum Said {
    Snapshot(Box<Picture>),
    Report(Report),
}

impl Baseline {
    pub fn read(path: &Path, rules: &Rules) -> Result<Self, CliError> {
        let name = path.display().to_string();
        let help = "name a snapshot, or a report that --format json wrote";
        let failed = |source| CliError::Read { path: name.clone(), source, help };
        let mut file = BufReader::new(File::open(path).map_err(failed)?);
        // A snapshot is packed, and begins otherwise.
        let is_json = file.fill_buf().map_err(failed)?.first().is_some_and(|byte| *byte == b'{');
        let said = if is_json {
            Said::Report(Report::read(&name, file.take(MOST_BYTES))?)
        } else {
            let snapshot = files::read_snapshot(path)?;
            Said::Snapshot(Box::new(scan(&snapshot, rules, Keep::Problems).picture()))
        };
        Ok(Self { name, said })
    }

    pub(super) fn before(&self, fingerprint: &str, seen: &Seen) -> Before {
        match &self.said {
            Said::Snapshot(picture) => picture.before(fingerprint, seen),
            Said::Report(report) => report.before(fingerprint, seen),
        }
    }
}

/// Of `plimsoll/report/v1`, what tells whether a failure was there, and whether it could have been seen.
struct Report {
    scan: Scope,
    findings: BTreeMap<String, Finding>,
    gaps: Vec<Gap>,
    /// Kinds that are read once an account, wherever their resources are.
    global: BTreeSet<&'static str>,
}

#[derive(Deserialize)]
struct Written {
    format: String,
    scan: Scope,
    part: Option<IgnoredAny>,
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
}

#[derive(Deserialize)]
struct Scope {
    accounts: BTreeSet<String>,
    regions: BTreeSet<String>,
    controls: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Finding {
    fingerprint: String,
    verdict: Verdict,
    risk: Option<Risk>,
    waiver: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Risk {
    band: Band,
}

#[derive(Deserialize)]
struct Gap {
    kind: String,
    account: String,
    region: String,
    resources: Option<u64>,
    controls: BTreeSet<String>,
}

impl Report {
    fn read(name: &str, from: impl Read) -> Result<Self, CliError> {
        let help = "a baseline is a snapshot, or a report that `plimsoll scan --format json` wrote";
        let written: Written = serde_json::from_reader(BufReader::new(from))
            .map_err(|error| CliError::input(format!("{name} is no report: {error}"), help))?;
        if written.format != crate::report::json::v1::FORMAT {
            return Err(CliError::input(format!("{name} is of the format `{}`", written.format), help));
        }
        if written.part.is_some() {
            return Err(CliError::input(
                format!("{name} is of what one owner has, and says nothing of the rest"),
                help,
            ));
        }
        let findings = written.findings.into_iter().map(|finding| (finding.fingerprint.clone(), finding));
        let global = collect::kinds().into_iter().filter(|kind| kind.scope.is_global()).map(|kind| kind.name);
        Ok(Self { scan: written.scan, findings: findings.collect(), gaps: written.gaps, global: global.collect() })
    }

    fn before(&self, fingerprint: &str, seen: &Seen) -> Before {
        let band = |finding: &Finding| finding.risk.as_ref().map_or(Band::Low, |risk| risk.band);
        match self.findings.get(fingerprint) {
            Some(was) if was.verdict == Verdict::Fail => {
                Before::Failed { band: band(was), waived: was.waiver.is_some() }
            }
            Some(was) if was.verdict == Verdict::Unknown => Before::Unseen,
            _ if self.saw(seen) => Before::NotThere,
            _ => Before::Unseen,
        }
    }

    /// A report lists failures and no resources, so that a gap hides whatever its controls look at.
    fn saw(&self, seen: &Seen) -> bool {
        let everywhere = seen.region == "global" || self.global.contains(seen.kind.as_str());
        let Scope { accounts, regions, controls } = &self.scan;
        let there = accounts.contains(&seen.account) && (everywhere || regions.contains(&seen.region));
        let asked = there && controls.contains(&seen.control);
        let hides = |gap: &&Gap| {
            let here = gap.region == seen.region || gap.region == "global";
            let of_kind = gap.kind == seen.kind && gap.account == seen.account && here;
            of_kind && (gap.resources.is_none() || gap.controls.contains(&seen.control))
        };
        asked && !self.gaps.iter().any(|gap| hides(&gap))
    }
}
