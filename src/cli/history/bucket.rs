//! A bucket as the store of a history. What was fetched stays on this machine until the command ends.

use super::super::CliError;
use super::super::args::CallerArgs;
use crate::collect::{Bucket, BucketError, Listed};
use crate::trend::{Put, Store, StoreError, Stored, Trouble};
use miette::Diagnostic;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The largest snapshot that is fetched. One of a hundred accounts has some hundred MiB.
const LARGEST: u64 = 4 << 30;

pub(super) struct InBucket {
    bucket: Bucket,
    /// `s3://bucket/`
    address: String,
    prefix: String,
    cache: TempDir,
    fetched: RefCell<BTreeMap<String, PathBuf>>,
}

impl InBucket {
    pub fn new(bucket: &str, prefix: &str, caller: &CallerArgs) -> Result<Self, CliError> {
        let cache = tempfile::tempdir();
        let cache = cache.map_err(|source| CliError::Write { path: "a temporary folder".into(), source })?;
        Ok(Self {
            bucket: Bucket::new(bucket, &caller.credentials())?,
            address: format!("s3://{bucket}/"),
            prefix: prefix.to_owned(),
            cache,
            fetched: RefCell::default(),
        })
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Names are whatever somebody wrote to the bucket, and become no file names here.
    fn download(&self, name: &str) -> Result<PathBuf, BucketError> {
        let path = self.cache.path().join(format!("{}.part", self.fetched.borrow().len()));
        let mut file = File::create(&path).map_err(BucketError::Local)?;
        self.bucket.get(&self.key(name), LARGEST, &mut file)?;
        Ok(path)
    }
}

impl Store for InBucket {
    fn place(&self, name: &str) -> String {
        format!("{}{}", self.address, self.key(name))
    }

    fn list(&self) -> Result<Vec<Stored>, StoreError> {
        let all = self.bucket.list(&self.prefix)?;
        let named = |Listed { key, size, written }| {
            let name = key.strip_prefix(&self.prefix).filter(|name| !name.is_empty() && !name.contains('/'))?;
            Some(Stored { name: name.to_owned(), size, written })
        };
        Ok(all.into_iter().filter_map(named).collect())
    }

    fn head(&self, name: &str, most: usize) -> Result<Vec<u8>, StoreError> {
        Ok(self.bucket.head(&self.key(name), most)?)
    }

    fn fetch(&self, name: &str) -> Result<PathBuf, StoreError> {
        if let Some(there) = self.fetched.borrow().get(name) {
            return Ok(there.clone());
        }
        let path = self.download(name)?;
        self.fetched.borrow_mut().insert(name.to_owned(), path.clone());
        Ok(path)
    }

    fn put_new(&self, name: &str, file: &Path) -> Result<Put, StoreError> {
        let size = fs::metadata(file).map_err(|error| unreadable(file, &error))?.len();
        let kept = self.bucket.put_new(&self.key(name), file, size)?;
        Ok(if kept { Put::Kept } else { Put::Taken })
    }

    fn delete(&self, name: &str) -> Result<(), StoreError> {
        Ok(self.bucket.delete(&self.key(name))?)
    }

    fn scratch(&self) -> Option<PathBuf> {
        None
    }
}

fn unreadable(file: &Path, error: &io::Error) -> StoreError {
    let said = format!("cannot read {}: {error}", file.display());
    StoreError { trouble: Trouble::Other, said, help: "repeat the command".to_owned() }
}

impl From<BucketError> for StoreError {
    fn from(error: BucketError) -> Self {
        let trouble = match &error {
            BucketError::Missing { .. } => Trouble::Missing,
            BucketError::Archived { .. } | BucketError::TooLarge { .. } => Trouble::Unusable,
            BucketError::Denied { .. } => Trouble::Denied,
            _ => Trouble::Other,
        };
        let help = error.help().map(|help| help.to_string()).unwrap_or_default();
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        Self { trouble, said: format!("{error}{cause}"), help }
    }
}
