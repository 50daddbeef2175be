//! What the scan cost the account that was scanned.

use super::page::Page;
use crate::report::View;

pub(super) fn draw(view: &View, page: &mut Page) {
    page.heading("COST", &view.scan.cost());
}
