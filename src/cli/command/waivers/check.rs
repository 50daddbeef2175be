//! `plimsoll waivers check`: what each waiver hides.

use super::super::super::args::{CheckArgs, FormatArg};
use super::super::super::rules::RuleBook;
use super::super::super::{CliError, Exit, out};
use super::super::scan::Settings;
use super::super::subject::at_hand;
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::report::{self, Bounds, WaiverCheck};
use crate::scan::scan;

pub(super) fn run(args: &CheckArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(&args.rules)?;
    if args.rules.waivers.as_ref().or(book.config.waivers.as_ref()).is_none() {
        let message = "there are no waivers to check";
        return Err(CliError::input(message, "give --waivers FILE, or `waivers:` in plimsoll.yaml"));
    }
    let settings = Settings::plain(&book.config);
    let snapshot = at_hand("waivers are checked", args.snapshot.as_deref(), &args.history, &book.config)?;
    let rules = book.choose(&Selection::default(), &[])?;
    let judged = scan(&snapshot, &rules, Keep::Problems);
    let kinds = crate::collect::kinds();
    let bounds = Bounds { soon: args.soon, kinds: args.most_kinds };
    let check = WaiverCheck::lay_out(&settings.inputs(&judged, &kinds, None), bounds);
    out::print(|to| match args.format {
        FormatArg::Table => report::table::waiver_check(&check, to, out::style()),
        FormatArg::Json => report::json::waivers(&check, to),
    })?;
    Ok(if args.strict && check.wanting() > 0 { Exit::OverTheLine } else { Exit::Fine })
}
