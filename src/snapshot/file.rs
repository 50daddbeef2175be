//! A snapshot as a file: JSON lines under zstd, one line for the header, one for each resource, gap and finished
//! (kind, account, region), and one for the end. Without the last line the file is incomplete, and still good.
//!
//! Readable with `zstdcat FILE | jq`. Files of an older version stay readable; a newer one is refused with its number.

use super::{AccountId, Done, End, Gap, Plan, Region, Resource, Snapshot};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// The version that is written. Version 1 had no plans: its header alone said which regions were read.
const VERSION: u32 = 2;
/// The longest line that is believed. A bucket policy has 20 KiB; nothing in AWS comes near this.
const LONGEST_LINE: usize = 32 << 20;
/// The most that is unpacked from one file: a few hundred bytes of zstd can claim to be terabytes.
const MOST_BYTES: u64 = 16 << 30;
/// Lines are parsed on all cores in batches of about this size.
const BATCH: usize = 8 << 20;

/// The first line: what was asked, of whom, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format.
    pub version: u32,
    /// Name of this snapshot, for people and file names.
    pub id: String,
    pub taken_at: DateTime<Utc>,
    /// Version of the tool that wrote it.
    pub tool: String,
    /// The AWS partition (`aws`, `aws-us-gov`, `aws-cn`), or `example`.
    pub source: String,
    pub accounts: Vec<AccountId>,
    /// Those that were asked for; in a snapshot that was read, with those of all plans.
    pub regions: Vec<Region>,
    /// The kinds that were to be read, and whether each is read once an account instead of in every region.
    pub kinds: BTreeMap<String, Reach>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Global,
    Regional,
}

impl Header {
    pub fn new(taken_at: DateTime<Utc>, source: String, accounts: Vec<AccountId>, regions: Vec<Region>) -> Self {
        let first = accounts.first().map_or("none", AccountId::as_str);
        let id = format!("{}-{first}", taken_at.format("%Y%m%dT%H%M%SZ"));
        let tool = env!("CARGO_PKG_VERSION").to_owned();
        Self { version: VERSION, id, taken_at, tool, source, accounts, regions, kinds: BTreeMap::new() }
    }

    /// Whether a kind was to be read in an account and region; the region counts only for what is read in each.
    pub fn asked(&self, kind: &str, account: &str, region: &str) -> bool {
        let here = |reach: &Reach| {
            *reach == Reach::Global || region == "global" || self.regions.iter().any(|known| known.as_str() == region)
        };
        self.kinds.get(kind).is_some_and(here) && self.accounts.iter().any(|known| known.as_str() == account)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum LineOut<'a> {
    Snapshot(&'a Header),
    Plan(&'a Plan),
    Resource(&'a Resource),
    Gap(&'a Gap),
    Done(&'a Done),
    End(&'a End),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LineIn {
    Snapshot(Header),
    Plan(Plan),
    Resource(Resource),
    Gap(Gap),
    Done(Done),
    End(End),
}

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
    path: PathBuf,
    out: zstd::stream::write::Encoder<'static, File>,
    resources: u64,
    gaps: u64,
    unflushed: u32,
    /// What an earlier run has read to its end.
    before: Vec<Done>,
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

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum LoadError {
    #[error("cannot read {name}")]
    #[diagnostic(help("give the path of a snapshot written by `plimsoll snapshot` or `plimsoll scan --save`"))]
    Read { name: String, source: io::Error },
    #[error("{name} is not a snapshot")]
    #[diagnostic(help("a snapshot is JSON lines under zstd, and its first line holds `snapshot`"))]
    Foreign { name: String },
    #[error("{name} is of version {version}, and this plimsoll reads versions up to {VERSION}")]
    #[diagnostic(help("use a newer plimsoll"))]
    Newer { name: String, version: u32 },
    #[error("{name}, line {line}: {problem}")]
    #[diagnostic(help("the file was changed or damaged after it was written; take a new snapshot"))]
    Line { name: String, line: usize, problem: String },
    #[error("{name} unpacks to more than {} GiB", MOST_BYTES >> 30)]
    #[diagnostic(help("this is no snapshot that plimsoll would write"))]
    Huge { name: String },
}

/// Reads a snapshot file, whole or cut off.
pub fn read(path: &Path) -> Result<Snapshot, LoadError> {
    read_as_written(path).map(Snapshot::settle)
}

/// Without gaps for what a run that was cut off has left out.
fn read_as_written(path: &Path) -> Result<Snapshot, LoadError> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => read_from(name, BufReader::new(file)),
        Err(source) => Err(LoadError::Read { name, source }),
    }
}

/// Reads the first line alone, for lists of many.
pub fn read_header(path: &Path) -> Result<Header, LoadError> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|source| LoadError::Read { name: name.clone(), source })?;
    let unpacked = zstd::stream::read::Decoder::new(file);
    let unpacked = unpacked.map_err(|source| LoadError::Read { name: name.clone(), source })?;
    let mut line = Vec::new();
    let read = BufReader::new(unpacked).take(LONGEST_LINE as u64).read_until(b'\n', &mut line);
    match read.ok().and_then(|_| serde_json::from_slice::<LineIn>(&line).ok()) {
        Some(LineIn::Snapshot(header)) if header.version > VERSION => {
            Err(LoadError::Newer { name, version: header.version })
        }
        Some(LineIn::Snapshot(header)) => Ok(header),
        _ => Err(LoadError::Foreign { name }),
    }
}

/// Reads a snapshot that is already in memory, such as one inside the binary.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Result<Snapshot, LoadError> {
    read_from(name.to_owned(), bytes).map(Snapshot::settle)
}

fn read_from(name: String, mut raw: impl BufRead) -> Result<Snapshot, LoadError> {
    let first = match raw.fill_buf() {
        Ok(bytes) => bytes.first().copied(),
        Err(source) => return Err(LoadError::Read { name, source }),
    };
    match first {
        // The first byte of the zstd magic number.
        Some(0x28) => match zstd::stream::read::Decoder::with_buffer(raw) {
            Ok(unpacked) => Reader::new(name, BufReader::with_capacity(1 << 20, unpacked)).run(),
            Err(source) => Err(LoadError::Read { name, source }),
        },
        Some(b'{') => Reader::new(name, raw).run(),
        _ => Err(LoadError::Foreign { name }),
    }
}

struct Reader<R> {
    name: String,
    input: R,
    line: usize,
    bytes: u64,
}

/// Lines that follow each other, and whether the input ends behind them.
struct Batch {
    text: Vec<u8>,
    last: bool,
}

impl<R: BufRead> Reader<R> {
    fn new(name: String, input: R) -> Self {
        Self { name, input, line: 0, bytes: 0 }
    }

    fn run(mut self) -> Result<Snapshot, LoadError> {
        let mut snapshot: Option<Snapshot> = None;
        loop {
            let batch = self.batch()?;
            let lines: Vec<&[u8]> = batch.text.split(|b| *b == b'\n').filter(|line| !line.is_empty()).collect();
            let parsed: Vec<_> = lines.par_iter().map(|line| serde_json::from_slice::<LineIn>(line)).collect();
            for (place, line) in parsed.into_iter().enumerate() {
                self.line += 1;
                match line {
                    Ok(line) => self.take(&mut snapshot, line)?,
                    Err(_) if snapshot.is_none() => return Err(LoadError::Foreign { name: self.name }),
                    // The process that wrote this died in the middle of its last line.
                    Err(e) if e.is_eof() && batch.last && place + 1 == lines.len() => break,
                    Err(e) => return Err(self.damaged(self.line, without_line(&e))),
                }
            }
            if batch.last {
                return snapshot.ok_or(LoadError::Foreign { name: self.name });
            }
        }
    }

    fn take(&self, snapshot: &mut Option<Snapshot>, line: LineIn) -> Result<(), LoadError> {
        match (snapshot.as_mut(), line) {
            (None, LineIn::Snapshot(header)) if header.version > VERSION => {
                return Err(LoadError::Newer { name: self.name.clone(), version: header.version });
            }
            (None, LineIn::Snapshot(header)) => {
                *snapshot = Some(Snapshot::empty(header));
            }
            (None, _) => return Err(LoadError::Foreign { name: self.name.clone() }),
            (Some(_), LineIn::Snapshot(_)) => return Err(self.damaged(self.line, "a second header".into())),
            (Some(s), _) if s.end.is_some() => return Err(self.damaged(self.line, "more lines behind the end".into())),
            (Some(s), LineIn::Plan(plan)) => s.plans.push(plan),
            (Some(s), LineIn::Resource(resource)) => s.resources.push(resource),
            (Some(s), LineIn::Gap(gap)) => s.gaps.push(gap),
            (Some(s), LineIn::Done(done)) => s.done.push(done),
            (Some(s), LineIn::End(end)) if end.resources != s.resources.len() as u64 => {
                let problem = format!("the end counts {} resources, the file has {}", end.resources, s.resources.len());
                return Err(self.damaged(self.line, problem));
            }
            (Some(s), LineIn::End(end)) if end.gaps != s.gaps.len() as u64 => {
                let problem = format!("the end counts {} gaps, the file has {}", end.gaps, s.gaps.len());
                return Err(self.damaged(self.line, problem));
            }
            (Some(s), LineIn::End(end)) => s.end = Some(end),
        }
        Ok(())
    }

    fn batch(&mut self) -> Result<Batch, LoadError> {
        let mut text = Vec::with_capacity(BATCH + (1 << 16));
        loop {
            let before = text.len();
            let limit = LONGEST_LINE as u64;
            let ended = match (&mut self.input).take(limit).read_until(b'\n', &mut text) {
                Ok(0) => true,
                Ok(_) if !text.ends_with(b"\n") => {
                    if text.len() - before >= LONGEST_LINE {
                        return Err(self.too_long(&text[..before]));
                    }
                    true
                }
                Ok(_) => false,
                // A zstd frame without its end: the writer was killed.
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => true,
                Err(e) if self.line == 0 && before == 0 => {
                    return Err(LoadError::Read { name: self.name.clone(), source: e });
                }
                Err(e) => return Err(self.damaged(self.line + 1, e.to_string())),
            };
            self.bytes += (text.len() - before) as u64;
            if self.bytes > MOST_BYTES {
                return Err(LoadError::Huge { name: self.name.clone() });
            }
            if ended || text.len() >= BATCH {
                return Ok(Batch { text, last: ended });
            }
        }
    }

    /// A line without an end, below the ones of its batch. A first line like that is no header.
    fn too_long(&self, above: &[u8]) -> LoadError {
        let line = self.line + 1 + above.iter().filter(|byte| **byte == b'\n').count();
        match line {
            1 => LoadError::Foreign { name: self.name.clone() },
            line => self.damaged(line, format!("longer than {} MiB", LONGEST_LINE >> 20)),
        }
    }

    fn damaged(&self, line: usize, problem: String) -> LoadError {
        LoadError::Line { name: self.name.clone(), line, problem }
    }
}

/// The parser sees one line at a time, and calls each of them the first.
fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or(&text);
    format!("{said} at column {}", error.column())
}
