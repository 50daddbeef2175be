//! A snapshot is written line by line. What has been flushed survives the death of the process.

use super::{Header, LineOut, VERSION};
use crate::snapshot::{Done, End, Gap, Plan, Resource, Snapshot};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum SaveError {
    #[error("cannot create {path}")]
    #[diagnostic(help("choose another place with --save, or make the folder writable"))]
    Create { path: PathBuf, source: io::Error },
    #[error("cannot write {path}")]
    #[diagnostic(help(
        "what was written so far is kept and can be read as an incomplete snapshot; free some space and scan again"
    ))]
    Write { path: PathBuf, source: io::Error },
}

/// Writes a snapshot line by line. What has been flushed survives the death of the process.
pub struct Writer {
    pub(super) path: PathBuf,
    out: zstd::stream::write::Encoder<'static, File>,
    resources: u64,
    gaps: u64,
    unflushed: u32,
    /// What an earlier run has read to its end.
    pub(super) before: Vec<Done>,
}

impl Writer {
    /// Lines that may be lost to a sudden death: flushing more often costs compression.
    const FLUSH_EVERY: u32 = 256;

    /// Creates a file that only its owner may read: a snapshot is a map of the estate's weak points.
    pub fn create(path: &Path, header: &Header) -> Result<Self, SaveError> {
        let create = || -> io::Result<_> {
            let mut options = File::options();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(path)?;
            // The mode above counts only for a new file.
            #[cfg(unix)]
            file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
            zstd::stream::write::Encoder::new(file, 3)
        };
        let out = create().map_err(|source| SaveError::Create { path: path.into(), source })?;
        let mut writer = Self { path: path.into(), out, resources: 0, gaps: 0, unflushed: 0, before: vec![] };
        writer.line(&LineOut::Snapshot(&Header { version: VERSION, ..header.clone() }))?;
        writer.flush()?;
        Ok(writer)
    }

    /// Writes a snapshot that is already whole.
    pub fn write(path: &Path, snapshot: &Snapshot) -> Result<(), SaveError> {
        let mut writer = Self::create(path, &snapshot.header)?;
        snapshot.plans.iter().try_for_each(|plan| writer.plan(plan))?;
        snapshot.resources.iter().try_for_each(|resource| writer.resource(resource))?;
        snapshot.gaps.iter().try_for_each(|gap| writer.gap(gap))?;
        snapshot.done.iter().try_for_each(|done| writer.line(&LineOut::Done(done)))?;
        match &snapshot.end {
            Some(end) => writer.finish(end.duration_ms, end.calls.clone()),
            None => writer.close(),
        }
    }

    /// Each (kind, account, region) that an earlier run has read to its end.
    pub fn done_before(&self) -> &[Done] {
        &self.before
    }

    pub fn plan(&mut self, plan: &Plan) -> Result<(), SaveError> {
        self.line(&LineOut::Plan(plan))
    }

    pub fn resource(&mut self, resource: &Resource) -> Result<(), SaveError> {
        self.resources += 1;
        self.line(&LineOut::Resource(resource))
    }

    pub fn gap(&mut self, gap: &Gap) -> Result<(), SaveError> {
        self.gaps += 1;
        self.line(&LineOut::Gap(gap))
    }

    pub fn done(&mut self, done: &Done) -> Result<(), SaveError> {
        self.line(&LineOut::Done(done))?;
        self.flush()
    }

    /// Writes the last line, which makes the file a whole one.
    pub fn finish(mut self, duration_ms: u64, calls: BTreeMap<String, u64>) -> Result<(), SaveError> {
        let end = End { resources: self.resources, gaps: self.gaps, duration_ms, calls };
        self.line(&LineOut::End(&end))?;
        self.close()
    }

    /// Closes the file without its last line: an incomplete snapshot.
    pub fn close(self) -> Result<(), SaveError> {
        let path = self.path;
        let closed = self.out.finish().and_then(|file| file.sync_all());
        closed.map_err(|source| SaveError::Write { path, source })
    }

    fn line(&mut self, line: &LineOut<'_>) -> Result<(), SaveError> {
        let mut write = || -> io::Result<()> {
            serde_json::to_writer(&mut self.out, line)?;
            self.out.write_all(b"\n")
        };
        write().map_err(|source| SaveError::Write { path: self.path.clone(), source })?;
        self.unflushed += 1;
        if self.unflushed >= Self::FLUSH_EVERY { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), SaveError> {
        self.unflushed = 0;
        self.out.flush().map_err(|source| SaveError::Write { path: self.path.clone(), source })
    }
}
