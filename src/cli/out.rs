//! Results go to the standard output, everything else to stderr.

use super::CliError;
use super::args::ColorArg;
use crate::report::Style;
use crate::report::clean::{clean, drawing};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Draws an error for a person: each mistake in a file by itself, and below them what it comes to.
pub(super) fn complain(mut error: CliError) {
    if let CliError::Broken(broken) = &mut error {
        std::mem::take(&mut broken.mistakes).into_iter().for_each(|mistake| draw(&mistake.into()));
    }
    draw(&error.into());
}

/// File names, and what stands in files, may be as hostile as what comes from the cloud.
#[expect(clippy::print_stderr, reason = "this is where errors are told")]
fn draw(report: &miette::Report) {
    eprintln!("{}", drawing(&format!("{report:?}")));
}

/// Whether nobody wants to hear notes. There is one stderr a process.
static QUIET: AtomicBool = AtomicBool::new(false);

/// From here on no notes are told, and no progress is drawn.
pub(super) fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

pub(super) fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// A note beside the result.
pub(super) fn note(text: &str) {
    if !is_quiet() {
        reason(text);
    }
}

/// Why the exit code is not 0, and what belongs to an error.
#[expect(clippy::print_stderr, reason = "notes must not mix with results")]
pub(super) fn reason(text: &str) {
    eprintln!("plimsoll: {}", clean(text));
}

/// A note of several lines.
#[expect(clippy::print_stderr, reason = "notes must not mix with results")]
pub(super) fn notes(text: &str) {
    eprintln!("plimsoll: {}", drawing(text));
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
        // The error's own text names a file that nobody has heard of.
        let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind()))?;
        {
            let mut buffer = io::BufWriter::new(beside.as_file_mut());
            write(&mut buffer)?;
            buffer.flush()?;
        }
        // Who may read what is replaced may read what replaces it.
        if let Ok(there) = std::fs::metadata(path) {
            beside.as_file().set_permissions(there.permissions())?;
        }
        beside.persist(path).map(|_| ()).map_err(|error| error.error)
    };
    to_file().map_err(|source| CliError::Write { path: path.display().to_string(), source })
}

/// The file that was named, where it is one: `-` means the standard output, as with other programs.
pub(super) fn named(path: &Path) -> Option<&Path> {
    Some(path).filter(|path| *path != Path::new("-"))
}

/// Refuses what cannot become a file, before anything is done whose result would then have no place.
pub(super) fn expect_place(path: &Path) -> Result<(), CliError> {
    if named(path).is_none() {
        return Err(CliError::input(
            "this is not written to the standard output",
            "name a file; ./- is one of that name",
        ));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if path.is_dir() {
        return Err(CliError::input(format!("{} is a folder", path.display()), "name a file in it"));
    }
    match folder.filter(|folder| !folder.is_dir()) {
        Some(folder) => {
            let message = format!("{} cannot be written: there is no folder {}", path.display(), folder.display());
            Err(CliError::input(message, "make the folder, or choose another place"))
        }
        None => Ok(()),
    }
}

/// What was said on the command line about colours, once and for all.
static CHOICE: OnceLock<ColorArg> = OnceLock::new();

/// Takes over what was said about colours, for results and for errors.
pub(super) fn paint(choice: ColorArg) {
    let _ = CHOICE.set(choice);
    if choice != ColorArg::Auto {
        let colour = choice == ColorArg::Always;
        // Nobody has drawn an error yet.
        let _ = miette::set_hook(Box::new(move |_| Box::new(miette::MietteHandlerOpts::new().color(colour).build())));
    }
}

/// What the terminal can do; files and pipes get eighty plain columns unless COLUMNS says otherwise.
pub(super) fn style() -> Style {
    let env = |name: &str| std::env::var(name).ok();
    let terminal = io::stdout().is_terminal();
    let choice = CHOICE.get().copied().unwrap_or_default();
    let colour = is_coloured(choice, env, terminal);
    let width = env("COLUMNS").and_then(|columns| columns.parse().ok());
    let size = terminal_size::terminal_size().map(|(width, _)| width.0);
    Style {
        width: width.or(size.filter(|_| terminal)).unwrap_or(80).clamp(60, 200),
        colour,
        links: terminal && choice != ColorArg::Never && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
    }
}

/// The option goes first, then NO_COLOR, then CLICOLOR_FORCE and CLICOLOR. <https://no-color.org>, <https://bixense.com/clicolors>
fn is_coloured(choice: ColorArg, env: impl Fn(&str) -> Option<String>, terminal: bool) -> bool {
    let is = |name: &str, wanted: fn(&str) -> bool| env(name).is_some_and(|value| wanted(&value));
    match choice {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto if is("NO_COLOR", |value| !value.is_empty()) => false,
        ColorArg::Auto if is("CLICOLOR_FORCE", |value| !value.is_empty() && value != "0") => true,
        ColorArg::Auto => terminal && !is("TERM", |term| term == "dumb") && !is("CLICOLOR", |value| value == "0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_goes_before_the_environment_and_no_before_yes() {
        let case = |choice, said: &[(&str, &str)], terminal| {
            let env = |name: &str| said.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            is_coloured(choice, env, terminal)
        };
        let (auto, no, force) = (ColorArg::Auto, ("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1"));
        assert_eq!((case(auto, &[], true), case(auto, &[], false)), (true, false));
        assert_eq!((case(auto, &[no], true), case(auto, &[("NO_COLOR", "")], true)), (false, true));
        assert_eq!((case(auto, &[force], false), case(auto, &[no, force], true)), (true, false));
        assert_eq!(
            (case(auto, &[("CLICOLOR_FORCE", "0")], false), case(auto, &[("CLICOLOR", "0")], true)),
            (false, false)
        );
        assert!(!case(auto, &[("TERM", "dumb")], true));
        assert!(case(ColorArg::Always, &[no, ("TERM", "dumb")], false));
        assert!(!case(ColorArg::Never, &[force], true));
    }
}
