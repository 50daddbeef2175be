//! `plimsoll/trend/v1`: quarter over quarter, in the same words as a report's `trend`.

use super::v1::{Quarter, Trend};
use crate::report::TrendRows;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    quarters: Vec<Quarter<'a>>,
}

/// Writes the quarters, for `trend`.
pub fn trend(rows: &TrendRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let Trend { quarters } = rows.into();
    super::document(&Document { format: "plimsoll/trend/v1", quarters }, to)
}
