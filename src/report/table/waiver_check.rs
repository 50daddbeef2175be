//! What each waiver hides, for `waivers check`.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{CheckedWaiver, Count, Style, WaiverCheck, amount};
use std::io;

/// Findings that are named below a waiver.
const NAMED: usize = 3;

/// Writes the waivers, those that want attention first.
pub fn waiver_check(check: &WaiverCheck<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let count = Count::new(check.rows.len(), "waiver", "waivers");
    let day = check.taken_at.format("%Y-%m-%d");
    let attention = match check.wanting() {
        0 => "none wants attention".to_owned(),
        1 => "1 wants attention".to_owned(),
        n => format!("{n} want attention"),
    };
    page.heading("WAIVERS", &format!("{count} on {day}, hiding {} of load; {attention}", amount(check.hidden)));
    let columns = [left("covers", Fit::Share(1)), right("hides"), right("load"), left("until", Fit::Whole)];
    let mut grid = Grid::new(columns.into_iter().chain([left("by", Fit::Within(16))]).collect());
    for row in &check.rows {
        grid.row(vec![
            (row.subject(), Ink::Strong),
            (row.hides.len().to_string(), Ink::Plain),
            (amount(row.load.high), Ink::Plain),
            (row.waiver.expires.to_string(), Ink::Plain),
            (row.waiver.owner.clone(), Ink::Plain),
        ]);
        let ink = if row.wants.is_empty() { Ink::Faint } else { Ink::Notable };
        grid.below(0, &told(row), ink);
    }
    page.grid(&grid);
    page.write(to)
}

/// Why somebody should look at it; and else why it is there, and what it hides.
fn told(row: &CheckedWaiver<'_>) -> String {
    let sentences = row.sentences();
    if !sentences.is_empty() {
        return sentences.join("; ");
    }
    let named = row.hides.iter().take(NAMED).map(|hidden| format!("{} on {}", hidden.control, hidden.resource.label()));
    let named = named.collect::<Vec<_>>().join(", ");
    let more = row.hides.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let name = [&row.waiver.id, &row.waiver.ticket].into_iter().flatten().map(|name| format!("{name}: "));
    format!("{}{} ({named}{more})", name.collect::<String>(), row.waiver.reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Bounds;
    use crate::report::sample::Estate;

    #[test]
    fn what_wants_attention_comes_first_and_says_why() {
        let mut estate = Estate::small();
        estate.assessment.waivers[0].waiver.expires = "2027-12-31".parse().unwrap();
        estate.assessment.waivers[2].unseen = true;
        let check = WaiverCheck::lay_out(&estate.inputs(), Bounds { soon: 30, kinds: 3 });
        let mut out = Vec::new();
        waiver_check(&check, &mut out, Style { width: 80, ..Style::default() }).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        WAIVERS  3 waivers on 2026-06-30, hiding 96.9 of load; 2 want attention
          covers                hides  load  until       by
          s3/bucket-versioning      1  97.0  2027-12-31  ana
            ends more than a year after the snapshot
          s3/old-*                  0   0.0  2026-12-31  ana
            expired: 3 failures count again
          s3/no-*                   0   0.0  2026-12-31  ana
            covers nothing that could be read; what it names was not all read
        ");
    }
}
