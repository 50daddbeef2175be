//! `plimsoll waivers add`: a waiver for one finding.

use super::super::super::args::AddArgs;
use super::super::super::config::Config;
use super::super::super::rules::RuleBook;
use super::super::super::{CliError, Exit, out, read_source};
use super::super::finding;
use super::super::scan::Settings;
use super::super::subject::at_hand;
use crate::control::Selection;
use crate::evaluate::{AppendError, Keep, Verdict, Waiver, appended};
use crate::scan::scan;
use crate::yaml::Source;
use chrono::{DateTime, Utc};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where waivers are kept if nobody says.
const DEFAULT: &str = "waivers.yaml";

/// Digits of a whole fingerprint.
const WHOLE: usize = 32;

pub(super) fn run(args: AddArgs) -> Result<Exit, CliError> {
    let config = Config::read(args.rules.config.as_deref())?;
    let named = args.rules.waivers.clone().or_else(|| config.waivers.clone());
    let file = named.clone().unwrap_or_else(|| PathBuf::from(DEFAULT));
    // What is replaced is the file itself, and not a link to it.
    let file = file.canonicalize().unwrap_or(file);
    let waiver = waiver(args, config, file.exists())?;
    let _held = held(&file);
    let source = if file.exists() { read_source(&file)? } else { Source::new(file.display().to_string(), "") };
    let text = appended(&source, &waiver).map_err(|error| refusal(error, &file))?;
    out::expect_place(&file)?;
    out::write_file(&file, |to| to.write_all(text.as_bytes()))?;
    out::note(&format!("{} is waived until {} in {}", subject(&waiver), waiver.expires, file.display()));
    if named.is_none() {
        out::note(&format!("`scan` reads it with --waivers {DEFAULT}, or with `waivers: {DEFAULT}` in plimsoll.yaml"));
    }
    Ok(Exit::Fine)
}

/// Two at once would each write what it read, and lose what the other wrote. The file itself is replaced, so that its
/// folder is what can be held; where that cannot be, there is nobody to wait for.
fn held(file: &Path) -> Option<File> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).ok().filter(|folder| folder.lock().is_ok())
}

/// What is to be written. Where a snapshot is at hand, the finding is looked up in it, and named by its parts too.
fn waiver(args: AddArgs, config: Config, there_is_a_file: bool) -> Result<Waiver, CliError> {
    let looked_up = args.snapshot.is_some() || args.history.history.is_some() || config.history.place.is_some();
    if !finding::is_start(&args.fingerprint) || (!looked_up && args.fingerprint.len() != WHOLE) {
        let message = format!("`{}` is not a whole fingerprint", args.fingerprint);
        let help = "`plimsoll scan --format json` and `plimsoll explain` show whole ones; with --snapshot or --history the \
                    start of one is enough";
        return Err(CliError::input(message, help));
    }
    let mut waiver = Waiver {
        id: args.id,
        control: None,
        resource: None,
        fingerprint: Some(args.fingerprint.to_ascii_lowercase()),
        account: None,
        reason: args.reason,
        owner: args.owner,
        ticket: args.ticket,
        written: Some(DateTime::<Utc>::from(SystemTime::now()).date_naive()),
        expires: args.expires,
    };
    if !looked_up {
        return Ok(waiver);
    }
    let snapshot = at_hand("a finding is waived", args.snapshot.as_deref(), &args.history, &config)?;
    let settings = Settings::plain(&config);
    let (mut config, mut rules) = (config, args.rules);
    if !there_is_a_file {
        (config.waivers, rules.waivers) = (None, None);
    }
    let rules = RuleBook::with(config, &rules)?.choose(&Selection::default(), &[])?;
    let judged = scan(&snapshot, &rules, Keep::Problems);
    let kinds = crate::collect::kinds();
    let inputs = settings.inputs(&judged, &kinds, None);
    let found = finding::of_fingerprint(&inputs, &args.fingerprint)?;
    if let (Verdict::Fail, Some(there)) = (found.verdict, found.waiver) {
        return Err(again(there));
    }
    waiver.fingerprint = Some(found.fingerprint.to_owned());
    waiver.control = Some(found.control.id.clone());
    waiver.resource = Some(found.resource.id.to_owned());
    Ok(waiver)
}

fn subject(waiver: &Waiver) -> String {
    let parts = [&waiver.control, &waiver.resource].into_iter().flatten().cloned().collect::<Vec<_>>();
    if parts.is_empty() { waiver.fingerprint.clone().unwrap_or_default() } else { parts.join(" on ") }
}

fn again(there: &Waiver) -> CliError {
    let message =
        format!("the finding is waived already, by {} until {}: {}", there.owner, there.expires, there.reason);
    CliError::input(message, "to renew it, change `expires` and `written` of the waiver that is there")
}

fn refusal(error: AppendError, file: &Path) -> CliError {
    match error {
        AppendError::Broken(broken) => broken.into(),
        AppendError::Again(there) => again(&there),
        AppendError::Unfit(lines) => {
            let message = format!("{} is written in a way that lines cannot be added to", file.display());
            CliError::input(message, format!("write each waiver on lines of its own, or add this yourself:\n{lines}"))
        }
    }
}
