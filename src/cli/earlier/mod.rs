//! What is new, for gates and for those who are told: against a baseline, or against the last snapshots of a history,
//! judged by the same rules.

mod baseline;

use super::{CliError, out};
use crate::collect;
use crate::evaluate::Keep;
use crate::scan::{Rules, scan};
use crate::trend::{Entry, Fresh, History, Picture, Trend};
pub use baseline::Baseline;
use std::collections::BTreeSet;

/// What the last snapshot could not see, those before it may tell. So many are asked.
const MOST_ASKED: usize = 5;

/// What a run can be compared with.
pub struct Basis<'a> {
    pub baseline: Option<&'a Baseline>,
    pub history: Option<&'a History>,
    /// Tells what failed in an earlier period already.
    pub trend: Option<&'a Trend>,
}

pub struct Comparison<'p> {
    pub fresh: Fresh<'p>,
    /// The fingerprints of those that failed in an earlier period already.
    pub returned: BTreeSet<String>,
    /// The name of what it was compared with; none where there was nothing yet.
    pub with: Option<String>,
}

impl<'p> Comparison<'p> {
    /// With the baseline, or else with the history; none where there is neither.
    pub fn of(now: &'p Picture, rules: &Rules, basis: &Basis<'_>) -> Result<Option<Self>, CliError> {
        match (basis.baseline, basis.history) {
            (Some(baseline), _) => Ok(Some(Self::with_baseline(now, baseline))),
            (None, Some(history)) => Self::with_history(now, history, rules, basis.trend).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn with_baseline(now: &'p Picture, baseline: &Baseline) -> Self {
        let mut fresh = Fresh::of(now);
        fresh.ask(|fingerprint, seen| baseline.before(fingerprint, seen));
        Self { fresh, returned: BTreeSet::new(), with: Some(baseline.name.clone()) }
    }

    fn with_history(
        now: &'p Picture,
        history: &History,
        rules: &Rules,
        trend: Option<&Trend>,
    ) -> Result<Self, CliError> {
        if history.is_blind() {
            let help = "allow s3:ListBucket and s3:GetObject as docs/history.md says, or give --baseline FILE";
            return Err(CliError::input("nothing can be called new, as the history cannot be listed", help));
        }
        let earlier = earlier(now, history);
        let mut fresh = Fresh::of(now);
        let with = ask(&mut fresh, history, rules, &earlier)?;
        if with.is_none() && !earlier.is_empty() && !fresh.unseen.is_empty() {
            let help = "`plimsoll history list` says what is wrong with them; --baseline FILE names another one";
            return Err(CliError::input("nothing can be called new: no earlier snapshot can be read", help));
        }
        if with.is_none() && !fresh.unseen.is_empty() {
            out::note("nothing is called new: there is no earlier snapshot to compare with");
        }
        let was_there = |fingerprint: &str| {
            let story = trend.map(|trend| trend.story(fingerprint)).unwrap_or_default();
            story.iter().any(|(_, at, _)| *at < now.taken_at)
        };
        let returned = fresh.new.iter().map(|(fingerprint, _)| (*fingerprint).to_owned());
        let returned = returned.filter(|fingerprint| was_there(fingerprint)).collect();
        Ok(Self { fresh, returned, with })
    }
}

/// Snapshots of before, latest first: those of the same account where there are any, as many jobs may share a history.
fn earlier<'h>(now: &Picture, history: &'h History) -> Vec<&'h Entry> {
    // Names of snapshots have no parts of seconds.
    let before = |entry: &&Entry| entry.taken_at.timestamp() < now.taken_at.timestamp();
    let all: Vec<&Entry> = history.entries().iter().rev().filter(before).collect();
    let is_own = |entry: &Entry| entry.account.as_ref().is_some_and(|account| now.accounts.contains(account));
    let own: Vec<&Entry> = all.iter().copied().filter(|entry| is_own(entry)).collect();
    if own.is_empty() { all } else { own }
}

/// Asks one after the other until nothing is left to ask, and says which was the first.
fn ask(
    fresh: &mut Fresh<'_>,
    history: &History,
    rules: &Rules,
    earlier: &[&Entry],
) -> Result<Option<String>, CliError> {
    let kinds = collect::kinds();
    let (mut first, mut asked) = (None, 0);
    for entry in earlier {
        if asked == MOST_ASKED || fresh.unseen.is_empty() {
            break;
        }
        if let Some(loaded) = history.first_of([*entry], &mut out::note)? {
            let then = scan(&loaded.snapshot.fitted(&kinds), rules, Keep::Problems).picture();
            fresh.ask(|fingerprint, seen| then.before(fingerprint, seen));
            first.get_or_insert(loaded.id);
            asked += 1;
        }
    }
    Ok(first)
}
