//! What became of the waivers: those that expired and those that cover nothing are for somebody to tidy up.

use super::Inputs;
use crate::evaluate::Waiver;

pub struct WaiverRow<'a> {
    pub waiver: &'a Waiver,
    pub state: WaiverState,
    /// Findings that it covers, or would cover if it had not expired.
    pub covers: u64,
}

/// In the order in which they want attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaiverState {
    Expired,
    Unused,
    Active,
}

impl WaiverState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Unused => "unused",
            Self::Active => "active",
        }
    }
}

impl WaiverRow<'_> {
    /// What it names, as its author wrote it.
    pub fn subject(&self) -> String {
        subject(self.waiver)
    }
}

pub(super) fn subject(waiver: &Waiver) -> String {
    let names = [&waiver.control, &waiver.resource, &waiver.fingerprint].into_iter().flatten().map(String::as_str);
    let account = waiver.account.as_ref().map(|account| account.as_str());
    names.chain(account).collect::<Vec<_>>().join(" on ")
}

/// Why, by whom and until when something is accepted.
pub fn accepted(waiver: &Waiver) -> String {
    let ticket = waiver.ticket.as_deref().map(|ticket| format!(" ({ticket})")).unwrap_or_default();
    format!("{}, accepted by {} until {}{ticket}", waiver.reason, waiver.owner, waiver.expires)
}

pub(super) fn rows<'a>(inputs: &Inputs<'a>) -> Vec<WaiverRow<'a>> {
    let state = |expired, covers| match (expired, covers) {
        (true, _) => WaiverState::Expired,
        (false, 0) => WaiverState::Unused,
        (false, _) => WaiverState::Active,
    };
    let mut rows: Vec<WaiverRow<'a>> = inputs
        .assessment
        .waivers
        .iter()
        .map(|used| WaiverRow { waiver: &used.waiver, state: state(used.expired, used.covers), covers: used.covers })
        .collect();
    rows.sort_by_key(|row| row.state);
    rows
}
