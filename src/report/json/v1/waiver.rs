//! What a waiver says.

use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct Terms<'a> {
    /// What people call it.
    id: Option<&'a str>,
    control: Option<&'a str>,
    resource: Option<&'a str>,
    fingerprint: Option<&'a str>,
    account: Option<&'a str>,
    reason: &'a str,
    owner: &'a str,
    /// Where it was decided, as its owner wrote it.
    ticket: Option<&'a str>,
    /// The day on which it was written, where that is known.
    #[schemars(extend("format" = "date"))]
    written: Option<String>,
    /// The last day on which it holds.
    #[schemars(extend("format" = "date"))]
    expires: String,
}

impl<'a> From<&'a crate::evaluate::Waiver> for Terms<'a> {
    fn from(waiver: &'a crate::evaluate::Waiver) -> Self {
        Self {
            id: waiver.id.as_deref(),
            control: waiver.control.as_deref(),
            resource: waiver.resource.as_deref(),
            fingerprint: waiver.fingerprint.as_deref(),
            account: waiver.account.as_ref().map(crate::snapshot::AccountId::as_str),
            reason: &waiver.reason,
            owner: &waiver.owner,
            ticket: waiver.ticket.as_deref(),
            written: waiver.written.map(|day| day.to_string()),
            expires: waiver.expires.to_string(),
        }
    }
}
