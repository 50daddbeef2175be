//! A folder of snapshots, never changed once written: a snapshot is written beside its place and then linked to its
//! name, which fails where the name is taken.

use super::Calendar;
use crate::snapshot::{Header, LoadError, read_header};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const ENDING: &str = ".jsonl.zst";

#[derive(Debug)]
pub struct History {
    folder: PathBuf,
    /// Oldest first.
    entries: Vec<(PathBuf, Header)>,
    warnings: Vec<String>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum HistoryError {
    #[error("cannot use {path} as a history")]
    #[diagnostic(help("a history is a folder of snapshots; `plimsoll scan --history DIR` makes one"))]
    Folder { path: PathBuf, source: io::Error },
    #[error("cannot keep the snapshot as {path}")]
    #[diagnostic(help("the snapshot itself is kept as {kept}"))]
    Keep { path: PathBuf, kept: String, source: io::Error },
    #[error("cannot read or keep what was reported, {path}")]
    #[diagnostic(help("check that the folder can be written, and that the file is not there yet"))]
    Reported { path: PathBuf, source: io::Error },
    #[error(transparent)]
    #[diagnostic(transparent)]
    Load(#[from] LoadError),
}

impl History {
    /// Opens a folder, and makes it where it does not exist.
    pub fn open_or_make(folder: &Path) -> Result<Self, HistoryError> {
        fs::create_dir_all(folder).map_err(|source| HistoryError::Folder { path: folder.to_owned(), source })?;
        Self::open(folder)
    }

    /// Opens a folder. Only the first line of each snapshot is read.
    pub fn open(folder: &Path) -> Result<Self, HistoryError> {
        let wrong = |source| HistoryError::Folder { path: folder.to_owned(), source };
        let mut history = Self { folder: folder.to_owned(), entries: vec![], warnings: vec![] };
        for entry in fs::read_dir(folder).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') || !name.ends_with(ENDING) {
                continue;
            }
            match read_header(&path) {
                Ok(header) => history.entries.push((path, header)),
                // One bad file must neither stop the others nor be passed over in silence.
                Err(error) => history.warnings.push(format!("left out of the history: {error}")),
            }
        }
        history.entries.sort_by(|a, b| (a.1.taken_at, &a.0).cmp(&(b.1.taken_at, &b.0)));
        history.warnings.sort();
        Ok(history)
    }

    /// What was left out, in sentences.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The latest snapshot.
    pub fn last(&self) -> Option<PathBuf> {
        self.entries.last().map(|(path, _)| path.clone())
    }

    /// The last snapshot of each period that was taken before a moment, oldest first.
    pub fn last_of_each(&self, calendar: Calendar, before: Option<DateTime<Utc>>) -> Vec<PathBuf> {
        let earlier = self.entries.iter().filter(|(_, header)| before.is_none_or(|before| header.taken_at < before));
        // The moment's own period is the moment's.
        let now = before.map(|before| calendar.period_of(before));
        let mut last = BTreeMap::new();
        for (path, header) in earlier {
            let period = calendar.period_of(header.taken_at);
            if Some(period) != now {
                last.insert(period, path.clone());
            }
        }
        last.into_values().collect()
    }

    /// Keeps what was reported of a snapshot beside it. What is there is never changed.
    pub fn keep_reported(&self, id: &str, bytes: &[u8]) -> Result<(), HistoryError> {
        let place = self.place_of_reported(id);
        let failed = |source| HistoryError::Reported { path: place.clone(), source };
        let beside = tempfile::NamedTempFile::new_in(&self.folder).map_err(failed)?;
        fs::write(beside.path(), bytes).map_err(failed)?;
        beside.persist_noclobber(&place).map(|_| ()).map_err(|error| failed(error.error))
    }

    /// What was reported of a snapshot; none where nothing was kept.
    pub fn reported(&self, id: &str) -> Result<Option<Vec<u8>>, HistoryError> {
        let place = self.place_of_reported(id);
        match fs::read(&place) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(HistoryError::Reported { path: place, source }),
        }
    }

    fn place_of_reported(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.reported.json.zst"))
    }

    /// A place in the folder for a snapshot that is being taken.
    pub fn scratch(&self) -> PathBuf {
        self.folder.join(format!(".taking-{}{ENDING}", std::process::id()))
    }

    /// Takes a snapshot in under its own name. The file stays where it was if `keep` says so.
    pub fn add(&self, file: &Path, keep: bool) -> Result<PathBuf, HistoryError> {
        let header = read_header(file)?;
        let place = self.folder.join(format!("{}{ENDING}", header.id));
        let failed = |source| HistoryError::Keep { path: place.clone(), kept: file.display().to_string(), source };
        // A link is made only where nothing is: two scans at once cannot overwrite each other.
        match fs::hard_link(file, &place) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(failed(error)),
            // Another file system, or one without links.
            Err(_) => copy_new(file, &place).map_err(failed)?,
        }
        if !keep {
            fs::remove_file(file).map_err(failed)?;
        }
        Ok(place)
    }
}

fn copy_new(from: &Path, to: &Path) -> io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(to)?;
    io::copy(&mut fs::File::open(from)?, &mut out)?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{AccountId, Writer};

    fn write(path: &Path, day: &str) {
        let taken_at = format!("{day}T00:00:00Z").parse().unwrap();
        let header =
            Header::new(taken_at, "example".into(), vec![AccountId::try_from("111122223333").unwrap()], vec![]);
        Writer::create(path, &header).unwrap().finish(0, BTreeMap::new()).unwrap();
    }

    #[test]
    fn the_last_of_each_quarter_counts_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path()).unwrap();
        for day in ["2026-01-10", "2026-03-30", "2026-05-01"] {
            write(&history.scratch(), day);
            history.add(&history.scratch(), false).unwrap();
        }
        write(&history.scratch(), "2026-05-01");
        assert!(matches!(history.add(&history.scratch(), false), Err(HistoryError::Keep { .. })));
        fs::write(folder.path().join("broken.jsonl.zst"), b"not a snapshot").unwrap();
        let history = History::open(folder.path()).unwrap();
        let names = |paths: Vec<PathBuf>| -> Vec<String> {
            paths.iter().map(|path| path.file_name().unwrap().to_string_lossy()[..8].to_owned()).collect()
        };
        let quarters = Calendar::default();
        assert_eq!(names(history.last_of_each(quarters, None)), ["20260330", "20260501"]);
        let now = "2026-05-20T00:00:00Z".parse().unwrap();
        assert_eq!(names(history.last_of_each(quarters, Some(now))), ["20260330"]);
        assert_eq!(history.warnings().len(), 1);
    }
}
