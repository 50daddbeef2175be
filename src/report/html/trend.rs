//! Quarters: the load of each against the line, what failed, and what came and went.

use super::chart::{Columns, hatch, ring};
use super::text::Text;
use crate::report::{QuarterRow, TrendRows, View, amount, thousands};
use crate::trend::Flow;
use maud::{Markup, html};

pub(super) fn draw(view: &View<'_>) -> Markup {
    let Some(trend) = &view.trend else { return html! {} };
    let limit = view.posture.line.map(|line| line.limit);
    html! {
        section id="trend" aria-labelledby="trend-title" {
            h2 id="trend-title" { "Trend" }
            p class="lead" { (Text(trend.sentence())) ". Every quarter is measured with today’s controls." }
            @if !trend.quarters.is_empty() {
                div class="charts" {
                    (load(trend, limit))
                    (bands(trend))
                    (flow(trend))
                }
                (numbers(trend, view))
            }
        }
    }
}

fn load(trend: &TrendRows<'_>, limit: Option<f64>) -> Markup {
    let rows = &trend.quarters;
    let most = rows.iter().map(|row| row.inherent.high.max(row.load.high)).fold(limit.unwrap_or_default(), f64::max);
    let columns = Columns { count: rows.len(), most: most * 1.04, height: 210.0, head: 26.0 };
    html! {
        figure class="wide" {
            figcaption { h3 { "Load" } (line_key(limit)) }
            svg width="100%" height="264" role="img" aria-label={ "Load by quarter: " (trend.sentence()) } {
                (hatch("hatch-quarters", "possible"))
                @for (place, row) in rows.iter().enumerate() { (load_column(&columns, place, row, limit)) }
                (columns.axis())
                @if let Some(limit) = limit {
                    @let y = format!("{:.1}", columns.y(limit));
                    line class="limit" x1="0" x2="100%" y1=(y) y2=(y) {}
                    svg x="16" y=(y) overflow="visible" { (ring()) }
                }
                @for (place, row) in rows.iter().enumerate() { (load_words(&columns, place, row)) }
            }
            @if rows.iter().any(|row| !row.complete) { p class="note" { "* Not all could be read in this quarter." } }
        }
    }
}

fn line_key(limit: Option<f64>) -> Markup {
    html! {
        p class="keys" {
            span class="key certain" { "certain" }
            span class="key possible" { "possible" }
            span class="key before" { "before waivers" }
            @if let Some(limit) = limit { span class="key line" { (super::masthead::mark()) "the line, " (amount(limit)) } }
        }
    }
}

fn load_column(columns: &Columns, place: usize, row: &QuarterRow<'_>, limit: Option<f64>) -> Markup {
    let (x, width) = columns.column(place);
    let before = format!("{:.1}", columns.y(row.inherent.high) - 1.0);
    let over = limit.map(|limit| (limit, row.load.low));
    html! {
        (columns.part(place, (row.load.low, row.load.high), "water possible", Some("url(#hatch-quarters)")))
        (columns.part(place, (0.0, row.load.low), "water certain", None))
        @if let Some(span) = over { (columns.part(place, span, "water over", None)) }
        @if row.inherent.high > row.load.high { rect class="before" x=(x) width=(width) y=(before) height="2" {} }
    }
}

/// Over the line, so that it strikes nothing through.
fn load_words(columns: &Columns, place: usize, row: &QuarterRow<'_>) -> Markup {
    let foot = columns.head + columns.height + 18.0;
    html! {
        (columns.text(place, columns.y(row.load.high.max(row.inherent.high)) - 8.0, "value", &amount(row.load.high)))
        (columns.text(place, foot, "tick", &label(row)))
    }
}

fn label(row: &QuarterRow<'_>) -> String {
    if row.complete { row.label.clone() } else { format!("{}*", row.label) }
}

fn bands(trend: &TrendRows<'_>) -> Markup {
    let rows = &trend.quarters;
    let sum = |row: &QuarterRow<'_>| row.bands.iter().map(|(_, n)| *n).sum::<u64>();
    let most = rows.iter().map(sum).max().unwrap_or_default() as f64;
    let columns = Columns { count: rows.len(), most, height: 130.0, head: 22.0 };
    html! {
        figure {
            figcaption {
                h3 { "Open failures" }
                p class="keys" { @for (band, _) in rows.iter().take(1).flat_map(|row| &row.bands) { span class={ "key " (band.as_str()) } { (band.as_str()) } } }
            }
            svg width="100%" height="180" role="img" aria-label="Open failures by quarter and band; the numbers are in the table below" {
                @for (place, row) in rows.iter().enumerate() {
                    (stack(&columns, place, row))
                    (columns.text(place, columns.y(sum(row) as f64) - 6.0, "value", &thousands(sum(row))))
                    (columns.text(place, 170.0, "tick", &label(row)))
                }
                (columns.axis())
            }
        }
    }
}

/// The worst stands lowest, on the axis, where columns can be compared.
fn stack(columns: &Columns, place: usize, row: &QuarterRow<'_>) -> Markup {
    let mut below = 0.0;
    let parts = row.bands.iter().map(|(band, n)| {
        let span = (below, below + *n as f64);
        below = span.1;
        columns.part(place, span, &format!("fill {}", band.as_str()), None)
    });
    html! { @for part in parts { (part) } }
}

fn flow(trend: &TrendRows<'_>) -> Markup {
    let rows = &trend.quarters;
    let most = rows.iter().filter_map(flow_of).map(|flow| came(flow).max(went(flow))).max().unwrap_or_default();
    let up = Columns { count: rows.len(), most: most as f64, height: 62.0, head: 20.0 };
    let down = |n: u64| if most > 0 { n as f64 / most as f64 * 62.0 } else { 0.0 };
    html! {
        figure {
            figcaption {
                h3 { "Came and went" }
                p class="keys" { span class="key came" { "new or returned" } span class="key went" { "fixed or removed" } }
            }
            svg width="100%" height="180" role="img" aria-label="Failures that came and went by quarter; the numbers are in the table below" {
                @for (place, row) in rows.iter().enumerate() {
                    @if let Some(flow) = flow_of(row) {
                        @let (x, width) = up.column(place);
                        (up.part(place, (0.0, came(flow) as f64), "fill came", None))
                        (up.text(place, up.y(came(flow) as f64) - 5.0, "value", &format!("+{}", thousands(came(flow)))))
                        rect class="fill went" x=(x) width=(width) y="82" height=(format!("{:.1}", down(went(flow)))) {}
                        (up.text(place, 82.0 + down(went(flow)) + 13.0, "value", &format!("−{}", thousands(went(flow)))))
                    } @else {
                        (up.text(place, 76.0, "tick", "first"))
                    }
                    (up.text(place, 176.0, "tick", &label(row)))
                }
                (up.axis())
            }
        }
    }
}

fn flow_of(row: &QuarterRow<'_>) -> Option<Flow> {
    row.since.as_ref().map(|since| since.flow)
}

fn came(flow: Flow) -> u64 {
    flow.new + flow.returned + flow.came_into_sight
}

fn went(flow: Flow) -> u64 {
    flow.fixed + flow.removed
}

fn numbers(trend: &TrendRows<'_>, view: &View<'_>) -> Markup {
    let heads = [
        "load",
        "before waivers",
        "critical",
        "high",
        "medium",
        "low",
        "new",
        "found",
        "fixed",
        "returned",
        "standing",
        "removed",
        "unseen",
        "moved",
        "days to fix",
    ];
    html! {
        details class="numbers" {
            summary { "The numbers" }
            div class="scroll" tabindex="0" role="region" aria-label="The numbers of each quarter" {
                table {
                    caption class="unseen" { "Each quarter: load, open failures by band, and what came and went since the quarter before" }
                    thead { tr { th scope="col" { "quarter" } @for head in heads { th scope="col" class="number" { (head) } } } }
                    tbody { @for row in &trend.quarters { tr { th scope="row" { (label(row)) } @for cell in cells(row) { td class="number" { (cell) } } } } }
                }
                p class="note" { "Found: not judged before. Removed: gone with its resource. Unseen: not judged now. Moved: has another owner." }
            }
            @if !view.frameworks.is_empty() { (frameworks(trend, view)) }
        }
    }
}

fn cells(row: &QuarterRow<'_>) -> Vec<String> {
    let mut cells = vec![amount(row.load.high), amount(row.inherent.high)];
    cells.extend(row.bands.iter().map(|(_, n)| thousands(*n)));
    match flow_of(row) {
        Some(Flow { new, fixed, returned, standing, removed, moved, unseen, came_into_sight, .. }) => {
            cells.extend([new, came_into_sight, fixed, returned, standing, removed, unseen, moved].map(thousands));
        }
        None => cells.extend(std::iter::repeat_n("–".to_owned(), 8)),
    }
    let pace = row.since.as_ref().and_then(|since| since.pace);
    cells.push(pace.map_or_else(|| "–".to_owned(), |pace| format!("{:.0}", pace.mean_days)));
    cells
}

fn frameworks(trend: &TrendRows<'_>, view: &View<'_>) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="Frameworks by quarter" {
            table {
                caption { "Frameworks: requirements met / not met / unknown" }
                thead { tr { th scope="col" { "framework" } @for row in &trend.quarters { th scope="col" class="number" { (label(row)) } } } }
                tbody {
                    @for framework in &view.frameworks {
                        tr { th scope="row" { (Text(framework.id)) } @for row in &trend.quarters { td class="number" { (row.framework_text(framework.id)) } } }
                    }
                }
            }
        }
    }
}
