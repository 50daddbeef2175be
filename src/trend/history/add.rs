//! What is added to a history: snapshots, and what was reported of them at the time. Nothing is ever written over.

use super::entry::{REPORTED, SNAPSHOT, is_sound};
use super::open::{History, HistoryError};
use super::store::{Put, StoreError, Trouble};
use crate::snapshot::read_header;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// So many scans of an account start in the same second only when something is wrong.
const MOST_OF_A_SECOND: u32 = 99;
/// A report is some megabytes where there are a hundred thousand findings.
const LONGEST_REPORT: u64 = 256 << 20;

impl History {
    /// A place for a snapshot that is being taken, where the store has one.
    pub fn scratch(&self) -> Option<PathBuf> {
        self.store.scratch()
    }

    /// Takes a snapshot in, and says under which id: its own, unless another snapshot has that. Added twice, it is there
    /// once. The file stays where it was if `keep` says so.
    pub fn add(&self, file: &Path, keep: bool) -> Result<String, HistoryError> {
        let header = read_header(file)?;
        if !is_sound(&header.id) {
            return Err(HistoryError::Name { id: header.id });
        }
        let failed = |source| HistoryError::Keep { kept: file.display().to_string(), source };
        let id = self.put_under_a_free_name(&header.id, file).map_err(failed)?;
        if !keep {
            // It may have been moved to its place; what cannot be removed is a leftover, and lost is nothing.
            let _ = fs::remove_file(file);
        }
        Ok(id)
    }

    fn put_under_a_free_name(&self, id: &str, file: &Path) -> Result<String, StoreError> {
        let others = (2..=MOST_OF_A_SECOND).map(|nth| format!("{id}-{nth}"));
        for id in [id.to_owned()].into_iter().chain(others) {
            let name = format!("{id}{SNAPSHOT}");
            // A write whose answer was lost on the way finds itself there when it is tried again.
            if self.store.put_new(&name, file)? == Put::Kept || self.holds(&name, file)? {
                return Ok(id);
            }
        }
        Err(StoreError {
            trouble: Trouble::Other,
            said: format!("{MOST_OF_A_SECOND} snapshots have the name {id} already"),
            help: "something starts scans over and over".to_owned(),
        })
    }

    /// Whether the same bytes are there. Where they may not be read, a name that is taken is another's.
    fn holds(&self, name: &str, file: &Path) -> Result<bool, StoreError> {
        match self.store.fetch(name) {
            Ok(there) => Ok(same(&there, file).unwrap_or(false)),
            Err(error) if error.trouble == Trouble::Other => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Keeps what was reported of a snapshot beside it. It is written once, and never changed.
    pub fn keep_reported(&self, id: &str, bytes: &[u8]) -> Result<(), HistoryError> {
        if !is_sound(id) {
            return Err(HistoryError::Name { id: id.to_owned() });
        }
        let name = format!("{id}{REPORTED}");
        let passing = passing(bytes);
        let passing = passing.map_err(|source| HistoryError::File { path: "a temporary file".to_owned(), source })?;
        if self.store.put_new(&name, passing.path())? == Put::Kept || self.holds(&name, passing.path())? {
            return Ok(());
        }
        Err(HistoryError::Reported { place: self.store.place(&name) })
    }

    /// What was reported of a snapshot at the time, where that was kept.
    pub fn reported(&self, id: &str) -> Result<Option<Vec<u8>>, HistoryError> {
        if !is_sound(id) || self.entries().iter().any(|entry| entry.id == id && !entry.reported) {
            return Ok(None);
        }
        let path = match self.store.fetch(&format!("{id}{REPORTED}")) {
            Ok(path) => path,
            Err(error) if error.trouble == Trouble::Missing => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let read = bounded(&path).map_err(|source| HistoryError::File { path: path.display().to_string(), source })?;
        Ok(Some(read))
    }
}

fn passing(bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}

fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST_REPORT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_REPORT {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "longer than any report"));
    }
    Ok(bytes)
}

fn same(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let read = one.read(&mut left)?;
        if read == 0 {
            return Ok(true);
        }
        other.read_exact(&mut right[..read])?;
        if left[..read] != right[..read] {
            return Ok(false);
        }
    }
}
