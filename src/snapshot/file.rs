//! A snapshot as a file: JSON lines under zstd, one line for the header, one for each resource, gap and finished
//! (kind, account, region), and one for the end. Without the last line the file is incomplete, and still good.
//!
//! Readable with `zstdcat FILE | jq`. Files of an older version stay readable; a newer one is refused with its number.

use super::{AccountId, Done, End, Gap, Region, Resource, Snapshot};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// The version that is written. Version 1 is the first.
const VERSION: u32 = 1;
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
    Resource(&'a Resource),
    Gap(&'a Gap),
    Done(&'a Done),
    End(&'a End),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LineIn {
    Snapshot(Header),
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
        let mut writer = Self { path: path.into(), out, resources: 0, gaps: 0, unflushed: 0 };
        writer.line(&LineOut::Snapshot(header))?;
        writer.flush()?;
        Ok(writer)
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
    read_from(name.to_owned(), bytes)
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
                    Err(e) => return Err(self.damaged(e.to_string())),
                }
            }
            if batch.last {
                return snapshot.map(Snapshot::settle).ok_or(LoadError::Foreign { name: self.name });
            }
        }
    }

    fn take(&self, snapshot: &mut Option<Snapshot>, line: LineIn) -> Result<(), LoadError> {
        match (snapshot.as_mut(), line) {
            (None, LineIn::Snapshot(header)) if header.version > VERSION => {
                return Err(LoadError::Newer { name: self.name.clone(), version: header.version });
            }
            (None, LineIn::Snapshot(header)) => {
                *snapshot = Some(Snapshot { header, resources: vec![], gaps: vec![], done: vec![], end: None });
            }
            (None, _) => return Err(LoadError::Foreign { name: self.name.clone() }),
            (Some(_), LineIn::Snapshot(_)) => return Err(self.damaged("a second header".into())),
            (Some(s), _) if s.end.is_some() => return Err(self.damaged("more lines behind the end".into())),
            (Some(s), LineIn::Resource(resource)) => s.resources.push(resource),
            (Some(s), LineIn::Gap(gap)) => s.gaps.push(gap),
            (Some(s), LineIn::Done(done)) => s.done.push(done),
            (Some(s), LineIn::End(end)) if end.resources != s.resources.len() as u64 => {
                let problem = format!("the end counts {} resources, the file has {}", end.resources, s.resources.len());
                return Err(self.damaged(problem));
            }
            (Some(s), LineIn::End(end)) if end.gaps != s.gaps.len() as u64 => {
                let problem = format!("the end counts {} gaps, the file has {}", end.gaps, s.gaps.len());
                return Err(self.damaged(problem));
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
                        return Err(self.damaged(format!("longer than {} MiB", LONGEST_LINE >> 20)));
                    }
                    true
                }
                Ok(_) => false,
                // A zstd frame without its end: the writer was killed.
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => true,
                Err(e) if self.line == 0 && before == 0 => {
                    return Err(LoadError::Read { name: self.name.clone(), source: e });
                }
                Err(e) => return Err(self.damaged(e.to_string())),
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

    fn damaged(&self, problem: String) -> LoadError {
        LoadError::Line { name: self.name.clone(), line: self.line, problem }
    }
}
