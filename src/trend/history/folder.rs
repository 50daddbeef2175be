//! A folder as a store. A file is written beside its place and then linked to its name, which fails where that is taken.

use super::entry::{ADDING, SNAPSHOT, TAKING};
use super::store::{Put, Store, StoreError, Stored, Trouble};
use chrono::{DateTime, Utc};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

/// What is done to put a file, one after the other. After each of them the process may die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The file may be changed later by whoever gave it, so that a link to it would not do.
    Copy,
    Link,
    RemoveCopy,
    SyncFolder,
}

impl Folder {
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Makes it where it does not exist.
    pub fn make(path: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(path).map_err(|error| Self::at(path).unusable(&error))?;
        Ok(Self::at(path))
    }

    fn unusable(&self, error: &io::Error) -> StoreError {
        StoreError {
            trouble: Trouble::Other,
            said: format!("cannot use {} as a history: {error}", self.path.display()),
            help: "a history is a folder of snapshots, or s3://bucket/prefix; `plimsoll scan --history DIR` makes one"
                .to_owned(),
        }
    }

    fn wrong(&self, name: &str, what: &str, error: &io::Error) -> StoreError {
        let trouble = match error.kind() {
            io::ErrorKind::NotFound => Trouble::Missing,
            _ => Trouble::Other,
        };
        let help = "check who may read and write the folder, and the free space";
        StoreError { trouble, said: format!("cannot {what} {}: {error}", self.place(name)), help: help.to_owned() }
    }

    /// The steps, and the file that gets the name: one of the history's own, which nobody else writes to, or a copy.
    fn way(&self, file: &Path) -> (&'static [Step], PathBuf) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if file.parent() == Some(&self.path) && name.starts_with(TAKING) {
            (&[Step::Link, Step::SyncFolder], file.to_owned())
        } else {
            (&[Step::Copy, Step::Link, Step::RemoveCopy, Step::SyncFolder], self.beside(ADDING))
        }
    }

    fn perform(&self, step: Step, file: &Path, ready: &Path, place: &Path) -> io::Result<()> {
        match step {
            Step::Copy => return write_copy(file, ready),
            Step::Link => return link(ready, place),
            // The file has its name: what fails from here on has lost nothing.
            Step::RemoveCopy => drop(fs::remove_file(ready)),
            // A name is safe when the folder is; not every system lets folders be synced.
            Step::SyncFolder => drop(File::open(&self.path).and_then(|folder| folder.sync_all())),
        }
        Ok(())
    }

    /// A name that nobody else takes, in this process or in another machine's.
    fn beside(&self, start: &str) -> PathBuf {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.path.join(format!("{start}{}-{:x}{SNAPSHOT}", std::process::id(), now.as_nanos()))
    }
}

impl Store for Folder {
    fn place(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }

    fn list(&self) -> Result<Vec<Stored>, StoreError> {
        let list = || -> io::Result<Vec<Stored>> {
            let mut all = Vec::new();
            for entry in fs::read_dir(&self.path)? {
                let entry = entry?;
                // What has gone since it was listed, or is a link to nowhere, is read like the rest, and then told.
                let about = fs::metadata(entry.path()).ok();
                all.push(Stored {
                    name: entry.file_name().to_string_lossy().into_owned(),
                    size: about.as_ref().map_or(0, fs::Metadata::len),
                    written: about.and_then(|about| about.modified().ok()).map(DateTime::<Utc>::from),
                });
            }
            Ok(all)
        };
        list().map_err(|error| self.unusable(&error))
    }

    fn head(&self, name: &str, most: usize) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        let read = File::open(self.path.join(name)).and_then(|file| file.take(most as u64).read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(|error| self.wrong(name, "read", &error))
    }

    fn fetch(&self, name: &str) -> Result<PathBuf, StoreError> {
        let path = self.path.join(name);
        match File::open(&path) {
            Ok(_) => Ok(path),
            Err(error) => Err(self.wrong(name, "read", &error)),
        }
    }

    fn put_new(&self, name: &str, file: &Path) -> Result<Put, StoreError> {
        let place = self.path.join(name);
        let (steps, ready) = self.way(file);
        for step in steps {
            let Err(error) = self.perform(*step, file, &ready, &place) else { continue };
            if ready != file {
                let _ = fs::remove_file(&ready);
            }
            return match (step, error.kind()) {
                (Step::Link, io::ErrorKind::AlreadyExists) => Ok(Put::Taken),
                _ => Err(self.wrong(name, "write", &error)),
            };
        }
        Ok(Put::Kept)
    }

    fn delete(&self, name: &str) -> Result<(), StoreError> {
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.wrong(name, "delete", &error)),
            _ => Ok(()),
        }
    }

    fn scratch(&self) -> Option<PathBuf> {
        Some(self.beside(TAKING))
    }
}

/// A link is made only where nothing is.
fn link(file: &Path, place: &Path) -> io::Result<()> {
    match fs::hard_link(file, place) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {}
        linked => return linked,
    }
    // A file system without links: an empty file takes the name, and the whole one takes its place.
    File::options().write(true).create_new(true).open(place)?;
    fs::rename(file, place).inspect_err(|_| drop(fs::remove_file(place)))
}

fn write_copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(to)?;
    io::copy(&mut File::open(from)?, &mut out)?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::super::History;
    use super::super::open::tests::{ACCOUNT, snapshot};
    use super::*;

    /// Dies behind so many steps, and says how many there are.
    fn die_behind(folder: &Folder, steps: usize, name: &str, file: &Path) -> usize {
        let (all, ready) = folder.way(file);
        let place = folder.path.join(name);
        all.iter().take(steps).try_for_each(|step| folder.perform(*step, file, &ready, &place)).unwrap();
        all.len()
    }

    #[test]
    fn a_writer_that_dies_between_two_steps_loses_nothing() {
        let outside = tempfile::tempdir().unwrap();
        for own in [true, false] {
            for steps in 0.. {
                let inside = tempfile::tempdir().unwrap();
                let folder = Folder::at(inside.path());
                let before = snapshot(&outside.path().join("before"), "2026-01-10T00:00:00Z");
                assert_eq!(
                    folder.put_new(&format!("20260110T000000Z-{ACCOUNT}{SNAPSHOT}"), &before).unwrap(),
                    Put::Kept
                );
                let file = if own { folder.scratch().unwrap() } else { outside.path().join("given") };
                let name = format!("20260501T000000Z-{ACCOUNT}{SNAPSHOT}");
                let all = die_behind(&folder, steps, &name, &snapshot(&file, "2026-05-01T00:00:00Z"));
                let history = History::open_folder(inside.path()).unwrap();
                let ids: Vec<&str> = history.entries().iter().map(|entry| &entry.id[..8]).collect();
                // Until the link there is the one that was there, and from then on both, whole.
                let linked = steps > usize::from(!own);
                assert_eq!(ids, if linked { vec!["20260110", "20260501"] } else { vec!["20260110"] }, "{own} {steps}");
                let last = history.last(&mut |warning| panic!("{warning}")).unwrap().unwrap();
                assert_eq!(last.id[..8], *ids[ids.len() - 1]);
                assert_eq!(snapshot_count(inside.path()), ids.len());
                if steps >= all {
                    break;
                }
                // The next run finishes what this one did not.
                assert_eq!(history.add(&file, true).unwrap(), format!("20260501T000000Z-{ACCOUNT}"));
                assert_eq!(snapshot_count(inside.path()), 2);
            }
        }
    }

    fn snapshot_count(folder: &Path) -> usize {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with('.')).count()
    }

    #[test]
    fn what_is_kept_does_not_change_with_the_file_that_was_given() {
        let (inside, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let given = snapshot(&outside.path().join("latest"), "2026-01-10T00:00:00Z");
        let history = History::open_folder(inside.path()).unwrap();
        let id = history.add(&given, true).unwrap();
        snapshot(&given, "2026-05-01T00:00:00Z");
        let last =
            History::open_folder(inside.path()).unwrap().last(&mut |warning| panic!("{warning}")).unwrap().unwrap();
        assert_eq!((last.id, last.snapshot.header.id), (id.clone(), id));
    }

    #[test]
    fn without_links_the_name_is_taken_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (first, place) = (folder.path().join("first"), folder.path().join("place"));
        fs::write(&first, "first").unwrap();
        // A link across file systems is refused like one where there are none; a missing source is, too.
        assert_eq!(link(&folder.path().join("nothing"), &place).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(!place.exists(), "and the name is free again");
        link(&first, &place).unwrap();
        assert_eq!(link(&first, &place).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&place).unwrap(), "first");
    }
}
