//! `plimsoll history list|prune`.

use super::super::args::{CallerArgs, FormatArg, HistoryArgs, HistoryCommand};
use super::super::config::Config;
use super::super::history::{self, Place};
use super::super::{CliError, Exit, out};
use crate::report::{self, HistoryRows};
use crate::trend::{FiscalYear, History, Pruning, Retention, Spared};
use std::io::{self, Write};

pub(super) fn run(command: &HistoryCommand) -> Result<Exit, CliError> {
    match command {
        HistoryCommand::List { history, config, format } => list(history, &Config::read(config.as_deref())?, *format),
        HistoryCommand::Prune { keep, keep_days, dry_run, history, config } => {
            let config = Config::read(config.as_deref())?;
            let asked = history::retention(*keep, *keep_days).or(config.history.retention);
            let Some(retention) = asked else {
                let message = "nothing says how much is to be kept";
                return Err(CliError::input(message, "give --keep N or --keep-days D, or `history:` in plimsoll.yaml"));
            };
            prune(history, &config, retention, *dry_run)
        }
    }
}

/// The history that was named, or that of the configuration.
pub(super) fn place(args: &HistoryArgs, config: &Config) -> Result<Place, CliError> {
    args.history
        .clone()
        .or_else(|| config.history.place.clone())
        .ok_or_else(|| CliError::input("no history was named", "give --history DIR, or `history:` in plimsoll.yaml"))
}

fn list(args: &HistoryArgs, config: &Config, format: FormatArg) -> Result<Exit, CliError> {
    let history = history::open(&place(args, config)?, &args.caller)?;
    let rows = HistoryRows::of(&history, config.fiscal_year);
    out::print(|to| match format {
        FormatArg::Table => report::table::history(&rows, to, out::style()),
        FormatArg::Json => report::json::history(&rows, to),
    })?;
    Ok(Exit::Fine)
}

fn prune(args: &HistoryArgs, config: &Config, retention: Retention, dry_run: bool) -> Result<Exit, CliError> {
    let history = history::open(&place(args, config)?, &args.caller)?;
    let pruning = history.pruning(retention, config.fiscal_year)?;
    // It is said before it is done: what fails on the way leaves a list of what was to go.
    out::print(|to| tell(&pruning, &history, config.fiscal_year, to))?;
    if dry_run {
        out::note("nothing was deleted; without --dry-run it is");
    } else {
        history.prune(&pruning)?;
    }
    Ok(Exit::Fine)
}

fn tell(pruning: &Pruning, history: &History, fiscal_year: FiscalYear, to: &mut dyn Write) -> io::Result<()> {
    for entry in &pruning.drop {
        let report = if entry.reported { " and its report" } else { "" };
        writeln!(to, "drop  {}{report}", history.place(entry))?;
    }
    for left in &pruning.leftovers {
        writeln!(to, "drop  {}, a leftover", left.name)?;
    }
    for (entry, why) in &pruning.spared {
        let quarter = fiscal_year.quarter_of(entry.taken_at);
        let why = match why {
            Spared::LastOfItsQuarter => format!("the last of {quarter}"),
            Spared::LastCompleteOfItsQuarter => format!("the last complete one of {quarter}"),
            Spared::Unreadable => "it cannot be read, and somebody should look at it".to_owned(),
        };
        writeln!(to, "keep  {}: {why}", history.place(entry))?;
    }
    if pruning.drop.is_empty() && pruning.leftovers.is_empty() {
        writeln!(to, "nothing is old enough to go")?;
    }
    Ok(())
}

/// After a scan, where the configuration says how much is kept. The scan has its result, whatever comes of this.
pub(super) fn prune_as_configured(place: &Place, caller: &CallerArgs, retention: Retention, fiscal_year: FiscalYear) {
    match pruned(place, caller, retention, fiscal_year) {
        Ok(0) => {}
        Ok(1) => out::note("1 old snapshot was pruned from the history, as plimsoll.yaml says"),
        Ok(count) => out::note(&format!("{count} old snapshots were pruned from the history, as plimsoll.yaml says")),
        Err(error) => out::note(&format!("the history was not pruned: {error}")),
    }
}

/// The history as it is now, with what was added. What is odd about it was told when the scan began.
fn pruned(place: &Place, caller: &CallerArgs, retention: Retention, year: FiscalYear) -> Result<usize, CliError> {
    let history = history::reopen(place, caller)?;
    let pruning = history.pruning(retention, year)?;
    history.prune(&pruning)?;
    Ok(pruning.drop.len())
}
