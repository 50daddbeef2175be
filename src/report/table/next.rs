//! What to do after a demonstration.

use super::grid::{Fit, Grid, left};
use super::ink::Ink;
use super::page::Page;
use crate::report::Style;
use std::io;

/// Writes commands to try next, each with what it shows, below a screen that was written before.
pub fn next(commands: &[(&str, &str)], to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("NEXT", "");
    let mut grid = Grid::new(vec![left("", Fit::Whole), left("", Fit::Prose(1))]);
    for (command, shows) in commands {
        grid.row(vec![((*command).to_owned(), Ink::Strong), ((*shows).to_owned(), Ink::Faint)]);
    }
    page.grid(&grid);
    to.write_all(b"\n")?;
    page.write(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_never_shortened() {
        let mut out = Vec::new();
        let commands =
            [("plimsoll explain 00000000", "how the risk of one finding adds up"), ("plimsoll trend", "four quarters")];
        next(&commands, &mut out, Style { width: 60, ..Style::default() }).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"

        NEXT
          plimsoll explain 00000000  how the risk of one finding ad…
          plimsoll trend             four quarters
        ");
    }
}
