//! Macie's settings, which tell whether it is on; asked for once a region.
//!
//! Where Macie is off, AWS refuses with the same code as for a permission that lacks, and only the message tells the two
//! apart. It is the one place where a message is judged: without it, off would never be a value.
//! <https://repost.aws/questions/QU8ZC1xd9BQV2vnGkod7gQww/macie-not-enabled-means-false-positive-accessdeniedexceptions-in-cloudtrail>

use super::timestamp::Moment;
use crate::collect::Place;
use crate::collect::aws::service::MACIE;
use crate::snapshot::{Reason, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const SESSION: &str = "macie2:GetMacieSession";

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Session {
    /// `ENABLED` or `PAUSED`.
    pub status: Option<String>,
    /// When it was switched on.
    pub created_at: Option<Moment>,
    /// How often a finding that is seen again is sent: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    pub finding_publishing_frequency: Option<String>,
}

impl Session {
    /// None where Macie is off.
    pub async fn of(place: &Place) -> Result<Option<Self>, Unread> {
        let ask = || async { off_is_none(place.call(&MACIE, "GetMacieSession").get("/macie").judge::<Self>().await) };
        place.once::<Option<Self>, _>(ask).await.map(|session| (*session).clone())
    }

    pub fn is_enabled(&self) -> bool {
        self.status.as_deref() == Some("ENABLED")
    }
}

pub fn off_is_none<T>(reply: Result<Option<T>, Unread>) -> Result<Option<T>, Unread> {
    match reply {
        Err(unread) if says_off(&unread) => Ok(None),
        other => other,
    }
}

fn says_off(unread: &Unread) -> bool {
    unread.reason == Reason::AccessDenied
        && unread.detail.as_deref().is_some_and(|detail| detail.contains("Macie is not enabled"))
}
