//! For those who will fix it: what to do first, what is wrong, what was not seen.

use super::escape::{code, text};
use super::sheet::Sheet;
use crate::evaluate::Verdict;
use crate::report::{FindingRow, FixRow, Standing, View, amount, percent, thousands};

/// Fixes that a person reads.
const FIRST: usize = 10;

pub(super) fn draw(view: &View, sheet: &mut Sheet) {
    sheet.heading(2, &format!("{} Load {}", sign(view), text(&view.posture.sentence())));
    let scan = &view.scan;
    let when = scan.taken_at.format("%Y-%m-%d %H:%M UTC");
    sheet.line(&format!("{}, {when}. {}", text(&view.scope()), text(&view.completeness())));
    if let Some(doubt) = view.posture.doubt() {
        sheet.line(&text(&format!("Load: {doubt}.")));
    }
    if let Some(trend) = view.trend.as_ref().filter(|trend| trend.quarters.len() > 1) {
        sheet.line(&text(&format!("{}.", trend.sentence())));
    }
    bands(view, sheet);
    fixes(view, sheet);
    findings(view, sheet);
    frameworks(view, sheet);
    blind_spots(view, sheet);
}

/// Colours alone tell nobody anything who cannot see them.
fn sign(view: &View) -> &'static str {
    match view.posture.line.map(|line| line.standing) {
        Some(Standing::Over) => "🔴",
        Some(Standing::Unclear) => "🟡",
        Some(Standing::Below) => "🟢",
        None => "⚪",
    }
}

fn bands(view: &View, sheet: &mut Sheet) {
    let bands = view.posture.bands.iter().filter(|(_, n)| *n > 0);
    let parts = bands.map(|(band, n)| format!("**{} {}** ({})", thousands(*n), band.as_str(), band.advice()));
    sheet.line(&parts.chain(view.posture.beside()).collect::<Vec<_>>().join(" · "));
}

fn fixes(view: &View, sheet: &mut Sheet) {
    let first = &view.fixes[..view.fixes.len().min(FIRST)];
    sheet.heading(3, "Fix first");
    if first.is_empty() {
        return sheet.line("Nothing that is known needs a fix.");
    }
    sheet.table(&["Takes away:", "Part:", "Effort", "Closes:", "Owner", "Where", "What"], first.iter().map(fix));
    let all = view.fixes.len();
    if all > first.len() {
        sheet.line(&format!("{} of {} fixes.", first.len(), thousands(all as u64)));
    }
}

fn fix(row: &FixRow<'_>) -> Vec<String> {
    vec![
        amount(row.worth),
        percent(row.share),
        row.effort_word().to_owned(),
        thousands(row.finding_count.n),
        row.owner.map_or_else(|| "nobody".to_owned(), code),
        code(&row.place),
        format!("{} ({})", text(&row.control.fix.text), code(&row.control.id)),
    ]
}

fn findings(view: &View, sheet: &mut Sheet) {
    let all = &view.findings;
    sheet.heading(3, "Broken rules");
    if all.iter().all(|finding| finding.verdict != Verdict::Fail) {
        sheet.line(&text(&view.nothing_listed()));
    }
    let columns = ["Risk:", "Band", "Rule", "Resource", "Account", "Region", "Owner", "Due"];
    sheet.unfolding(&columns, all, finding);
}

fn finding(row: &FindingRow<'_>) -> Vec<String> {
    vec![
        row.risk_text(),
        row.standing().to_owned(),
        format!("{} ({})", text(&row.control.title), code(&row.control.id)),
        code(&row.resource.called()),
        code(row.resource.account),
        code(row.resource.region),
        row.owner.map_or_else(|| "nobody".to_owned(), code),
        row.due_text(),
    ]
}

fn frameworks(view: &View, sheet: &mut Sheet) {
    if view.frameworks.is_empty() {
        return;
    }
    sheet.folded("Frameworks", |sheet| {
        let columns = ["Framework", "Met:", "Not met:", "Unknown:", "Attested:", "Inherited:", "Not covered:"];
        sheet.table(
            &columns,
            view.frameworks.iter().map(|row| {
                let score = row.score;
                let counts =
                    [score.met, score.not_met, score.unknown, score.attested, score.inherited, score.not_covered];
                [text(&row.full_title())].into_iter().chain(counts.map(thousands)).collect()
            }),
        );
    });
}

fn blind_spots(view: &View, sheet: &mut Sheet) {
    if view.blind_spots.is_empty() {
        return;
    }
    sheet.heading(3, "Not seen");
    sheet.line("What could not be read is no pass and no failure.");
    let columns = ["Kind", "Action", "Why", "Where", "Controls:"];
    sheet.table(
        &columns,
        view.blind_spots.iter().map(|spot| {
            let controls = thousands(spot.control_count.n);
            vec![code(spot.kind), code(spot.action), text(&spot.because()), code(&spot.place()), controls]
        }),
    );
}
