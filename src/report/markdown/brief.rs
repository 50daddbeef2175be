//! For those who decide: how it stands, which way it goes, what to do, what is owed, and what is not known; and the numbers
//! of one chart.

use super::escape::text;
use super::sheet::Sheet;
use crate::report::{Count, FixRow, QuarterRow, Standing, View, amount, percent, thousands};
use crate::risk::{Band, Load};

/// Fixes that are named.
const NAMED: usize = 3;

/// Quarters of the chart, today's scan among them.
const QUARTERS: usize = 8;

/// Signs of the longest bar.
const BAR: f64 = 20.0;

pub(super) fn draw(view: &View, sheet: &mut Sheet) {
    sheet.heading(2, &format!("Security of the AWS estate, {}", view.scan.taken_at.format("%-d %B %Y")));
    for sentence in [standing(view), way(view), work(view), owed(view), doubt(view)] {
        sheet.line(&text(&sentence));
    }
    chart(view, sheet);
}

fn standing(view: &View) -> String {
    let load = amount(view.posture.load.high);
    let start = format!("{} carries a load of {load}", view.subject());
    match view.posture.line {
        None if view.whose.is_part() => format!("{start}."),
        None => format!("{start}; how much it may carry has not been decided."),
        Some(line) => {
            let limit = amount(line.limit);
            match line.standing {
                Standing::Over => format!(
                    "{start}, which is {} over the line of {limit} that it may carry.",
                    amount(view.posture.load.high - line.limit)
                ),
                Standing::Below => format!("{start}, below the line of {limit} that it may carry."),
                Standing::Unclear => {
                    format!("{start}, and whether that is over the line of {limit} cannot be told until more is read.")
                }
            }
        }
    }
}

fn way(view: &View) -> String {
    if view.whose.is_part() {
        return String::new();
    }
    let quarters: &[QuarterRow<'_>] = view.trend.as_ref().map_or(&[], |trend| &trend.quarters);
    let [.., before, now] = quarters else {
        return "There is no earlier quarter to compare it with.".to_owned();
    };
    let (was, is) = (before.load.high, now.load.high);
    let by = if was > 0.0 { format!(" by {}", percent((is - was).abs() / was)) } else { String::new() };
    let way = match () {
        () if now.load.low > before.load.high => format!("rose{by}"),
        () if now.load.high < before.load.low => format!("fell{by}"),
        () if now.load == before.load => "stayed".to_owned(),
        () => "cannot be told from what it was".to_owned(),
    };
    let flow = now.since.as_ref().map(|since| since.flow).map_or_else(String::new, |flow| {
        format!(
            ": {} fixed, {} new, {} came back",
            thousands(flow.fixed),
            thousands(flow.new),
            thousands(flow.returned)
        )
    });
    format!("Since {}, with the same rules, the load {way}{flow}.", before.label)
}

fn work(view: &View) -> String {
    let first = &view.fixes[..view.fixes.len().min(NAMED)];
    if first.is_empty() {
        return "Nothing that is known needs a fix.".to_owned();
    }
    // One after the other they take a little less than each alone.
    let share: f64 = first.iter().map(|fix| fix.share).sum();
    let named = |fix: &FixRow<'_>| {
        format!("{} so that “{}” ({})", fix.place, fix.control.title, fix.owner.unwrap_or("nobody's"))
    };
    let named: Vec<String> = first.iter().map(named).collect();
    let start = match first.len() {
        1 => "The change that counts most takes".to_owned(),
        n => format!("The {n} changes that count most take"),
    };
    format!("{start} some {} of it away: {}.", percent(share.min(1.0)), named.join("; "))
}

fn owed(view: &View) -> String {
    let posture = &view.posture;
    let urgent = posture.bands.iter().find(|(band, _)| *band == Band::Critical).map_or(0, |(_, n)| *n);
    let ask = if urgent == 1 { "asks" } else { "ask" };
    let is = |n: u64| if n == 1 { "is" } else { "are" };
    let (late, waived) = (posture.overdue, posture.waived);
    let accepted = match waived {
        0 => String::new(),
        n => format!("; {} more {} accepted by somebody until a date", thousands(n), is(n)),
    };
    let (open, urgent) = (posture.open, thousands(urgent));
    format!("Of {open}, {urgent} {ask} for action now and {} {} overdue{accepted}.", thousands(late), is(late))
}

fn doubt(view: &View) -> String {
    let doubt = view.posture.doubt().map(|doubt| format!(" Of the load, {doubt}.")).unwrap_or_default();
    let spots = Count::new(view.blind_spots.len(), "blind spot", "blind spots");
    match (view.scan.finished, spots.is_zero()) {
        (true, true) => format!("All that was asked for was read.{doubt}"),
        (true, false) => format!("Not all could be read ({spots}), and what was not is no health.{doubt}"),
        (false, _) => format!("The scan was cut off, and what was not read is no health.{doubt}"),
    }
}

fn chart(view: &View, sheet: &mut Sheet) {
    let earlier = view.earlier_quarters(QUARTERS - 1);
    let now = view.posture.load;
    let most = earlier.iter().map(|quarter| quarter.load.high).fold(now.high, f64::max);
    let row = |label: &str, load: Load, bands: &[(Band, u64); 4]| {
        let bar = if most > 0.0 { "█".repeat((load.high / most * BAR).round() as usize) } else { String::new() };
        let counts = bands.iter().map(|(_, n)| thousands(*n));
        [text(label), amount(load.high), bar].into_iter().chain(counts).collect()
    };
    let rows: Vec<Vec<String>> = earlier
        .iter()
        .map(|quarter| row(&quarter.label, quarter.load, &quarter.bands))
        .chain([row("now", now, &view.posture.bands)])
        .collect();
    sheet.table(&["Quarter", "Load:", "", "Critical:", "High:", "Medium:", "Low:"], rows);
}
