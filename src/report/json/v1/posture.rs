//! How the estate stands.

use super::{Terms, one_decimal};
use crate::report::view::{self, View};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(super) struct Posture<'a> {
    /// The load that is left after waivers, at the most that is known of. Ten points of risk double a finding's load.
    load: f64,
    /// The same at the least: failures only, with every uncertain input at its lowest.
    load_low: f64,
    /// Whole kinds could not be read, so that there may be more than `load`.
    load_unbounded: bool,
    /// The load as if nothing had been waived.
    load_inherent: f64,
    /// How much load the estate may carry. Null where no line is drawn.
    line: Option<f64>,
    /// `unclear`: below the line at the least, and over it at the most or with whole kinds unread. Null without a line.
    standing: Option<Standing>,
    by_band: ByBand,
    /// Heaviest first.
    by_account: Vec<Account<'a>>,
    /// Heaviest first.
    by_owner: Vec<Owner<'a>>,
    /// Open failures that have stood longer than their band allows.
    overdue: u64,
    /// Failures that a waiver covers.
    waived: u64,
    /// Findings that could not be decided.
    unknown: u64,
    waivers: Vec<Waiver<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Standing {
    Below,
    Unclear,
    Over,
}

/// Open failures in each band.
#[derive(Default, Serialize, JsonSchema)]
pub(super) struct ByBand {
    critical: u64,
    high: u64,
    medium: u64,
    low: u64,
}

#[derive(Serialize, JsonSchema)]
struct Account<'a> {
    account: &'a str,
    load: f64,
    load_low: f64,
    /// Open failures.
    failures: u64,
}

#[derive(Serialize, JsonSchema)]
struct Owner<'a> {
    /// Null for what nobody is known to own.
    owner: Option<&'a str>,
    load: f64,
    load_low: f64,
    /// Open failures.
    failures: u64,
}

/// A waiver, and what became of it.
#[derive(Serialize, JsonSchema)]
struct Waiver<'a> {
    #[serde(flatten)]
    terms: Terms<'a>,
    state: WaiverState,
    /// Findings that it covers, or would cover if it had not expired.
    covers: u64,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WaiverState {
    Expired,
    /// It covers nothing.
    Unused,
    Active,
}

impl<'a> From<&'a View<'a>> for Posture<'a> {
    fn from(view: &'a View<'a>) -> Self {
        let posture = &view.posture;
        Self {
            load: one_decimal(posture.load.high),
            load_low: one_decimal(posture.load.low),
            load_unbounded: posture.load.unbounded,
            load_inherent: one_decimal(posture.inherent.high),
            line: posture.line.map(|line| one_decimal(line.limit)),
            standing: posture.line.map(|line| line.standing.into()),
            by_band: (&posture.bands).into(),
            by_account: posture.accounts.iter().map(Into::into).collect(),
            by_owner: posture.owners.iter().map(Into::into).collect(),
            overdue: posture.overdue,
            waived: posture.waived,
            unknown: posture.unknown,
            waivers: view.waivers.iter().map(Into::into).collect(),
        }
    }
}

impl From<view::Standing> for Standing {
    fn from(standing: view::Standing) -> Self {
        match standing {
            view::Standing::Below => Self::Below,
            view::Standing::Unclear => Self::Unclear,
            view::Standing::Over => Self::Over,
        }
    }
}

impl From<&[(crate::risk::Band, u64); 4]> for ByBand {
    fn from(bands: &[(crate::risk::Band, u64); 4]) -> Self {
        use crate::risk::Band;
        let mut by_band = Self::default();
        for (band, n) in bands {
            match band {
                Band::Critical => by_band.critical = *n,
                Band::High => by_band.high = *n,
                Band::Medium => by_band.medium = *n,
                Band::Low => by_band.low = *n,
            }
        }
        by_band
    }
}

impl<'a> From<&'a view::Carrier<'a>> for Account<'a> {
    fn from(row: &'a view::Carrier<'a>) -> Self {
        Self {
            account: row.name.unwrap_or_default(),
            load: one_decimal(row.load.high),
            load_low: one_decimal(row.load.low),
            failures: row.open,
        }
    }
}

impl<'a> From<&'a view::Carrier<'a>> for Owner<'a> {
    fn from(row: &'a view::Carrier<'a>) -> Self {
        Self {
            owner: row.name,
            load: one_decimal(row.load.high),
            load_low: one_decimal(row.load.low),
            failures: row.open,
        }
    }
}

impl<'a> From<&'a view::WaiverRow<'a>> for Waiver<'a> {
    fn from(row: &'a view::WaiverRow<'a>) -> Self {
        Self {
            terms: row.waiver.into(),
            state: match row.state {
                view::WaiverState::Expired => WaiverState::Expired,
                view::WaiverState::Unused => WaiverState::Unused,
                view::WaiverState::Active => WaiverState::Active,
            },
            covers: row.covers,
        }
    }
}
