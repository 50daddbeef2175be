//! What is new since earlier runs. A failure is new where an earlier run would have shown it, had it been there.

use super::{Picture, Seen};
use crate::risk::Band;

/// What an earlier run says of a failure of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It failed then too.
    Failed { band: Band, waived: bool },
    /// It would have been known, and was not there.
    NotThere,
    /// Something that decides could not be read or was not asked for: it may have been there.
    Unseen,
}

/// The open failures of a run, by what earlier runs say of them. Each is in one class.
#[derive(Debug, Default)]
pub struct Fresh<'p> {
    pub new: Vec<(&'p str, &'p Seen)>,
    pub standing: Vec<(&'p Seen, Band)>,
    /// What stood, and has lost its waiver.
    pub unwaived: Vec<(&'p str, &'p Seen)>,
    /// What no earlier run could see, as far as they were asked.
    pub unseen: Vec<(&'p str, &'p Seen)>,
}

impl<'p> Fresh<'p> {
    /// Nothing is known of any of them yet.
    pub fn of(picture: &'p Picture) -> Self {
        let open = picture.findings.iter().filter(|(_, seen)| seen.is_open());
        Self { unseen: open.map(|(fingerprint, seen)| (fingerprint.as_str(), seen)).collect(), ..Self::default() }
    }

    /// Asks an earlier run of those that no later one could see.
    pub fn ask(&mut self, says: impl Fn(&str, &Seen) -> Before) {
        for (fingerprint, seen) in std::mem::take(&mut self.unseen) {
            match says(fingerprint, seen) {
                Before::NotThere => self.new.push((fingerprint, seen)),
                Before::Failed { waived: true, .. } => self.unwaived.push((fingerprint, seen)),
                Before::Failed { band, .. } => self.standing.push((seen, band)),
                Before::Unseen => self.unseen.push((fingerprint, seen)),
            }
        }
    }
}

impl Picture {
    /// What it says of a failure of a later run.
    pub fn before(&self, fingerprint: &str, seen: &Seen) -> Before {
        match self.findings.get(fingerprint) {
            Some(was) if self.failed(fingerprint) => Before::Failed { band: was.band, waived: was.waived },
            _ if self.saw(fingerprint, seen) => Before::NotThere,
            _ => Before::Unseen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::{fail, picture, unknown};
    use super::*;

    fn names<'p>(of: &[(&'p str, &'p Seen)]) -> Vec<&'p str> {
        of.iter().map(|(fingerprint, _)| *fingerprint).collect()
    }

    #[test]
    fn new_is_what_would_have_been_known() {
        let was_waived = |name: &str| {
            let (name, seen) = fail(name);
            (name, Seen { waived: true, ..seen })
        };
        let old = picture("2026-01-01", &["s", "u", "n", "w"], vec![fail("s"), unknown("u"), was_waived("w")]);
        let waived_now = was_waived("x");
        let new = picture(
            "2026-04-01",
            &["s", "u", "n", "m", "w", "x"],
            vec![fail("s"), fail("u"), fail("n"), fail("m"), fail("w"), waived_now],
        );
        let mut fresh = Fresh::of(&new);
        fresh.ask(|fingerprint, seen| old.before(fingerprint, seen));
        assert_eq!(names(&fresh.new), ["m", "n"], "on a new resource, and on one that passed");
        assert_eq!(names(&fresh.unseen), ["u"]);
        assert_eq!((fresh.standing.len(), fresh.unwaived.len()), (1, 1));
    }

    #[test]
    fn what_the_last_run_could_not_see_the_one_before_may_tell() {
        let first = picture("2026-01-01", &["a", "b"], vec![fail("a")]);
        let mut second = picture("2026-02-01", &[], vec![]);
        second.blind.insert(("k".into(), "111122223333".into(), "eu-west-1".into()));
        let third = picture("2026-03-01", &["a", "b"], vec![fail("a"), fail("b")]);
        let mut fresh = Fresh::of(&third);
        fresh.ask(|fingerprint, seen| second.before(fingerprint, seen));
        assert_eq!(names(&fresh.unseen), ["a", "b"], "a run that sees nothing makes nothing new");
        fresh.ask(|fingerprint, seen| first.before(fingerprint, seen));
        assert_eq!((names(&fresh.new), fresh.standing.len(), fresh.unseen.len()), (vec!["b"], 1, 0));
    }
}
