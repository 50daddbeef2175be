//! A snapshot that was cut off is gone on with.

use super::read::read_as_written;
use super::{Header, LoadError, Reach, SaveError, Writer};
use crate::snapshot::{Done, Resource};
use std::collections::BTreeSet;
use std::path::Path;

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ResumeError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Save(#[from] SaveError),
}

/// Which resources belong to what was read to its end.
struct Kept<'a> {
    /// Kinds that are read once an account; their resources may live in any region.
    global: BTreeSet<(&'a str, &'a str)>,
    regional: BTreeSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Kept<'a> {
    fn of(header: &Header, done: &'a [Done]) -> Self {
        let is_global = |done: &&Done| header.kinds.get(&done.kind) == Some(&Reach::Global);
        let (global, regional): (Vec<_>, Vec<_>) = done.iter().partition(is_global);
        Self {
            global: global.iter().map(|d| (d.account.as_str(), d.kind.as_str())).collect(),
            regional: regional.iter().map(|d| (d.account.as_str(), d.region.as_str(), d.kind.as_str())).collect(),
        }
    }

    fn has(&self, resource: &Resource) -> bool {
        let (account, region, kind, _) = resource.order();
        self.global.contains(&(account, kind)) || self.regional.contains(&(account, region, kind))
    }
}

impl Writer {
    /// Goes on with a snapshot that was cut off. What was read to its end stays; the rest, gaps too, is to be read again.
    /// Until all that stays has been written, the old file is untouched.
    pub fn resume(path: &Path) -> Result<(Self, Header), ResumeError> {
        let mut old = read_as_written(path)?;
        let half = path.with_extension("resuming");
        let mut writer = Self::create(&half, &old.header)?;
        old.plans.dedup();
        old.plans.iter().try_for_each(|plan| writer.plan(plan))?;
        let kept = Kept::of(&old.header, &old.done);
        for resource in old.resources.iter().filter(|resource| kept.has(resource)) {
            writer.resource(resource)?;
        }
        old.done.iter().try_for_each(|done| writer.done(done))?;
        std::fs::rename(&half, path).map_err(|source| SaveError::Create { path: path.into(), source })?;
        writer.path = path.into();
        writer.before = old.done;
        Ok((writer, old.header))
    }
}
