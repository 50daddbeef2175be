//! Results go to the standard output, everything else to stderr.

use super::CliError;
use crate::report::Style;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Draws an error for a person.
#[expect(clippy::print_stderr, reason = "this is where errors are told")]
pub(super) fn complain(report: miette::Report) {
    eprintln!("{report:?}");
}

/// A note beside the result.
#[expect(clippy::print_stderr, reason = "notes must not mix with results")]
pub(super) fn note(text: &str) {
    eprintln!("plimsoll: {text}");
}

/// Writes to the standard output. A closed pipe is the reader's good right.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(|source| match source.kind() {
        io::ErrorKind::BrokenPipe => CliError::Closed,
        _ => CliError::Write { path: "the standard output".into(), source },
    })
}

/// Writes a file beside its place and renames it, so that a reader never meets half a report.
pub(super) fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let to_file = || -> io::Result<()> {
        if !path.is_file() && path.exists() {
            // A device or a pipe cannot be renamed over.
            let mut file = File::options().write(true).open(path)?;
            return write(&mut file);
        }
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        {
            let mut buffer = io::BufWriter::new(beside.as_file_mut());
            write(&mut buffer)?;
            buffer.flush()?;
        }
        beside.persist(path).map(|_| ()).map_err(|error| error.error)
    };
    to_file().map_err(|source| CliError::Write { path: path.display().to_string(), source })
}

/// What the terminal can do; files and pipes get eighty plain columns unless COLUMNS says otherwise.
pub(super) fn style() -> Style {
    let stdout = io::stdout();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = terminal_size::terminal_size().map(|(width, _)| width.0);
    Style {
        width: width.or(size.filter(|_| stdout.is_terminal())).unwrap_or(80).clamp(60, 200),
        colour: stdout.is_terminal() && !plain,
    }
}
