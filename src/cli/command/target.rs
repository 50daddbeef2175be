//! Which report goes where.

use super::super::args::OutputArgs;
use super::super::{CliError, out};
use crate::report::{Format, PACKED, Style, TABLE, View};
use clap::ArgMatches;
use std::path::Path;

/// A format and where it goes; nowhere is the standard output.
pub(super) struct Target<'a> {
    format: &'static Format,
    file: Option<&'a Path>,
}

/// The reports that were asked for. What cannot be written is refused before anything is read.
/// Nothing is written over what is kept.
pub(super) fn targets<'a>(
    output: &'a OutputArgs,
    kept: &[&'a Path],
    matches: &ArgMatches,
) -> Result<Vec<Target<'a>>, CliError> {
    let targets = paired(output, matches)?;
    let mut taken = kept.to_vec();
    for file in targets.iter().filter_map(|target| target.file) {
        if taken.contains(&file) {
            let message = format!("two things would be written to {}, or one over it", file.display());
            return Err(CliError::input(message, "give each -o, --save and --snapshot a file of its own"));
        }
        taken.push(file);
        out::expect_place(file)?;
    }
    if targets.iter().filter(|target| target.file.is_none()).count() > 1 {
        return Err(CliError::input("two reports for the standard output", "give all but one an -o"));
    }
    Ok(targets)
}

/// Each `-o` belongs to the `--format` before it; one alone names the place of the only report.
fn paired<'a>(output: &'a OutputArgs, matches: &ArgMatches) -> Result<Vec<Target<'a>>, CliError> {
    let default = [output.output.first().and_then(|file| Format::of_file(file)).unwrap_or(&TABLE)];
    let formats = if output.format.is_empty() { &default[..] } else { &output.format };
    let mut targets: Vec<Target<'_>> = formats.iter().map(|format| Target { format, file: None }).collect();
    let places = |name: &str| -> Vec<usize> {
        let matches = matches.subcommand().map(|(_, matches)| matches);
        matches.and_then(|matches| matches.indices_of(name)).into_iter().flatten().collect()
    };
    let starts = places("format");
    for (file, place) in output.output.iter().zip(places("output")) {
        let before = starts.iter().filter(|start| **start < place).count();
        let target = &mut targets[before.saturating_sub(1)];
        if target.file.replace(file).is_some() {
            return Err(CliError::input("two -o for one --format", "give each -o a --format before it"));
        }
    }
    targets.iter_mut().for_each(|target| target.file = target.file.and_then(out::named));
    Ok(targets)
}

/// Writes all that can be written, and says what could not.
pub(super) fn write_all(targets: &[Target<'_>], view: &View<'_>) -> Result<(), CliError> {
    let mut failed = targets.iter().filter_map(|target| write(target, view).err());
    let first = failed.next();
    failed.for_each(out::complain);
    first.map_or(Ok(()), Err)
}

fn write(target: &Target<'_>, view: &View<'_>) -> Result<(), CliError> {
    match target.file {
        Some(file) if is_packed(file) => out::write_file(file, |to| {
            let mut packed = zstd::Encoder::new(to, zstd::DEFAULT_COMPRESSION_LEVEL)?;
            target.format.write(view, &mut packed, Style::default())?;
            packed.finish().map(|_| ())
        }),
        Some(file) => out::write_file(file, |to| target.format.write(view, to, Style::default())),
        None => out::print(|to| target.format.write(view, to, out::style())),
    }
}

/// Whether its name asks for zstd.
fn is_packed(file: &Path) -> bool {
    file.to_string_lossy().to_ascii_lowercase().ends_with(PACKED)
}
