//! A snapshot is read, whole or cut off, on all cores, and within bounds.

use super::{Header, LineIn, VERSION};
use crate::snapshot::Snapshot;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The longest line that is believed. A bucket policy has 20 KiB; nothing in AWS comes near this.
const LONGEST_LINE: usize = 32 << 20;
/// The most that is unpacked from one file: a few hundred bytes of zstd can claim to be terabytes.
const MOST_BYTES: u64 = 16 << 30;
/// Lines are parsed on all cores in batches of about this size.
const BATCH: usize = 8 << 20;

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum LoadError {
    #[error("cannot read {name}")]
    #[diagnostic(help("give the path of a snapshot written by `plimsoll snapshot` or `plimsoll scan --save`"))]
    Read { name: String, source: io::Error },
    #[error("{name} is not a snapshot")]
    #[diagnostic(help(
        "give a file written by `plimsoll snapshot` or `plimsoll scan --save`: JSON lines under zstd, of which the first \
         holds `snapshot`"
    ))]
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

impl LoadError {
    /// The same of a file that people know by another name, such as that of which it is a copy.
    pub fn called(mut self, known: &str) -> Self {
        let (Self::Read { name, .. }
        | Self::Foreign { name }
        | Self::Newer { name, .. }
        | Self::Line { name, .. }
        | Self::Huge { name }) = &mut self;
        known.clone_into(name);
        self
    }
}

/// Reads a snapshot file, whole or cut off.
pub fn read(path: &Path) -> Result<Snapshot, LoadError> {
    read_as_written(path).map(Snapshot::settle)
}

/// Without gaps for what a run that was cut off has left out.
pub(super) fn read_as_written(path: &Path) -> Result<Snapshot, LoadError> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => read_from(name, BufReader::new(file)),
        Err(source) => Err(LoadError::Read { name, source }),
    }
}

/// Reads the first line alone, for lists of many.
pub fn read_header(path: &Path) -> Result<Header, LoadError> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => header_from(name, BufReader::new(file)),
        Err(source) => Err(LoadError::Read { name, source }),
    }
}

/// Reads the first line of a file of which the first bytes are at hand.
pub fn read_header_of(name: &str, head: &[u8]) -> Result<Header, LoadError> {
    header_from(name.to_owned(), head)
}

fn header_from(name: String, raw: impl BufRead) -> Result<Header, LoadError> {
    let unpacked = match zstd::stream::read::Decoder::with_buffer(raw) {
        Ok(unpacked) => unpacked,
        Err(source) => return Err(LoadError::Read { name, source }),
    };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Reason, Region};

    const V1: &str = r#"{"snapshot":{"version":1,"id":"x","taken_at":"2026-01-31T12:00:00Z","tool":"0.1.0","source":"aws",
        "accounts":["111122223333"],"regions":["eu-central-1","us-east-1"],"kinds":{"ec2_vpc":"regional"}}}"#;
    const DONE: &str = r#"{"done":{"account":"111122223333","region":"eu-central-1","kind":"ec2_vpc","count":0}}"#;
    const END: &str = r#"{"end":{"resources":0,"gaps":0,"duration_ms":5,"calls":{}}}"#;

    fn lines(lines: &[&str]) -> Vec<u8> {
        lines.iter().flat_map(|line| [line.replace('\n', ""), "\n".to_owned()]).collect::<String>().into_bytes()
    }

    #[test]
    fn files_of_the_first_version_stay_readable() {
        let whole = read_bytes("x", &lines(&[V1, DONE, END])).unwrap();
        assert!(whole.is_complete());
        assert_eq!(whole.header.regions.len(), 2);
        let cut = read_bytes("x", &lines(&[V1, DONE])).unwrap();
        let left: Vec<_> = cut.gaps.iter().map(|gap| (gap.region.as_str(), gap.reason)).collect();
        assert_eq!(left, [("us-east-1", Reason::Interrupted)]);
    }

    #[test]
    fn regions_are_those_of_the_plans() {
        let header = V1.replace(r#""eu-central-1","us-east-1""#, "").replace("\"version\":1", "\"version\":2");
        let plan = r#"{"plan":{"account":"111122223333","regions":["eu-west-1"]}}"#;
        let cut = read_bytes("x", &lines(&[&header, plan])).unwrap();
        assert_eq!(cut.header.regions, [Region::try_from("eu-west-1").unwrap()]);
        assert_eq!((cut.gaps.len(), cut.gaps[0].region.as_str()), (1, "eu-west-1"));
        let entered = read_bytes("x", &lines(&[&header])).unwrap();
        assert_eq!(entered.gaps[0].region, Region::global(), "of an account that was never entered all is missing");
    }
}
