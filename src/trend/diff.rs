//! What changed between two pictures. Each finding of either side is in one class.

use super::change::Between;
use super::series::{Fate, fate};
use super::{LoadChange, Picture, Seen};
use crate::evaluate::Verdict;
use crate::risk::Load;
use chrono::{DateTime, Utc};

#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    pub before: Moment,
    pub after: Moment,
    /// Why the load is another.
    pub load: LoadChange,
    /// By what happened, then by risk, then by control.
    pub changes: Vec<Change>,
    /// Failures that stand as they stood.
    pub standing: u64,
}

/// One side of a diff.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub snapshot: String,
    pub taken_at: DateTime<Utc>,
    pub accounts: Vec<String>,
    pub complete: bool,
    pub load: Load,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub what: What,
    pub fingerprint: String,
    /// As it is now, or as it last was.
    pub seen: Seen,
    /// The score that it had before, where it was there.
    pub score_before: Option<f64>,
}

/// What happened to a finding. In the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    New,
    /// It could not be judged before, and may have been there.
    CameIntoSight,
    Worse,
    /// It was there and something that decides can no longer be read.
    LostSight,
    Better,
    Waived,
    /// Its waiver has gone or expired.
    Unwaived,
    Fixed,
    /// Gone with its resource.
    Removed,
}

/// Compares two pictures.
pub fn diff(old: &Picture, new: &Picture) -> Diff {
    let mut changes = Vec::new();
    let mut standing = 0;
    for (fingerprint, was) in old.findings.iter().filter(|(_, seen)| seen.verdict == Verdict::Fail) {
        let (what, seen) = match fate(new, fingerprint, was) {
            // What was a part of another comes and goes with it.
            Fate::Stands if new.findings[fingerprint].folded.is_some() => continue,
            Fate::Fixed | Fate::Removed | Fate::Unseen if was.folded.is_some() => continue,
            Fate::Fixed => (What::Fixed, was),
            Fate::Removed => (What::Removed, was),
            Fate::Unseen => (What::LostSight, was),
            Fate::Stands => match changed(was, &new.findings[fingerprint]) {
                Some(what) => (what, &new.findings[fingerprint]),
                None => {
                    standing += 1;
                    continue;
                }
            },
        };
        let score_before = Some(was.score);
        changes.push(Change { what, fingerprint: fingerprint.clone(), seen: seen.clone(), score_before });
    }
    let fails = |seen: &Seen| seen.verdict == Verdict::Fail && seen.folded.is_none();
    let fresh = new.findings.iter().filter(|(fingerprint, seen)| fails(seen) && !old.failed(fingerprint));
    changes.extend(fresh.map(|(fingerprint, seen)| Change {
        what: if old.saw(fingerprint, seen) { What::New } else { What::CameIntoSight },
        fingerprint: fingerprint.clone(),
        seen: seen.clone(),
        score_before: None,
    }));
    changes.sort_by(|a, b| {
        let by_risk = b.seen.score.total_cmp(&a.seen.score);
        let by_name = || a.seen.control.cmp(&b.seen.control).then_with(|| a.fingerprint.cmp(&b.fingerprint));
        a.what.cmp(&b.what).then(by_risk).then_with(by_name)
    });
    // Of two pictures, nobody knows what was before.
    let load = LoadChange::of(&Between { old, new, returned: &|_| false });
    Diff { before: Moment::of(old), after: Moment::of(new), load, changes, standing }
}

/// How a failure that stands differs from what it was.
fn changed(was: &Seen, is: &Seen) -> Option<What> {
    match (was.waived, is.waived) {
        (false, true) => Some(What::Waived),
        (true, false) => Some(What::Unwaived),
        _ if is.score > was.score => Some(What::Worse),
        _ if is.score < was.score => Some(What::Better),
        _ => None,
    }
}

impl Moment {
    fn of(picture: &Picture) -> Self {
        Self {
            snapshot: picture.id.clone(),
            taken_at: picture.taken_at,
            accounts: picture.accounts.clone(),
            complete: picture.complete,
            load: picture.load,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::{fail, picture, unknown};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes() {
        let mut worse = fail("w");
        let old = picture("2026-01-01", &["f", "r", "w", "s", "u"], ["f", "r", "w", "s", "u"].map(fail).to_vec());
        worse.1.score = 99.0;
        let new = picture("2026-04-01", &["f", "w", "s", "n", "u"], vec![worse, fail("s"), fail("n"), unknown("u")]);
        let diff = diff(&old, &new);
        let found: Vec<_> = diff.changes.iter().map(|change| (change.what, change.fingerprint.as_str())).collect();
        let wanted =
            [(What::New, "n"), (What::Worse, "w"), (What::LostSight, "u"), (What::Fixed, "f"), (What::Removed, "r")];
        assert_eq!(found, wanted);
        assert_eq!(diff.standing, 1);
    }

    #[test]
    fn what_could_not_be_judged_before_is_not_called_new() {
        let mut old = picture("2026-01-01", &["u"], vec![unknown("u")]);
        old.blind.insert(("k".into(), "111122223333".into(), "eu-west-1".into()));
        let new = picture("2026-04-01", &["u", "b"], vec![fail("u"), fail("b")]);
        assert!(diff(&old, &new).changes.iter().all(|change| change.what == What::CameIntoSight));
    }

    proptest! {
        #[test]
        fn each_failure_of_either_side_is_in_one_class(old in "[a-f]{0,6}", new in "[a-f]{0,6}", there in "[a-f]{0,6}") {
            let names = |text: &str| -> std::collections::BTreeSet<String> { text.chars().map(String::from).collect() };
            let side = |day: &str, text: &str| {
                let all: Vec<String> = names(text).union(&names(&there)).cloned().collect();
                let ids: Vec<&str> = all.iter().map(String::as_str).collect();
                picture(day, &ids, names(text).iter().map(|name| fail(name)).collect())
            };
            let diff = diff(&side("2026-01-01", &old), &side("2026-04-01", &new));
            let either = names(&old).union(&names(&new)).count();
            prop_assert_eq!(diff.changes.len() + usize::try_from(diff.standing).unwrap(), either);
            let mut seen: Vec<&String> = diff.changes.iter().map(|change| &change.fingerprint).collect();
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), diff.changes.len());
        }
    }
}
