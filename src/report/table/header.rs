//! What was looked at, and whether all of it was seen.

use super::ink::Ink;
use super::page::Page;
use crate::report::View;

pub(super) fn draw(view: &View, page: &mut Page) {
    let scan = &view.scan;
    let when = scan.taken_at.format("%Y-%m-%d %H:%M UTC");
    page.heading("PLIMSOLL", &format!("{}  {when}  {}", scan.source, scan.id));
    page.prose(&view.scope(), Ink::Plain);
    let ink = if scan.complete { Ink::Good } else { Ink::Notable };
    page.prose(&view.completeness(), ink);
}
