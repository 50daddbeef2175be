//! `plimsoll scan`: the main job.

use super::super::args::{FormatArg, OutputArgs, ScanArgs};
use super::super::earlier::{Baseline, Basis, Comparison};
use super::super::gate::{self, Gates};
use super::super::history::Place;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, age, files, history, out};
use super::notify::Channels;
use super::{collecting, plan, target};
use crate::collect::Outcome;
use crate::evaluate::{Keep, Verdict};
use crate::report::{Audience, Inputs, TABLE, View, Whose};
use crate::risk::DueDays;
use crate::scan::{self, Rules, Scan};
use crate::snapshot::{KindInfo, Snapshot};
use crate::trend::{By, History, Retention, Terms, Trend};
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;

pub(super) fn run(args: &ScanArgs, matches: &ArgMatches) -> Result<Exit, CliError> {
    if args.gate.quiet {
        out::be_quiet();
    }
    let kept: Vec<&Path> = [&args.save, &args.snapshot].into_iter().flatten().map(|file| file.as_path()).collect();
    let targets = target::targets(&args.output, &kept, matches)?;
    let book = RuleBook::read(&args.rules)?;
    let settings = Settings::of(args, &book);
    let channels = args.notify.then(|| Channels::of(&book.config));
    let rules = book.choose(&args.scope.selection(), &args.scope.framework)?;
    if args.scope.plan {
        return planned(args, &rules, &settings);
    }
    settings.gates.check(&args.gate, args.notify, settings.history.is_some())?;
    let baseline = args.gate.baseline.as_deref().map(|file| Baseline::read(file, &rules)).transpose()?;
    let caller = &args.credentials.caller;
    let history = settings.history.as_ref().map(|place| history::open_to_add(place, caller)).transpose()?;
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
    if let (Some(history), Some(id)) = (&history, &taken.added)
        && let Err(error) = super::trend::keep_reported(history, id, &judged)
    {
        out::complain(error);
    }
    let trend = history.as_ref().map(|history| compare(history, &judged, &settings)).transpose()?.flatten();
    let kinds = crate::collect::kinds();
    let view = View::lay_out(&settings.inputs(&judged, &kinds, trend.as_ref()));
    if let Err(error) = target::write_all(&targets, &view) {
        taken.keep();
        return Err(error);
    }
    let basis = Basis { baseline: baseline.as_ref(), history: history.as_ref(), trend: trend.as_ref() };
    // After the reports, as what cannot be compared has one all the same; and before what it is compared with goes.
    let exit = conclude(&judged, &view, &settings.gates, channels.as_ref(), &basis);
    if args.push_security_hub {
        super::push::run(args, &settings, &judged, &kinds, trend.as_ref())?;
    }
    if let (Some(_), Some(place), Some(retention)) = (&taken.added, &settings.history, settings.retention) {
        super::history::prune_as_configured(place, caller, retention, settings.terms.calendar.fiscal_year);
    }
    exit
}

/// Tells whoever is to be told, and says how the run ends.
fn conclude(
    judged: &Scan<'_>,
    view: &View<'_>,
    gates: &Gates,
    channels: Option<&Channels>,
    basis: &Basis<'_>,
) -> Result<Exit, CliError> {
    if gates.are_open() && channels.is_none() {
        return Ok(Exit::Fine);
    }
    let now = judged.picture();
    let asked = gates.ask_for_new() || channels.is_some();
    let compared = if asked { Comparison::of(&now, judged.rules, basis) } else { Ok(None) };
    if let Some(channels) = channels {
        channels.tell(view, &compared);
    }
    // A message that lacks what is new has said so, and changes nothing; a gate cannot be judged without.
    let compared = if gates.ask_for_new() { compared? } else { None };
    gate::hold(gates, &now, compared.as_ref())
}

/// By the last snapshot of the history, where there is one.
fn planned(args: &ScanArgs, rules: &Rules, settings: &Settings) -> Result<Exit, CliError> {
    let before = match (&args.snapshot, &settings.history) {
        (Some(file), _) => Some(files::read_snapshot(file)?),
        (None, Some(place)) => history::last(&history::open(place, &args.credentials.caller)?)?,
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
    plan::print(&args.credentials, &args.scope, kinds, before.as_ref(), format)
}

/// What options and configuration say beside the rules.
pub(super) struct Settings {
    pub include: BTreeSet<Verdict>,
    pub line: Option<f64>,
    gates: Gates,
    pub due: DueDays,
    pub terms: Terms,
    history: Option<Place>,
    /// Where the history is the configuration's own.
    retention: Option<Retention>,
    top: usize,
    audience: Audience,
}

impl Settings {
    fn of(args: &ScanArgs, book: &RuleBook) -> Self {
        let config = &book.config;
        let gates = Gates::of(&args.gate, config);
        Self {
            line: gates.line(),
            gates,
            history: args.history.clone().or_else(|| config.history.place.clone()),
            retention: config.history.retention.filter(|_| config.history.is_about(args.history.as_ref())),
            ..Self::to_report(&args.output, config)
        }
    }

    /// For reports of what was saved: no gates.
    pub(super) fn to_report(output: &OutputArgs, config: &super::super::config::Config) -> Self {
        let plain = Self::plain(config);
        let include = output.include.iter().map(|verdict| Verdict::from(*verdict));
        let include = include.chain(plain.include.iter().copied()).collect();
        Self { include, audience: output.audience.into(), ..plain }
    }

    /// As `demo` and others see an estate: no gates.
    pub(super) fn plain(config: &super::super::config::Config) -> Self {
        Self {
            include: BTreeSet::from([Verdict::Fail]),
            line: config.limit(),
            gates: Gates::default(),
            due: config.due_days,
            terms: super::trend::terms(config, By::Quarter),
            history: None,
            retention: None,
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
            whose: Whose::default(),
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
    /// Its name in the history, where it was added to one.
    added: Option<String>,
}

impl Taken {
    /// What was read took minutes, and must not be lost with the report.
    fn keep(&mut self) {
        if let Some(folder) = self.passing.take() {
            let file = folder.keep().join(PASSING);
            out::reason(&format!("what was read is kept: plimsoll scan --snapshot {}", file.display()));
        }
    }
}

fn take(args: &ScanArgs, rules: &Rules, history: Option<&History>) -> Result<Taken, CliError> {
    if let Some(file) = &args.snapshot {
        return Ok(Taken {
            snapshot: files::read_snapshot(file)?,
            outcome: Outcome::Finished,
            passing: None,
            added: None,
        });
    }
    // Judged is what the file holds, so that a scan and its replay are the same by construction.
    let folder = tempfile::tempdir().map_err(|source| CliError::Write { path: "a temporary folder".into(), source })?;
    let (file, mut passing) = match (args.resume.as_ref().or(args.save.as_ref()), history) {
        (Some(file), _) => (file.clone(), None),
        (None, history) => match history.and_then(History::scratch) {
            Some(file) => (file, None),
            None => (folder.path().join(PASSING), Some(folder)),
        },
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
    let added = match history.filter(|_| outcome == Outcome::Finished) {
        Some(history) => add(history, &file, args, &mut passing)?,
        None => None,
    };
    Ok(Taken { snapshot, outcome, passing, added })
}

/// What was read took minutes, and is still there where the history cannot take it.
fn add(
    history: &History,
    file: &Path,
    args: &ScanArgs,
    passing: &mut Option<TempDir>,
) -> Result<Option<String>, CliError> {
    let keep = args.save.is_some() || args.resume.is_some() || passing.is_some();
    match history.add(file, keep) {
        Ok(id) => Ok(Some(id)),
        Err(error) => {
            passing.take().map(TempDir::keep);
            Err(error.into())
        }
    }
}

/// The run beside the quarters before it. The run was read and has its report, also where the history fails it.
fn compare(history: &History, judged: &Scan<'_>, settings: &Settings) -> Result<Option<Trend>, CliError> {
    if history.is_blind() {
        return Ok(None);
    }
    match super::trend::measured(history, judged.rules, settings.terms, Some(judged)) {
        Ok(trend) => Ok(Some(trend)),
        Err(CliError::History(error)) => {
            out::note(&format!("nothing is compared with the history: {error}"));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
