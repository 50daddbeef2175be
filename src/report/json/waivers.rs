//! `plimsoll/waivers/v1`: what each waiver hides.

use super::v1::{Terms, moment, one_decimal};
use crate::report::{CheckedWaiver, HiddenRow, WaiverCheck};
use crate::risk::Band;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io;

#[derive(Serialize)]
struct Waivers<'a> {
    format: &'static str,
    snapshot: &'a str,
    taken_at: String,
    /// How many somebody should look at.
    wanting_attention: usize,
    /// What all of them hide together.
    hidden_load: f64,
    waivers: Vec<Waiver<'a>>,
}

#[derive(Serialize)]
struct Waiver<'a> {
    #[serde(flatten)]
    terms: Terms<'a>,
    covers: u64,
    /// It may cover more than that.
    unseen: bool,
    /// What would come back without this one alone.
    load: f64,
    load_low: f64,
    kinds: &'a BTreeSet<&'a str>,
    attention: Vec<&'static str>,
    sentences: Vec<String>,
    hides: Vec<Hidden<'a>>,
}

#[derive(Serialize)]
struct Hidden<'a> {
    fingerprint: &'a str,
    control: &'a str,
    resource: &'a str,
    account: &'a str,
    region: &'a str,
    score: f64,
    band: Band,
}

/// Writes it, for `waivers check`.
pub fn waivers(check: &WaiverCheck<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let document = Waivers {
        format: "plimsoll/waivers/v1",
        snapshot: check.snapshot,
        taken_at: moment(check.taken_at),
        wanting_attention: check.wanting(),
        hidden_load: one_decimal(check.hidden),
        waivers: check.rows.iter().map(Into::into).collect(),
    };
    super::document(&document, to)
}

impl<'a> From<&'a CheckedWaiver<'a>> for Waiver<'a> {
    fn from(row: &'a CheckedWaiver<'a>) -> Self {
        Self {
            terms: row.waiver.into(),
            covers: row.covers,
            unseen: row.unseen,
            load: one_decimal(row.load.high),
            load_low: one_decimal(row.load.low),
            kinds: &row.kinds,
            attention: row.wants.iter().map(|attention| attention.key()).collect(),
            sentences: row.sentences(),
            hides: row.hides.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a HiddenRow<'a>> for Hidden<'a> {
    fn from(row: &'a HiddenRow<'a>) -> Self {
        Self {
            fingerprint: row.fingerprint,
            control: row.control,
            resource: &row.resource.id,
            account: row.resource.account.as_str(),
            region: row.resource.region.as_str(),
            score: one_decimal(row.score),
            band: row.band,
        }
    }
}
