//! `plimsoll merge`: snapshots of different accounts become one.

use super::super::args::MergeArgs;
use super::super::{CliError, Exit, out};
use crate::snapshot::{self, Snapshot, Writer, merge};

pub(super) fn run(args: &MergeArgs) -> Result<Exit, CliError> {
    out::expect_place(&args.output)?;
    let parts = args.files.iter().map(|file| snapshot::read(file)).collect::<Result<Vec<Snapshot>, _>>()?;
    let whole = merge(parts).map_err(|error| CliError::input(error.to_string(), error.help()))?;
    let accounts = whole.header.accounts.len();
    let resources = whole.resources.len();
    Writer::write(&args.output, &whole).map_err(|error| CliError::Collect(error.into()))?;
    out::note(&format!("{resources} resources in {accounts} accounts"));
    out::print(|to| writeln!(to, "{}", args.output.display()))?;
    Ok(Exit::Fine)
}
