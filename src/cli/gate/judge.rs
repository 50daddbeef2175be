//! From gates and a run to an exit code, with the reasons in sentences.

use super::super::Exit;
use super::super::earlier::Comparison;
use super::settings::{Bounds, Gates, Whom};
use crate::report::{Count, amount};
use crate::risk::{Band, Load};
use crate::trend::{Fresh, Picture, Seen};

pub(super) struct Ruling {
    pub exit: Exit,
    /// Why the exit code is not 0: a sentence for each bound that was passed.
    pub reasons: Vec<String>,
    /// What did not count, for whoever wonders.
    pub notes: Vec<String>,
}

/// Over the line goes before incomplete: what is known to be bad is bad whatever else is hidden.
pub(super) fn judge(gates: &Gates, now: &Picture, compared: Option<&Comparison<'_>>) -> Ruling {
    let bounds = gates.all.iter().flat_map(|(whom, bounds)| reasons(whom, *bounds, now, compared));
    let mut reasons: Vec<String> = bounds.collect();
    let over = !reasons.is_empty();
    let incomplete = if gates.strict { incomplete(now) } else { None };
    let exit = match (over, &incomplete) {
        (true, _) => Exit::OverTheLine,
        (false, Some(_)) => Exit::Incomplete,
        (false, None) => Exit::Fine,
    };
    reasons.extend(incomplete);
    let mut notes: Vec<String> = gates.all.iter().filter_map(|(whom, _)| of_nobody(whom, now)).collect();
    notes.extend(compared.zip(gates.least_new()).and_then(|(compared, band)| told_apart(compared, band)));
    Ruling { exit, reasons, notes }
}

fn reasons(whom: &Whom, bounds: Bounds, now: &Picture, compared: Option<&Comparison<'_>>) -> Vec<String> {
    let line = bounds.line.and_then(|line| over(whom, line, now));
    let band = bounds.fail_on.and_then(|band| {
        let open = now.findings.iter().filter(|(_, seen)| seen.is_open());
        let open = open.map(|(fingerprint, seen)| (fingerprint.as_str(), seen));
        Some(format!("at or above {}: {}", band.as_str(), worst(whom, band, open)?))
    });
    let new = bounds.fail_on_new.zip(compared).and_then(|(band, compared)| {
        let worst = worst(whom, band, compared.fresh.new.iter().copied())?;
        let new = compared.fresh.new.iter().filter(|(_, seen)| counts(whom, band, seen));
        let returned = new.filter(|(fingerprint, _)| compared.returned.contains(*fingerprint)).count();
        let returned = match returned {
            0 => String::new(),
            n => format!("; {n} of them had gone before and returned"),
        };
        let since = compared.with.as_deref().unwrap_or("ever");
        Some(format!("new at or above {} since {since}: {worst}{returned}", band.as_str()))
    });
    [line, band, new].into_iter().flatten().collect()
}

/// What counts is the load that is certain.
fn over(whom: &Whom, line: f64, now: &Picture) -> Option<String> {
    let matching = |loads: &std::collections::BTreeMap<String, Load>, pattern: &str| -> Vec<(String, f64)> {
        let those = loads.iter().filter(|(name, _)| crate::snapshot::glob(pattern, name));
        those.map(|(name, load)| (name.clone(), load.low)).collect()
    };
    let (one, many, carriers) = match whom {
        Whom::Estate => ("the estate", "", vec![(String::new(), now.load.low)]),
        Whom::Owner(pattern) => ("owner ", "owners", matching(&now.by_owner, pattern)),
        Whom::Account(pattern) => ("account ", "accounts", matching(&now.by_account, pattern)),
    };
    let over: Vec<_> = carriers.into_iter().filter(|(_, load)| *load > line).collect();
    let (name, load) = over.iter().max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
    let who = match (whom, name.as_str()) {
        (Whom::Owner(_), "") => "what nobody owns".to_owned(),
        (_, name) => format!("{one}{name}"),
    };
    let (load, line) = (amount(*load), amount(line));
    Some(match over.len() {
        1 => format!("over the line: {who} carries {load}, and its line is {line}"),
        n => format!("over the line: {n} {many}, of which {who} carries the most, {load}; the line of each is {line}"),
    })
}

fn counts(whom: &Whom, band: Band, seen: &Seen) -> bool {
    seen.band >= band && whom.is_about(seen)
}

fn worst<'p>(whom: &Whom, band: Band, of: impl Iterator<Item = (&'p str, &'p Seen)>) -> Option<String> {
    let found: Vec<_> = of.filter(|(_, seen)| counts(whom, band, seen)).collect();
    let by_score = |a: &&(&str, &Seen), b: &&(&str, &Seen)| a.1.score.total_cmp(&b.1.score).then_with(|| b.0.cmp(a.0));
    let (fingerprint, seen) = found.iter().max_by(by_score)?;
    let count = Count::new(found.len(), "finding", "findings");
    let whose = match whom {
        Whom::Estate => String::new(),
        Whom::Owner(name) if name.is_empty() => " of what nobody owns".to_owned(),
        Whom::Owner(name) => format!(" of owner {name}"),
        Whom::Account(id) => format!(" in account {id}"),
    };
    let (which, band) = (if found.len() == 1 { "which is" } else { "the worst" }, seen.band.as_str());
    let id = fingerprint.get(..8).unwrap_or(fingerprint);
    Some(format!("{count}{whose}, {which} {band}: {} on {} ({id})", seen.control, seen.name))
}

/// What `--strict` does not let pass.
fn incomplete(now: &Picture) -> Option<String> {
    let undecided = Count::new(usize::try_from(now.sight.undecided).unwrap_or(usize::MAX), "finding", "findings");
    let blind = Count::new(usize::try_from(now.sight.blind_controls).unwrap_or(usize::MAX), "control", "controls");
    let sentence = match (undecided.is_zero(), blind.is_zero()) {
        (true, true) if now.complete => return None,
        (true, true) => "something that was asked for could not be read".to_owned(),
        (false, true) => format!("{undecided} could not be decided"),
        (true, false) => format!("{blind} could not see all they look at"),
        (false, false) => format!("{undecided} could not be decided, and {blind} could not see all they look at"),
    };
    Some(format!("incomplete: {sentence}; the gaps in the report say which reads failed"))
}

/// A gate of an owner whom nobody is called may be a slip, and would never close.
fn of_nobody(whom: &Whom, now: &Picture) -> Option<String> {
    let Whom::Owner(name) = whom else { return None };
    let met = now.by_owner.keys().any(|owner| crate::snapshot::glob(name, owner))
        || now.findings.values().any(|seen| whom.is_about(seen));
    (!met).then(|| format!("the gate of owner {name} is about nothing: no finding has that owner"))
}

/// What is at or above a band and does not count as new, and why not.
fn told_apart(compared: &Comparison<'_>, band: Band) -> Option<String> {
    compared.with.as_ref()?;
    let Fresh { standing, unwaived, unseen, .. } = &compared.fresh;
    let unseen = unseen.iter().filter(|(_, seen)| seen.band >= band).count();
    let rose = standing.iter().filter(|(seen, was)| seen.band >= band && *was < band).count();
    let unwaived = unwaived.iter().filter(|(_, seen)| seen.band >= band).count();
    let told = [
        (unseen, "that could not be seen before"),
        (rose, "that stood and rose to it"),
        (unwaived, "that lost a waiver"),
    ];
    let told = told.iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, why)| format!("{} {why}", Count::new(*n, "finding", "findings"))).collect();
    (!told.is_empty()).then(|| format!("not counted as new at or above {}: {}", band.as_str(), told.join(", ")))
}
