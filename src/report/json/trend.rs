//! `plimsoll/trend/v1`: quarter over quarter, in the same words as a report's `trend`.

use super::v1::Trend;
use crate::report::TrendRows;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    /// How much load the estate may carry. Null where no line is drawn.
    line: Option<f64>,
    trend: Trend<'a>,
}

/// Writes the quarters, for `trend`.
pub fn write(rows: &TrendRows<'_>, line: Option<f64>, to: &mut dyn io::Write) -> io::Result<()> {
    super::document(&Document { format: "plimsoll/trend/v1", line, trend: rows.into() }, to)
}
