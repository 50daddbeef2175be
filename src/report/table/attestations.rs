//! Attestations that want attention: expired, soon to end, or counting for nothing.

use super::grid::{Fit, Grid, left};
use super::ink::Ink;
use super::page::Page;
use crate::framework::Term;
use crate::report::View;

const SHOWN: usize = 3;

pub(super) fn draw(view: &View, page: &mut Page) {
    let (stale, sentence) = view.stale_attestations();
    if stale.is_empty() {
        return;
    }
    page.heading("ATTESTATIONS", &sentence);
    let columns = vec![left("", Fit::Whole), left("of", Fit::Share(2)), left("until", Fit::Whole)];
    let more = [left("by", Fit::Within(16)), left("statement", Fit::Prose(3))];
    let mut grid = Grid::new(columns.into_iter().chain(more).collect());
    for row in stale.iter().take(SHOWN) {
        let ink = if row.term == Term::Expired { Ink::Notable } else { Ink::Faint };
        let attestation = row.attestation;
        let cells =
            [row.subject(), attestation.expires.to_string(), attestation.by.clone(), attestation.statement.clone()];
        let first = (row.state().to_owned(), ink);
        grid.row([first].into_iter().chain(cells.map(|text| (text, Ink::Plain))).collect());
    }
    page.grid(&grid);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Style;
    use crate::report::sample::Estate;

    fn drawn(estate: &Estate) -> String {
        let mut page = Page::new(Style { width: 100, ..Style::default() });
        draw(&estate.view(), &mut page);
        let mut out = Vec::new();
        page.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_ran_out_comes_first_and_what_does_not_count_is_said() {
        insta::assert_snapshot!(drawn(&Estate::attested()), @r"
        ATTESTATIONS  3 attestations: 1 expired, 1 end soon, 1 not counted where a control speaks
                       of                   until       by   statement
          expired      nist-800-53-r5:AT-2  2025-12-31  ana  All AT-2 is done
          ends soon    nist-800-53-r5:AT-3  2026-07-15  ana  All AT-3 is done
          not counted  nist-800-53-r5:CP-9  2026-12-31  ana  All CP-9 is done
        ");
    }

    #[test]
    fn nothing_to_see_to_is_no_section() {
        assert_eq!(drawn(&Estate::small()), "");
    }
}
