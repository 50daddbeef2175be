//! The history that a command works with: in a folder, or in a bucket.

mod bucket;
mod place;
mod settings;

pub use place::Place;
pub use settings::HistorySettings;
pub(super) use settings::retention;

use super::args::CallerArgs;
use super::{CliError, out};
use crate::collect;
use crate::snapshot::Snapshot;
use crate::trend::{Entry, History, HistoryError, Loaded};
use bucket::InBucket;

/// Opens one that is there, and tells what is odd about it.
pub(super) fn open(place: &Place, caller: &CallerArgs) -> Result<History, CliError> {
    reopen(place, caller).map(told)
}

/// Opens one of which everything was told before.
pub(super) fn reopen(place: &Place, caller: &CallerArgs) -> Result<History, CliError> {
    Ok(match place {
        Place::Folder(path) => History::open_folder(path)?,
        Place::Bucket { bucket, prefix } => History::open(Box::new(InBucket::new(bucket, prefix, caller)?))?,
    })
}

/// Opens one to add to it, and makes a folder where there is none.
pub(super) fn open_to_add(place: &Place, caller: &CallerArgs) -> Result<History, CliError> {
    let history = match place {
        Place::Folder(path) => History::make_folder(path)?,
        Place::Bucket { bucket, prefix } => History::open_to_add(Box::new(InBucket::new(bucket, prefix, caller)?))?,
    };
    Ok(told(history))
}

fn told(history: History) -> History {
    history.warnings().iter().for_each(|warning| out::note(warning));
    history
}

/// The latest snapshot that can be read.
pub(super) fn last(history: &History) -> Result<Option<Snapshot>, HistoryError> {
    Ok(history.last(&mut out::note)?.map(fitted))
}

/// The first of them that can be read.
pub(super) fn first_of(history: &History, entries: &[&Entry]) -> Result<Option<Snapshot>, HistoryError> {
    Ok(history.first_of(entries.iter().copied(), &mut out::note)?.map(fitted))
}

fn fitted(loaded: Loaded) -> Snapshot {
    loaded.snapshot.fitted(&collect::kinds())
}
