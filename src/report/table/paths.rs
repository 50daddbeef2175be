//! Attack paths: one below the other, each step with what opens it, and the cut.

use super::ink::Ink;
use super::page::Page;
use crate::report::clean::{shorten, width};
use crate::report::{PathRow, PathsView, Style, thousands};
use std::io;

/// Writes them, for `paths`.
pub fn paths(view: &PathsView<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let certain = if view.certain as u64 == view.count.n {
        "all certain".to_owned()
    } else {
        format!("{} certain", thousands(view.certain as u64))
    };
    let note = if view.count.is_zero() { String::new() } else { format!("{}, {certain}", view.count) };
    page.heading("ATTACK PATHS", &note);
    if view.count.is_zero() {
        page.line("None of those that were asked for is open, as far as could be seen.", Ink::Plain);
    }
    for (number, row) in view.rows.iter().enumerate() {
        draw(number + 1, row, &mut page);
    }
    unlisted(view, "--limit shows more", &mut page);
    page.write(to)
}

/// Writes one of them, with its number.
pub fn path(number: usize, row: &PathRow<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    draw(number, row, &mut page);
    page.write(to)
}

/// Writes what is beside those that are listed.
pub fn unlisted_paths(view: &PathsView<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    unlisted(view, "`plimsoll paths --limit` shows more", &mut page);
    page.write(to)
}

fn unlisted(view: &PathsView<'_>, how_to_see_them: &str, page: &mut Page) {
    if view.left_out > 0 {
        page.heading("MORE", &format!("{} not shown; {how_to_see_them}", thousands(view.left_out as u64)));
    }
    if view.gaps.is_empty() {
        return;
    }
    page.heading("NOT SEEN", "there may be more paths by what nobody looked at");
    for gap in &view.gaps {
        page.prose(&gap.text(), Ink::Plain);
    }
}

fn draw(number: usize, row: &PathRow<'_>, page: &mut Page) {
    page.heading(&format!("{number}  {}", row.entry), &row.summary());
    let most = page.room() / 2;
    let names: Vec<String> =
        row.hops.iter().map(|hop| shorten(&format!("→ {}", hop.called()), most).into_owned()).collect();
    let margin = names.iter().map(|name| width(name)).max().unwrap_or(0) + BETWEEN;
    for (hop, name) in row.hops.iter().zip(&names) {
        page.described(name, margin, &hop.because(), Ink::Plain);
    }
    let others: Vec<&str> = row.others.iter().map(|place| place.called.as_str()).collect();
    if !others.is_empty() {
        page.described("and to", MARGIN, &others.join(", "), Ink::Strong);
    }
    if !row.unread.is_empty() {
        page.described("unread", MARGIN, &row.doubt(), Ink::Notable);
    }
    page.described("cut", MARGIN, &row.cut.text(), Ink::Plain);
}

/// Columns to the right of which a cut is described.
const MARGIN: usize = 8;

/// Columns of blank between a name and what opens the way to it.
const BETWEEN: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Ends;
    use crate::report::sample::acme_paths;

    fn drawn(from: Option<&str>, to: Option<&str>, most: usize, width: u16) -> String {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let ends = Ends { from: owned(from), to: owned(to) };
        acme_paths(&ends, most, |view| {
            let mut out = Vec::new();
            paths(view, &mut out, Style { width, ..Style::default() }).unwrap();
            String::from_utf8(out).unwrap()
        })
    }

    #[test]
    fn a_path_is_told_step_by_step() {
        let text = drawn(Some("internet"), Some("acme-lake-*"), 3, 80);
        insta::assert_snapshot!(text.split("\nNOT SEEN").next().unwrap(), @r"
        ATTACK PATHS  4 attack paths, all certain

        1  internet  restricted data; takes a flaw or a secret
          → instance loader-4 and 3 like it  security group database lets in 0.0.0.0/0,
                                             port 5432
          → role etl-nightly                 it runs as etl-nightly
          → bucket acme-lake-raw             policy etl lets it read
          and to  bucket acme-lake-raw-us
          cut     close security group database to the internet (minutes); cuts 7 paths
                  from there

        2  internet  confidential data; takes a flaw or a secret
          → instance loader-4 and 3 like it  security group database lets in 0.0.0.0/0,
                                             port 5432
          → role etl-nightly                 it runs as etl-nightly
          → bucket acme-lake-curated         policy etl lets it read
          and to  bucket acme-lake-curated-us
          cut     close security group database to the internet (minutes); cuts 7 paths
                  from there
        ");
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let text = drawn(None, None, 2, 80);
        assert!(text.starts_with("ATTACK PATHS  13 attack paths, all certain\n"), "{text}");
        assert!(text.contains("\nMORE  11 not shown; --limit shows more\n"), "{text}");
    }

    #[test]
    fn nothing_found_is_not_called_safe() {
        let text = drawn(Some("123456789012"), None, 9, 80);
        assert!(text.contains("None of those that were asked for is open, as far as could be seen."), "{text}");
        assert!(text.contains("NOT SEEN") && text.contains("rds_instance"), "{text}");
    }

    #[test]
    fn ends_are_chosen_by_name_kind_and_account() {
        let count = |to: &str| drawn(None, Some(to), 9, 80).lines().next().unwrap().to_owned();
        assert!(count("admin").contains(" 2 attack paths"), "{}", count("admin"));
        assert!(count("777788889999").contains(" 1 attack path,"), "{}", count("777788889999"));
        assert!(count("s3_bucket").contains(" 11 attack paths"), "{}", count("s3_bucket"));
        assert!(count("arn:aws:s3:::acme-invoices").contains(" 1 attack path,"));
    }

    #[test]
    fn no_line_is_too_wide() {
        let text = drawn(None, None, 99, 80);
        assert!(text.lines().all(|line| width(line) <= 80), "{text}");
    }
}
