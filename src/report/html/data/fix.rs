//! Fixes in columns, in the view's order.

use super::{Places, Shared};
use crate::report::{View, amount, paths_text, percent};
use serde::Serialize;

#[derive(Default, Serialize)]
pub(super) struct Fixes {
    id: Vec<usize>,
    control: Vec<usize>,
    place: Vec<usize>,
    account: Vec<usize>,
    region: Vec<usize>,
    owner: Vec<usize>,
    worth: Vec<usize>,
    share: Vec<usize>,
    paths: Vec<usize>,
    /// What it closes, in words.
    closes: Vec<usize>,
    command: Vec<usize>,
    /// Places of those that are listed.
    findings: Vec<Vec<usize>>,
}

impl Fixes {
    pub(super) fn of(view: &View<'_>, places: &Places<'_>, shared: &mut Shared) -> Self {
        let texts = &mut shared.texts;
        let mut columns = Self::default();
        for row in &view.fixes {
            columns.id.push(texts.text(row.id));
            columns.control.push(places.controls.get(row.control.id.as_str()).copied().unwrap_or_default());
            columns.place.push(texts.name(&row.place));
            columns.account.push(texts.text(row.account));
            columns.region.push(texts.maybe(row.region));
            columns.owner.push(texts.name(row.owner.unwrap_or_default()));
            columns.worth.push(texts.text(&amount(row.worth)));
            columns.share.push(texts.text(&percent(row.share)));
            columns.paths.push(texts.text(&paths_text(row.paths)));
            columns.closes.push(texts.text(&row.finding_count.to_string()));
            columns.command.push(texts.lines(row.command.as_deref().unwrap_or_default()));
            columns.findings.push(row.findings.iter().filter_map(|id| places.findings.get(id).copied()).collect());
        }
        columns
    }
}
