//! `plimsoll/trend/v1`: quarter over quarter, in the same words as a report's `trend`.

use super::v1::Trend;
use crate::report::TrendRows;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    #[serde(flatten)]
    trend: Trend<'a>,
}

/// Writes the quarters, for `trend`.
pub fn trend(rows: &TrendRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    super::document(&Document { format: "plimsoll/trend/v1", trend: rows.into() }, to)
}
