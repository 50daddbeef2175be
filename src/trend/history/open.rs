//! A history is opened by one listing, and its snapshots are read when somebody asks for them.

use super::entry::{ADDING, Entry, HEAD, REPORTED, SNAPSHOT, TAKING};
use super::folder::Folder;
use super::oddity;
use super::store::{Store, StoreError, Stored, Trouble};
use crate::snapshot::{self, LoadError, Snapshot};
use crate::trend::{Calendar, Period};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub struct History {
    pub(super) store: Box<dyn Store>,
    /// Oldest first.
    entries: Vec<Entry>,
    /// Of writers that died, or that are still at work; and of prunings that were cut off.
    pub(super) leftovers: Vec<Stored>,
    warnings: Vec<String>,
    blind: bool,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum HistoryError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] StoreError),
    #[error("cannot keep the snapshot in the history: {source}")]
    #[diagnostic(help("the snapshot itself is kept as {kept}; {}", source.help))]
    Keep { kept: String, source: StoreError },
    #[error("cannot keep {place}: there is another report of that snapshot already")]
    #[diagnostic(help("what was reported at the time is never changed; take a new snapshot"))]
    Reported { place: String },
    #[error("`{id}` cannot be the name of a snapshot in a history")]
    #[diagnostic(help("a name has letters, digits, `-`, `_` and `.`; the snapshot was changed after it was written"))]
    Name { id: String },
    #[error("cannot read {path}")]
    #[diagnostic(help("check the free space, and who may read it"))]
    File { path: String, source: std::io::Error },
    #[error(transparent)]
    #[diagnostic(transparent)]
    Load(#[from] LoadError),
}

/// A snapshot that was read, and its name in the history.
#[derive(Debug)]
pub struct Loaded {
    pub id: String,
    pub snapshot: Snapshot,
}

impl History {
    /// Opens a folder that is there.
    pub fn open_folder(path: &Path) -> Result<Self, HistoryError> {
        Self::open(Box::new(Folder::at(path)))
    }

    /// Opens a folder, and makes it where it does not exist.
    pub fn make_folder(path: &Path) -> Result<Self, HistoryError> {
        Self::open(Box::new(Folder::make(path)?))
    }

    /// Opens it by its listing. Only of snapshots whose names do not say enough, headers are read.
    pub fn open(store: Box<dyn Store>) -> Result<Self, HistoryError> {
        let listed = store.list()?;
        Ok(Self::of(store, listed, oddity::now()))
    }

    /// Opens it to add to it: who may only write there sees nothing of it, and may add all the same.
    pub fn open_to_add(store: Box<dyn Store>) -> Result<Self, HistoryError> {
        match store.list() {
            Ok(listed) => Ok(Self::of(store, listed, oddity::now())),
            Err(error) if error.trouble == Trouble::Denied => {
                let warning = format!("nothing is compared with the history, which cannot be listed: {error}");
                Ok(Self { store, entries: vec![], leftovers: vec![], warnings: vec![warning], blind: true })
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn of(store: Box<dyn Store>, listed: Vec<Stored>, now: DateTime<Utc>) -> Self {
        let mut history = Self { store, entries: vec![], leftovers: vec![], warnings: vec![], blind: false };
        let ids: BTreeSet<String> = ids(&listed, SNAPSHOT).collect();
        let reported: BTreeSet<String> = ids_of_reports(&listed, &ids);
        for stored in listed {
            match stored.name.strip_suffix(SNAPSHOT).map(str::to_owned) {
                _ if is_leftover(&stored.name, &ids) => history.leftovers.push(stored),
                Some(id) if !id.starts_with('.') => history.take_in(&id, &stored),
                _ => {}
            }
        }
        history.entries.iter_mut().for_each(|entry| entry.reported = reported.contains(&entry.id));
        history.entries.sort_by(|a, b| (a.taken_at, a.nth, &a.id).cmp(&(b.taken_at, b.nth, &b.id)));
        history.leftovers.sort_by(|a, b| a.name.cmp(&b.name));
        history.warnings.sort();
        history.warnings.extend(oddity::of(&history.entries, now));
        history
    }

    /// One bad file must neither stop the others nor be passed over in silence.
    fn take_in(&mut self, id: &str, stored: &Stored) {
        match Entry::named(id, stored).map_or_else(|| self.told(id, stored), Ok) {
            Ok(entry) => self.entries.push(entry),
            Err(why) => self.warnings.push(format!("left out of the history: {why}")),
        }
    }

    fn told(&self, id: &str, stored: &Stored) -> Result<Entry, String> {
        let head = self.store.head(&stored.name, HEAD).map_err(|error| error.to_string())?;
        let header = snapshot::read_header_of(&self.store.place(&stored.name), &head);
        header.map(|header| Entry::told(id, stored, &header)).map_err(|error| sentence(&error))
    }

    /// What is odd, and what was left out, in sentences.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The names of files that are not whole, or whose snapshot has gone.
    pub fn leftovers(&self) -> impl Iterator<Item = &str> {
        self.leftovers.iter().map(|left| left.name.as_str())
    }

    /// Whether it could not be listed, so that nothing is known of what it holds.
    pub fn is_blind(&self) -> bool {
        self.blind
    }

    /// How people find a snapshot.
    pub fn place(&self, entry: &Entry) -> String {
        self.store.place(&entry.file())
    }

    /// The latest that can be read.
    pub fn last(&self, say: &mut dyn FnMut(&str)) -> Result<Option<Loaded>, HistoryError> {
        self.first_of(self.entries.iter().rev(), say)
    }

    /// The snapshots that were taken before a moment by period, oldest period first, and in each the latest first.
    pub fn periods(&self, calendar: Calendar, before: Option<DateTime<Utc>>) -> Vec<Vec<&Entry>> {
        let earlier = self.entries.iter().rev().filter(|entry| before.is_none_or(|before| entry.taken_at < before));
        // The moment's own period is the moment's.
        let now = before.map(|before| calendar.period_of(before));
        let mut periods: BTreeMap<Period, Vec<&Entry>> = BTreeMap::new();
        for entry in earlier {
            let period = calendar.period_of(entry.taken_at);
            if Some(period) != now {
                periods.entry(period).or_default().push(entry);
            }
        }
        periods.into_values().collect()
    }

    /// The first of them that can be read. What cannot is passed over, and told: a damaged file must not take its period
    /// with it. That the store does not answer is another matter.
    pub fn first_of<'a>(
        &self,
        candidates: impl IntoIterator<Item = &'a Entry>,
        say: &mut dyn FnMut(&str),
    ) -> Result<Option<Loaded>, HistoryError> {
        for entry in candidates {
            match self.load(entry)? {
                Ok(snapshot) => return Ok(Some(Loaded { id: entry.id.clone(), snapshot })),
                Err(why) => say(&format!("passed over in the history: {why}")),
            }
        }
        Ok(None)
    }

    /// The snapshot, or in a sentence why it is none.
    pub(super) fn load(&self, entry: &Entry) -> Result<Result<Snapshot, String>, HistoryError> {
        let (name, place) = (entry.file(), self.place(entry));
        let path = match self.store.fetch(&name) {
            Ok(path) => path,
            Err(error) if [Trouble::Missing, Trouble::Unusable].contains(&error.trouble) => {
                return Ok(Err(error.to_string()));
            }
            Err(error) => return Err(error.into()),
        };
        Ok(match snapshot::read(&path) {
            Ok(snapshot) if entry.agrees_with(snapshot.header.taken_at) => Ok(snapshot),
            Ok(snapshot) => Err(format!(
                "{place} was taken at {} and is named otherwise; call it {}{SNAPSHOT}",
                snapshot.header.taken_at.format("%F %T"),
                snapshot.header.id
            )),
            Err(error) => Err(sentence(&error.called(&place))),
        })
    }
}

/// With the cause below it.
fn sentence(error: &LoadError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}

fn ids(listed: &[Stored], ending: &str) -> impl Iterator<Item = String> {
    listed.iter().filter_map(move |stored| Some(stored.name.strip_suffix(ending)?.to_owned()))
}

fn ids_of_reports(listed: &[Stored], ids_of_snapshots: &BTreeSet<String>) -> BTreeSet<String> {
    ids(listed, REPORTED).filter(|id| ids_of_snapshots.contains(id)).collect()
}

/// A file that was being written, or a report whose snapshot was pruned.
fn is_leftover(name: &str, ids: &BTreeSet<String>) -> bool {
    let report_alone = name.strip_suffix(REPORTED).is_some_and(|id| !ids.contains(id));
    report_alone || name.starts_with(TAKING) || name.starts_with(ADDING)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::snapshot::{AccountId, Gap, Header, Reach, Reason, Region, Unread, Writer};
    use std::fs;
    use std::path::PathBuf;

    pub const ACCOUNT: &str = "111122223333";

    /// Writes a whole snapshot with nothing in it.
    pub fn snapshot(path: &Path, taken_at: &str) -> PathBuf {
        let account = AccountId::try_from(ACCOUNT).unwrap();
        let header = Header::new(taken_at.parse().unwrap(), "example".into(), vec![account], vec![]);
        Writer::create(path, &header).unwrap().finish(0, BTreeMap::new()).unwrap();
        path.to_owned()
    }

    /// One that knows that something is missing.
    pub fn incomplete(path: &Path, taken_at: &str) -> PathBuf {
        let account = AccountId::try_from(ACCOUNT).unwrap();
        let mut header = Header::new(taken_at.parse().unwrap(), "example".into(), vec![account.clone()], vec![]);
        header.kinds = BTreeMap::from([("s3_bucket".to_owned(), Reach::Global)]);
        let mut writer = Writer::create(path, &header).unwrap();
        let gap = Unread::new("s3:ListAllMyBuckets", Reason::AccessDenied);
        writer.gap(&Gap::new("s3_bucket", account, Region::global(), gap)).unwrap();
        writer.finish(0, BTreeMap::new()).unwrap();
        path.to_owned()
    }

    pub fn add(folder: &Path, taken_at: &str, write: impl FnOnce(&Path, &str) -> PathBuf) -> String {
        let history = History::open_folder(folder).unwrap();
        history.add(&write(&history.scratch().unwrap(), taken_at), false).unwrap()
    }

    fn days<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<&'a str> {
        entries.into_iter().map(|entry| &entry.id[..8]).collect()
    }

    #[test]
    fn the_last_of_each_quarter_counts_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        for day in ["2026-01-10", "2026-03-30", "2026-05-01"] {
            add(folder.path(), &format!("{day}T00:00:00Z"), snapshot);
        }
        // The same once more is there already; another of the same second has a name of its own.
        assert_eq!(add(folder.path(), "2026-05-01T00:00:00Z", snapshot), format!("20260501T000000Z-{ACCOUNT}"));
        assert_eq!(add(folder.path(), "2026-05-01T00:00:00Z", incomplete), format!("20260501T000000Z-{ACCOUNT}-2"));
        assert_eq!(add(folder.path(), "2026-05-01T00:00:00.5Z", snapshot), format!("20260501T000000Z-{ACCOUNT}-3"));
        fs::write(folder.path().join("broken.jsonl.zst"), b"not a snapshot").unwrap();
        let history = History::open_folder(folder.path()).unwrap();
        let by = Calendar::default();
        let of = |before| -> Vec<Vec<&str>> { history.periods(by, before).into_iter().map(days).collect() };
        assert_eq!(of(None), [vec!["20260330", "20260110"], vec!["20260501"; 3]]);
        assert_eq!(of("2026-05-20T00:00:00Z".parse().ok()), [["20260330", "20260110"]]);
        let told = history.warnings();
        assert!(
            told[0].starts_with("left out of the history: ") && told[0].ends_with("broken.jsonl.zst is not a snapshot")
        );
        assert_eq!(told.len(), 3, "and two pairs of the same second: {told:#?}");
        let last = history.last(&mut |warning| panic!("{warning}")).unwrap().unwrap();
        assert_eq!(last.id, format!("20260501T000000Z-{ACCOUNT}-3"));
    }

    /// A gigabyte of spaces in some tens of kilobytes.
    fn bomb(path: &Path) {
        let mut out = zstd::stream::write::Encoder::new(fs::File::create(path).unwrap(), 19).unwrap();
        let spaces = vec![b' '; 1 << 20];
        (0..1024).try_for_each(|_| std::io::Write::write_all(&mut out, &spaces)).unwrap();
        out.finish().unwrap();
    }

    #[test]
    fn a_damaged_snapshot_is_passed_over_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = |day: &str| folder.path().join(format!("202605{day}T000000Z-{ACCOUNT}.jsonl.zst"));
        add(folder.path(), "2026-05-01T00:00:00Z", snapshot);
        let whole = fs::read(path("01")).unwrap();
        fs::write(path("02"), "").unwrap();
        fs::write(path("03"), b"garbage").unwrap();
        fs::write(path("04"), &whole[..whole.len() / 4]).unwrap();
        bomb(&path("05"));
        let newer = r#"{"snapshot":{"version":99,"id":"x","taken_at":"2026-05-06T00:00:00Z","tool":"9","source":"aws",
            "accounts":[],"regions":[],"kinds":{}}}"#;
        fs::write(path("06"), newer.replace('\n', "")).unwrap();
        fs::copy(path("01"), path("07")).unwrap();
        fs::create_dir(path("08")).unwrap();
        let history = History::open_folder(folder.path()).unwrap();
        assert_eq!((history.entries().len(), history.warnings()), (8, &[][..]), "names say enough");
        let mut told = Vec::new();
        let last =
            history.last(&mut |warning| told.push(warning.replace(folder.path().to_str().unwrap(), "H"))).unwrap();
        assert_eq!(last.unwrap().id, format!("20260501T000000Z-{ACCOUNT}"));
        let name = |day: &str| format!("passed over in the history: H/202605{day}T000000Z-{ACCOUNT}.jsonl.zst");
        let said = |day: &str, said: &str| {
            let sentence =
                told.iter().find(|told| told.starts_with(&name(day))).unwrap_or_else(|| panic!("{day}: {told:#?}"));
            assert!(sentence.contains(said), "{sentence}");
        };
        for day in ["02", "03", "04", "05"] {
            said(day, " is not a snapshot");
        }
        said("06", " is of version 99, and this plimsoll reads versions up to ");
        said(
            "07",
            &format!(" was taken at 2026-05-01 00:00:00 and is named otherwise; call it 20260501T000000Z-{ACCOUNT}"),
        );
        assert!(told[0].starts_with("passed over in the history: cannot read H/20260508"), "{told:#?}");
        assert!(told[0].contains(".zst: "), "with its cause: {told:#?}");
        assert_eq!(told.len(), 7, "{told:#?}");
    }

    #[test]
    fn files_of_the_first_version_are_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let old = r#"{"snapshot":{"version":1,"id":"x","taken_at":"2026-01-31T12:00:00Z","tool":"0.1.0","source":"aws",
            "accounts":["111122223333"],"regions":["eu-central-1"],"kinds":{}}}
            {"end":{"resources":0,"gaps":0,"duration_ms":5,"calls":{}}}"#;
        let lines: Vec<&str> = old.split('\n').map(str::trim).collect();
        let text = format!("{}{}\n{}\n", lines[0], lines[1], lines[2]);
        let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
        // One has the name of today, one a person's.
        fs::write(folder.path().join(format!("20260131T120000Z-{ACCOUNT}.jsonl.zst")), &packed).unwrap();
        fs::write(folder.path().join("before-the-merger.jsonl.zst"), &packed).unwrap();
        add(folder.path(), "2026-05-01T00:00:00Z", snapshot);
        let history = History::open_folder(folder.path()).unwrap();
        let quarters = history.periods(Calendar::default(), None);
        assert_eq!(quarters.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        for entry in history.entries() {
            assert!(history.load(entry).unwrap().is_ok(), "{}", entry.id);
        }
    }

    #[test]
    fn a_report_is_kept_once_and_goes_with_its_snapshot() {
        let folder = tempfile::tempdir().unwrap();
        let id = add(folder.path(), "2026-05-01T00:00:00Z", snapshot);
        let history = History::open_folder(folder.path()).unwrap();
        assert_eq!(history.reported(&id).unwrap(), None);
        history.keep_reported(&id, b"{}").unwrap();
        history.keep_reported(&id, b"{}").unwrap();
        assert!(matches!(history.keep_reported(&id, b"{ }"), Err(HistoryError::Reported { .. })));
        let again = History::open_folder(folder.path()).unwrap();
        assert_eq!(again.reported(&id).unwrap().as_deref(), Some(&b"{}"[..]));
        assert!(again.entries()[0].reported && again.leftovers.is_empty());
        assert!(matches!(again.keep_reported("../x", b""), Err(HistoryError::Name { .. })));
        fs::remove_file(folder.path().join(format!("{id}.jsonl.zst"))).unwrap();
        assert_eq!(History::open_folder(folder.path()).unwrap().leftovers.len(), 1, "alone it is a leftover");
    }
}
