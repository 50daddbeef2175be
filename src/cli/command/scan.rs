//! `plimsoll scan`: the main job.

use super::super::args::{FormatArg, ScanArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, age, files, out};
use super::{collecting, plan, target};
use crate::collect::Outcome;
use crate::evaluate::{Keep, Verdict};
use crate::report::{Audience, Inputs, TABLE, View};
use crate::risk::{Band, DueDays};
use crate::scan::{self, Rules, Scan};
use crate::snapshot::{KindInfo, Snapshot};
use crate::trend::{By, History, Terms, Trend};
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tempfile::TempDir;

pub(super) fn run(args: &ScanArgs, matches: &ArgMatches) -> Result<Exit, CliError> {
    let targets = target::targets(args, matches)?;
    let book = RuleBook::read(&args.rules)?;
    let settings = Settings::of(args, &book);
    let rules = book.choose(&args.scope.selection(), &args.scope.framework)?;
    if args.scope.plan {
        return planned(args, &rules, &settings);
    }
    let history = settings.history.as_deref().map(History::open_or_make).transpose()?;
    let mut taken = take(args, &rules, history.as_ref())?;
    if taken.outcome == Outcome::Interrupted {
        return Ok(Exit::CouldNotRun);
    }
    if args.snapshot.is_some() {
        let header = &taken.snapshot.header;
        age::note_if_stale(&header.id, header.taken_at, settings.terms.stale_after);
    }
    let keep = if settings.include.contains(&Verdict::Pass) { Keep::Everything } else { Keep::Problems };
    let judged = scan::scan(&taken.snapshot, &rules, keep);
    // A replay reports anew what was reported then.
    let kept = history.as_ref().filter(|_| args.snapshot.is_none());
    if let Some(Err(error)) = kept.map(|history| super::trend::keep_reported(history, &judged)) {
        out::complain(error);
    }
    let trend = history.map(|history| compare(&history, &judged, &settings)).transpose()?;
    let kinds = crate::collect::kinds();
    let view = View::lay_out(&settings.inputs(&judged, &kinds, trend.as_ref()));
    let exit = settings.exit(&judged);
    if let Err(error) = target::write_all(&targets, &view) {
        taken.keep();
        return Err(error);
    }
    if args.push_security_hub {
        super::push::run(args, &settings, &judged, &kinds, trend.as_ref())?;
    }
    Ok(exit)
}

/// By the last snapshot of the history, where there is one.
fn planned(args: &ScanArgs, rules: &Rules, settings: &Settings) -> Result<Exit, CliError> {
    let before = match (&args.snapshot, &settings.history) {
        (Some(file), _) => Some(file.clone()),
        (None, Some(folder)) => History::open(folder)?.last(),
        (None, None) => None,
    };
    let kinds = collecting::to_judge(&args.scope, rules)?;
    let format = match args.output.format.first().map_or(TABLE.name, |format| format.name) {
        "table" => FormatArg::Table,
        "json" => FormatArg::Json,
        name => {
            return Err(CliError::input(
                format!("a plan is not written as {name}"),
                "--format table, or --format json",
            ));
        }
    };
    plan::print(&args.credentials, &args.scope, kinds, before, format)
}

/// What options and configuration say beside the rules.
pub(super) struct Settings {
    pub include: BTreeSet<Verdict>,
    pub line: Option<f64>,
    pub due: DueDays,
    pub terms: Terms,
    history: Option<PathBuf>,
    fail_on: Option<Band>,
    strict: bool,
    top: usize,
    audience: Audience,
}

impl Settings {
    fn of(args: &ScanArgs, book: &RuleBook) -> Self {
        let config = &book.config;
        let include = args.output.include.iter().map(|verdict| Verdict::from(*verdict));
        Self {
            include: include.chain([Verdict::Fail]).collect(),
            line: config.limit(),
            due: config.due_days,
            terms: super::trend::terms(config, By::Quarter),
            history: args.history.clone().or_else(|| config.history.clone()),
            fail_on: args.fail_on.map(Band::from).or(config.fail_on),
            strict: args.strict,
            top: 6,
            audience: args.output.audience.into(),
        }
    }

    /// As `demo` and others see an estate: no gates.
    pub(super) fn plain(config: &super::super::config::Config) -> Self {
        Self {
            include: BTreeSet::from([Verdict::Fail]),
            line: config.limit(),
            due: config.due_days,
            terms: super::trend::terms(config, By::Quarter),
            history: None,
            fail_on: None,
            strict: false,
            top: 6,
            audience: Audience::default(),
        }
    }

    pub(super) fn inputs<'a>(
        &'a self,
        judged: &'a Scan<'a>,
        kinds: &'a [KindInfo],
        trend: Option<&'a Trend>,
    ) -> Inputs<'a> {
        Inputs {
            snapshot: judged.snapshot,
            kinds,
            controls: &judged.rules.controls,
            facts: &judged.facts,
            assessment: &judged.assessment,
            ranking: &judged.ranking,
            frameworks: &judged.rules.frameworks,
            coverages: &judged.coverages,
            attestations: &judged.rules.attestations,
            trend,
            line: self.line,
            due: &self.due,
            include: &self.include,
            top: self.top,
            audience: self.audience,
        }
    }

    /// Over the line goes before incomplete: what is known to be bad is bad whatever else is hidden.
    fn exit(&self, judged: &Scan<'_>) -> Exit {
        let findings = judged.assessment.findings.iter().zip(&judged.ranking.scores);
        let mut open = findings.filter(|(finding, _)| finding.is_open());
        let gate = self.fail_on.is_some_and(|band| open.any(|(_, score)| score.band() >= band));
        let over = self.line.is_some_and(|line| judged.ranking.loads.estate.low > line);
        let unknown = judged.assessment.tallies.iter().any(|tally| tally.unknown > 0 || tally.blind);
        if gate || over {
            Exit::OverTheLine
        } else if self.strict && (unknown || !judged.snapshot.is_complete()) {
            Exit::Incomplete
        } else {
            Exit::Fine
        }
    }
}

/// The name of a snapshot that nobody asked to keep.
const PASSING: &str = "snapshot.jsonl.zst";

/// The snapshot to judge, and how it came about.
struct Taken {
    snapshot: Snapshot,
    outcome: Outcome,
    /// The folder in which it lies until the report is written, where nobody said where to keep it.
    passing: Option<TempDir>,
}

impl Taken {
    /// What was read took minutes, and must not be lost with the report.
    fn keep(&mut self) {
        if let Some(folder) = self.passing.take() {
            let file = folder.keep().join(PASSING);
            out::note(&format!("what was read is kept: plimsoll scan --snapshot {}", file.display()));
        }
    }
}

fn take(args: &ScanArgs, rules: &Rules, history: Option<&History>) -> Result<Taken, CliError> {
    if let Some(file) = &args.snapshot {
        return Ok(Taken { snapshot: files::read_snapshot(file)?, outcome: Outcome::Finished, passing: None });
    }
    // Judged is what the file holds, so that a scan and its replay are the same by construction.
    let folder = tempfile::tempdir().map_err(|source| CliError::Write { path: "a temporary folder".into(), source })?;
    let (file, mut passing) = match (args.resume.as_ref().or(args.save.as_ref()), history) {
        (Some(file), _) => (file.clone(), None),
        (None, Some(history)) => (history.scratch(), None),
        (None, None) => (folder.path().join(PASSING), Some(folder)),
    };
    let kinds = collecting::to_judge(&args.scope, rules)?;
    let collected = collecting::collect(&args.credentials, &args.scope, kinds, &file, args.resume.is_some());
    if file.exists() && !matches!(collected, Ok(Outcome::Finished)) {
        // The message says that what was read is kept.
        passing = passing.and_then(|folder| {
            let _kept = folder.keep();
            None
        });
    }
    let outcome = collected?;
    let snapshot = files::read_snapshot(&file)?;
    if let (Some(history), Outcome::Finished) = (history, outcome) {
        history.add(&file, args.save.is_some() || args.resume.is_some())?;
    }
    Ok(Taken { snapshot, outcome, passing })
}

/// The run beside the quarters before it.
fn compare(history: &History, judged: &Scan<'_>, settings: &Settings) -> Result<Trend, CliError> {
    super::trend::measured(history, judged.rules, settings.terms, Some(judged))
}
