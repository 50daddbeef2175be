//! Which snapshots may go. What trends are made of stays, however old: of each account and quarter the last snapshot that
//! can be read, and the last one that is complete.

use super::entry::{Entry, REPORTED};
use super::open::{History, HistoryError};
use super::store::Stored;
use crate::trend::{FiscalYear, Period};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// A leftover that was written later may belong to a scan that is running, or that somebody wants to resume.
const IDLE: TimeDelta = TimeDelta::hours(24);

/// What a company keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// So many of each account, the newest.
    Newest(usize),
    /// Those that were taken in so many days.
    Days(u32),
}

/// Why a snapshot stays that is old enough to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spared {
    LastOfItsQuarter,
    LastCompleteOfItsQuarter,
    /// Somebody should look at it first.
    Unreadable,
}

/// What would go, and what would stay although it is old.
#[derive(Debug, Default)]
pub struct Pruning {
    /// Oldest first.
    pub drop: Vec<Entry>,
    pub spared: Vec<(Entry, Spared)>,
    /// Files that nobody works on any more.
    pub leftovers: Vec<Stored>,
}

impl History {
    /// Looks what may go. Nothing is deleted. In each quarter from which something would go, snapshots are read from the
    /// latest on, until one is complete.
    pub fn pruning(&self, retention: Retention, fiscal_year: FiscalYear) -> Result<Pruning, HistoryError> {
        self.pruning_at(super::oddity::now(), retention, fiscal_year)
    }

    pub(super) fn pruning_at(
        &self,
        now: DateTime<Utc>,
        retention: Retention,
        fiscal_year: FiscalYear,
    ) -> Result<Pruning, HistoryError> {
        let due = self.due(retention, now);
        let mut pruning = Pruning { leftovers: self.idle(now), ..Pruning::default() };
        for quarter in self.by_account_and_quarter(fiscal_year).values() {
            if quarter.iter().any(|entry| due.contains(entry.id.as_str())) {
                self.judge(quarter, &due, &mut pruning)?;
            }
        }
        pruning.drop.sort_by(|a, b| (a.taken_at, &a.id).cmp(&(b.taken_at, &b.id)));
        pruning.spared.sort_by(|a, b| (a.0.taken_at, &a.0.id).cmp(&(b.0.taken_at, &b.0.id)));
        Ok(pruning)
    }

    /// Deletes it. A snapshot goes before its report, so that no snapshot is left without one.
    pub fn prune(&self, pruning: &Pruning) -> Result<(), HistoryError> {
        for entry in &pruning.drop {
            self.store.delete(&entry.file())?;
            if entry.reported {
                self.store.delete(&format!("{}{REPORTED}", entry.id))?;
            }
        }
        pruning.leftovers.iter().try_for_each(|left| self.store.delete(&left.name))?;
        Ok(())
    }

    /// By age alone.
    fn due(&self, retention: Retention, now: DateTime<Utc>) -> BTreeSet<&str> {
        let entries = self.entries();
        match retention {
            Retention::Days(days) => {
                let since = now - TimeDelta::days(i64::from(days));
                entries.iter().filter(|entry| entry.taken_at < since).map(|entry| entry.id.as_str()).collect()
            }
            Retention::Newest(count) => {
                let mut seen: BTreeMap<Option<&str>, usize> = BTreeMap::new();
                let mut due = BTreeSet::new();
                for entry in entries.iter().rev() {
                    let seen = seen.entry(entry.account.as_deref()).or_default();
                    *seen += 1;
                    if *seen > count {
                        due.insert(entry.id.as_str());
                    }
                }
                due
            }
        }
    }

    /// Each latest first.
    fn by_account_and_quarter(&self, fiscal_year: FiscalYear) -> BTreeMap<(Option<&str>, Period), Vec<&Entry>> {
        let mut quarters: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
        for entry in self.entries().iter().rev() {
            let quarter = (entry.account.as_deref(), fiscal_year.quarter_of(entry.taken_at));
            quarters.entry(quarter).or_default().push(entry);
        }
        quarters
    }

    fn judge(&self, quarter: &[&Entry], due: &BTreeSet<&str>, pruning: &mut Pruning) -> Result<(), HistoryError> {
        let (mut last, mut complete) = (false, false);
        for entry in quarter {
            let spared = if complete {
                None
            } else {
                let loaded = self.load(entry)?;
                let whole = loaded.as_ref().is_ok_and(|snapshot| snapshot.is_complete());
                let first = loaded.is_ok() && !last;
                (last, complete) = (last || loaded.is_ok(), whole);
                match loaded {
                    Err(_) => Some(Spared::Unreadable),
                    Ok(_) if first => Some(Spared::LastOfItsQuarter),
                    Ok(_) => whole.then_some(Spared::LastCompleteOfItsQuarter),
                }
            };
            match spared {
                _ if !due.contains(entry.id.as_str()) => {}
                Some(why) => pruning.spared.push(((*entry).clone(), why)),
                None => pruning.drop.push((*entry).clone()),
            }
        }
        Ok(())
    }

    fn idle(&self, now: DateTime<Utc>) -> Vec<Stored> {
        let idle = |left: &&Stored| left.written.is_some_and(|written| written + IDLE < now);
        self.leftovers.iter().filter(idle).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::open::tests::{ACCOUNT, add, incomplete, snapshot};
    use super::*;
    use std::fs::{self, File};
    use std::path::Path;

    fn days(pruning: &Pruning) -> (Vec<&str>, Vec<(&str, Spared)>) {
        let spared = pruning.spared.iter().map(|(entry, why)| (&entry.id[..8], *why));
        (pruning.drop.iter().map(|entry| &entry.id[..8]).collect(), spared.collect())
    }

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T00:00:00Z").parse().unwrap()
    }

    /// Five in the first quarter of the year, of which the last is damaged and the one before incomplete; two later.
    fn filled(folder: &Path) -> History {
        for day in ["2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10", "2026-04-20"] {
            add(folder, &format!("{day}T00:00:00Z"), snapshot);
        }
        add(folder, "2026-03-20T00:00:00Z", incomplete);
        fs::write(folder.join(format!("20260330T000000Z-{ACCOUNT}.jsonl.zst")), "damaged").unwrap();
        History::open_folder(folder).unwrap()
    }

    #[test]
    fn what_trends_are_made_of_stays() {
        let folder = tempfile::tempdir().unwrap();
        let history = filled(folder.path());
        let year = FiscalYear::default();
        let first = [
            ("20260310", Spared::LastCompleteOfItsQuarter),
            ("20260320", Spared::LastOfItsQuarter),
            ("20260330", Spared::Unreadable),
        ];
        let (now, of) = (at("2026-05-01"), |retention, now, year| history.pruning_at(now, retention, year).unwrap());
        let newest = of(Retention::Newest(2), now, year);
        assert_eq!(days(&newest), (vec!["20260110", "20260210"], first.to_vec()));
        assert_eq!(days(&of(Retention::Newest(7), now, year)), (vec![], vec![]));
        let old = of(Retention::Days(60), now, year);
        assert_eq!(days(&old), (vec!["20260110", "20260210"], vec![]), "what is young enough needs no reason");
        let all = of(Retention::Days(0), at("2030-01-01"), year);
        let last = ("20260420", Spared::LastOfItsQuarter);
        assert_eq!(days(&all), (vec!["20260110", "20260210", "20260410"], [&first[..], &[last]].concat()));
        // With a year that starts in March, the tenth of February is the last of its quarter, and what is damaged has a
        // complete one behind it.
        let march = of(Retention::Newest(2), now, FiscalYear::starting_in(3).unwrap());
        let (drop, spared) = days(&march);
        assert_eq!(
            (drop, spared[0]),
            (vec!["20260110", "20260310", "20260320", "20260330"], ("20260210", Spared::LastOfItsQuarter))
        );
    }

    #[test]
    fn accounts_do_not_push_each_other_out() {
        let folder = tempfile::tempdir().unwrap();
        let history = filled(folder.path());
        for entry in history.entries() {
            let other = entry.id.replace(ACCOUNT, "999900001111");
            fs::copy(folder.path().join(entry.file()), folder.path().join(format!("{other}.jsonl.zst"))).unwrap();
        }
        let history = History::open_folder(folder.path()).unwrap();
        let pruning = history.pruning_at(at("2026-05-01"), Retention::Newest(2), FiscalYear::default()).unwrap();
        assert_eq!((pruning.drop.len(), pruning.spared.len()), (4, 6));
    }

    #[test]
    fn pruning_deletes_what_it_said_and_what_is_left_of_the_dead() {
        let folder = tempfile::tempdir().unwrap();
        let id = filled(folder.path()).entries()[0].id.clone();
        History::open_folder(folder.path()).unwrap().keep_reported(&id, b"{}").unwrap();
        let mut aged = Vec::new();
        for name in
            [".taking-1-0.jsonl.zst", ".taking-2-0.jsonl.zst", ".adding-1-0.jsonl.zst", "gone.reported.json.zst"]
        {
            let file = File::create(folder.path().join(name)).unwrap();
            if name != ".taking-2-0.jsonl.zst" {
                file.set_modified(at("2026-04-01").into()).unwrap();
                aged.push(name);
            }
        }
        fs::write(folder.path().join("README"), "ours").unwrap();
        let history = History::open_folder(folder.path()).unwrap();
        let pruning = history.pruning(Retention::Newest(6), FiscalYear::default()).unwrap();
        let leftovers: Vec<&str> = pruning.leftovers.iter().map(|left| left.name.as_str()).collect();
        assert_eq!(leftovers, [".adding-1-0.jsonl.zst", ".taking-1-0.jsonl.zst", "gone.reported.json.zst"]);
        assert_eq!(pruning.drop.iter().map(|entry| &entry.id).collect::<Vec<_>>(), [&id]);
        assert!(folder.path().join(format!("{id}.jsonl.zst")).exists(), "looking deletes nothing");
        history.prune(&pruning).unwrap();
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names[..2], [".taking-2-0.jsonl.zst", &format!("20260210T000000Z-{ACCOUNT}.jsonl.zst")]);
        assert_eq!((names.len(), names.last().map(String::as_str)), (8, Some("README")));
        history.prune(&pruning).unwrap();
    }
}
