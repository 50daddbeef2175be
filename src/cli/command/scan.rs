//! `plimsoll scan`: the main job.

use super::super::args::{FormatArg, OutputArgs, ScanArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, files, out};
use super::collecting;
use crate::collect::Outcome;
use crate::evaluate::{Keep, Verdict};
use crate::report::{self, Format, Inputs, View};
use crate::risk::{Band, DueDays};
use crate::scan::{self, Rules, Scan};
use crate::snapshot::{KindInfo, Snapshot};
use crate::trend::{FiscalYear, History, Trend};
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &ScanArgs, matches: &ArgMatches) -> Result<Exit, CliError> {
    let targets = targets(&args.output, matches)?;
    let book = RuleBook::read(&args.rules)?;
    let settings = Settings::of(args, &book);
    let rules = book.choose(&args.scope.selection(), &args.scope.framework)?;
    let history = settings.history.as_deref().map(History::open).transpose()?;
    let taken = take(args, &rules, history.as_ref())?;
    if taken.outcome == Outcome::Interrupted {
        return Ok(Exit::CouldNotRun);
    }
    let keep = if settings.include.contains(&Verdict::Pass) { Keep::Everything } else { Keep::Problems };
    let judged = scan::scan(&taken.snapshot, &rules, keep);
    let trend = history.map(|history| compare(&history, &judged, &settings)).transpose()?;
    let kinds = crate::collect::kinds();
    let view = View::lay_out(&settings.inputs(&judged, &kinds, trend.as_ref()));
    for target in &targets {
        write(target, &view)?;
    }
    Ok(settings.exit(&judged))
}

/// What options and configuration say beside the rules.
pub(super) struct Settings {
    pub include: BTreeSet<Verdict>,
    pub line: Option<f64>,
    pub due: DueDays,
    pub fiscal_year: FiscalYear,
    history: Option<PathBuf>,
    fail_on: Option<Band>,
    strict: bool,
    top: usize,
}

impl Settings {
    fn of(args: &ScanArgs, book: &RuleBook) -> Self {
        let config = &book.config;
        let include = args.output.include.iter().map(|verdict| Verdict::from(*verdict));
        Self {
            include: include.chain([Verdict::Fail]).collect(),
            line: config.line,
            due: config.due_days,
            fiscal_year: config.fiscal_year,
            history: args.history.clone().or_else(|| config.history.clone()),
            fail_on: args.fail_on.map(Band::from).or(config.fail_on),
            strict: args.strict,
            top: 8,
        }
    }

    /// As `demo` and others see an estate: no gates.
    pub(super) fn plain(config: &super::super::config::Config) -> Self {
        Self {
            include: BTreeSet::from([Verdict::Fail]),
            line: config.line,
            due: config.due_days,
            fiscal_year: config.fiscal_year,
            history: None,
            fail_on: None,
            strict: false,
            top: 8,
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
            trend,
            line: self.line,
            due: &self.due,
            include: &self.include,
            top: self.top,
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

/// The snapshot to judge, and how it came about.
struct Taken {
    snapshot: Snapshot,
    outcome: Outcome,
}

fn take(args: &ScanArgs, rules: &Rules, history: Option<&History>) -> Result<Taken, CliError> {
    if let Some(file) = &args.snapshot {
        return Ok(Taken { snapshot: files::read_snapshot(file)?, outcome: Outcome::Finished });
    }
    // Judged is what the file holds, so that a scan and its replay are the same by construction.
    let folder = tempfile::tempdir().map_err(|source| CliError::Write { path: "a temporary folder".into(), source })?;
    let file = match (&args.save, history) {
        (Some(file), _) => file.clone(),
        (None, Some(history)) => history.scratch(),
        (None, None) => folder.path().join("snapshot.jsonl.zst"),
    };
    let outcome = collecting::collect(&args.credentials, &args.scope, &rules.controls, &file)?;
    let snapshot = files::read_snapshot(&file)?;
    if let (Some(history), Outcome::Finished) = (history, outcome) {
        history.add(&file, args.save.is_some())?;
    }
    Ok(Taken { snapshot, outcome })
}

/// The run beside the quarters before it.
fn compare(history: &History, judged: &Scan<'_>, settings: &Settings) -> Result<Trend, CliError> {
    let pictures = super::trend::pictures(history, judged.rules, settings.fiscal_year, Some(judged))?;
    Ok(crate::trend::trend(&pictures, settings.fiscal_year))
}

/// A format and where it goes; nowhere is the standard output.
struct Target<'a> {
    format: Format,
    file: Option<&'a Path>,
}

/// Each `-o` belongs to the `--format` before it; one alone names the place of the only report.
fn targets<'a>(output: &'a OutputArgs, matches: &ArgMatches) -> Result<Vec<Target<'a>>, CliError> {
    let formats = if output.format.is_empty() { &[FormatArg::Table][..] } else { &output.format };
    let mut targets: Vec<Target<'_>> =
        formats.iter().map(|format| Target { format: (*format).into(), file: None }).collect();
    let places = |name: &str| -> Vec<usize> {
        let matches = matches.subcommand().map(|(_, matches)| matches);
        matches.and_then(|matches| matches.indices_of(name)).into_iter().flatten().collect()
    };
    let starts = places("format");
    for (file, place) in output.output.iter().zip(places("output")) {
        let before = starts.iter().filter(|start| **start < place).count();
        let target = &mut targets[before.saturating_sub(1)];
        if target.file.replace(file).is_some() {
            return Err(CliError::input("two -o for one --format", "give each -o a --format before it"));
        }
    }
    if targets.iter().filter(|target| target.file.is_none()).count() > 1 {
        return Err(CliError::input("two reports for the standard output", "give all but one an -o"));
    }
    Ok(targets)
}

fn write(target: &Target<'_>, view: &View<'_>) -> Result<(), CliError> {
    match target.file {
        Some(file) => out::write_file(file, |to| report::write(target.format, view, to, report::Style::default())),
        None => out::print(|to| report::write(target.format, view, to, out::style())),
    }
}
