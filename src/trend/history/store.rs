//! Where a history is kept, as the history sees it.

use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

/// A place for files that are written once. A name is free or taken, and never half of either.
pub trait Store {
    /// How people find what has this name: a path, or an address.
    fn place(&self, name: &str) -> String;

    /// Everything that is there, in any order.
    fn list(&self) -> Result<Vec<Stored>, StoreError>;

    /// At most so many of its first bytes.
    fn head(&self, name: &str, most: usize) -> Result<Vec<u8>, StoreError>;

    /// A file on this machine that holds it. What was fetched once is not fetched again.
    fn fetch(&self, name: &str) -> Result<PathBuf, StoreError>;

    /// Takes the file's content in under a name that is free, so that of two writers at once one is told that it is not.
    fn put_new(&self, name: &str, file: &Path) -> Result<Put, StoreError>;

    /// What is not there is deleted.
    fn delete(&self, name: &str) -> Result<(), StoreError>;

    /// A place for a snapshot that is being taken, from where putting it costs nothing. Not every store has one.
    fn scratch(&self) -> Option<PathBuf>;
}

/// What a listing tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub name: String,
    pub size: u64,
    /// By the clock of the store.
    pub written: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Kept,
    /// Something else has the name.
    Taken,
}

/// What went wrong with a store, as far as the history acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing has this name.
    Missing,
    /// It is there, and its content cannot be had: archived, or too large.
    Unusable,
    /// The store does not let these credentials do it.
    Denied,
    Other,
}

/// The store's own sentence, and what to do.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{said}")]
#[diagnostic(help("{help}"))]
pub struct StoreError {
    pub trouble: Trouble,
    pub said: String,
    pub help: String,
}
