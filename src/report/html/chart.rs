//! Drawings of loads and counts. Places are parts of a hundred, so that a chart fits its page and its letters do not
//! shrink with it; what a drawing shows also stands beside it in words or in a table.

use super::masthead::mark;
use crate::report::amount;
use crate::risk::Load;
use maud::{Markup, html};

/// A part of the whole, as an attribute says it.
pub(super) fn percent_of(part: f64, most: f64) -> String {
    let share = if most > 0.0 { (part / most).clamp(0.0, 1.0) } else { 0.0 };
    format!("{:.2}%", share * 100.0)
}

/// What is possible and not certain is hatched, which a reader without colours sees too.
pub(super) fn hatch(id: &str, class: &str) -> Markup {
    html! {
        defs {
            pattern id=(id) class=(class) width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect class="ground" width="6" height="6" {}
                rect class="stroke" width="2.5" height="6" {}
            }
        }
    }
}

/// The mark of the line, around the place where it is drawn.
pub(super) fn ring() -> Markup {
    html! {
        circle class="limit ring" cx="0" cy="0" r="8.5" {}
        line class="limit" x1="-15" x2="15" y1="0" y2="0" {}
    }
}

/// One load on a scale, with the line across it.
pub(super) struct Gauge {
    pub load: Load,
    pub limit: Option<f64>,
    pub most: f64,
}

impl Gauge {
    pub(super) fn draw(&self, said: &str) -> Markup {
        let Self { load, limit, most } = *self;
        html! {
            figure class="gauge" {
                svg width="100%" height="86" role="img" aria-label={ "Load " (said) } {
                    (hatch("hatch", "possible"))
                    rect class="track" x="0" y="40" width="100%" height="22" {}
                    rect class="water possible" x="0" y="40" width=(percent_of(load.high, most)) height="22" fill="url(#hatch)" {}
                    rect class="water certain" x="0" y="40" width=(percent_of(load.low, most)) height="22" {}
                    @if let Some(limit) = limit { (self.line(limit)) }
                    text x="0" y="80" class="tick" { "0" }
                }
                figcaption {
                    span class="key certain" { "certain" }
                    @if load.high > load.low { span class="key possible" { "possible" } }
                    @if limit.is_some() { span class="key line" { (mark()) "the line" } }
                }
            }
        }
    }

    /// The part over the line has a colour of its own.
    fn line(&self, limit: f64) -> Markup {
        let at = percent_of(limit, self.most);
        let over = percent_of((self.load.low - limit).max(0.0), self.most);
        let (anchor, shift) = if limit / self.most > 0.5 { ("end", "-22") } else { ("start", "22") };
        html! {
            rect class="water over" x=(at) y="40" width=(over) height="22" {}
            line class="limit" x1=(at) x2=(at) y1="8" y2="70" {}
            svg x=(at) y="18" overflow="visible" {
                (ring())
                text x=(shift) y="5" text-anchor=(anchor) class="limit-name" { "line " (amount(limit)) }
            }
        }
    }
}

/// Columns side by side over one axis.
pub(super) struct Columns {
    pub count: usize,
    /// The top of the scale.
    pub most: f64,
    /// Pixels between the axis and the top, and above it for what is written there.
    pub height: f64,
    pub head: f64,
}

impl Columns {
    /// The left edge and the width of a column, in parts of a hundred.
    pub(super) fn column(&self, place: usize) -> (String, String) {
        let step = 100.0 / self.count.max(1) as f64;
        let wide = (step * 0.62).min(16.0);
        let left = step * place as f64 + (step - wide) / 2.0;
        (format!("{left:.2}%"), format!("{wide:.2}%"))
    }

    pub(super) fn middle(&self, place: usize) -> String {
        format!("{:.2}%", 100.0 / self.count.max(1) as f64 * (place as f64 + 0.5))
    }

    /// Pixels from the top of the drawing.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = if self.most > 0.0 { (value / self.most).clamp(0.0, 1.0) } else { 0.0 };
        self.head + self.height * (1.0 - share)
    }

    /// A part of a column, between two values.
    pub(super) fn part(&self, place: usize, (low, high): (f64, f64), class: &str, fill: Option<&str>) -> Markup {
        let (x, width) = self.column(place);
        let (top, bottom) = (self.y(high), self.y(low));
        html! {
            @if bottom > top {
                rect class=(class) x=(x) width=(width) y=(format!("{top:.1}")) height=(format!("{:.1}", bottom - top)) fill=[fill] {}
            }
        }
    }

    pub(super) fn text(&self, place: usize, y: f64, class: &str, text: &str) -> Markup {
        html! { text class=(class) x=(self.middle(place)) y=(format!("{y:.1}")) text-anchor="middle" { (text) } }
    }

    pub(super) fn axis(&self) -> Markup {
        let y = format!("{:.1}", self.head + self.height);
        html! { line class="axis" x1="0" x2="100%" y1=(y) y2=(y) {} }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_inside_of_the_whole() {
        assert_eq!(percent_of(50.0, 200.0), "25.00%");
        assert_eq!(percent_of(300.0, 200.0), "100.00%");
        assert_eq!(percent_of(1.0, 0.0), "0.00%");
        let columns = Columns { count: 4, most: 100.0, height: 200.0, head: 20.0 };
        assert_eq!((columns.y(0.0), columns.y(100.0), columns.y(25.0)), (220.0, 20.0, 170.0));
        assert_eq!(columns.middle(0), "12.50%");
    }

    #[test]
    fn what_is_over_the_line_is_drawn_apart() {
        let gauge =
            |low: f64| Gauge { load: Load { low, high: 150.0, unbounded: false }, limit: Some(100.0), most: 200.0 };
        assert!(
            gauge(120.0).draw("x").into_string().contains(r#"class="water over" x="50.00%" y="40" width="10.00%""#)
        );
        assert!(gauge(80.0).draw("x").into_string().contains(r#"class="water over" x="50.00%" y="40" width="0.00%""#));
    }
}
