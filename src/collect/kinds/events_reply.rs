//! Buses of EventBridge, which two kinds share: the buses themselves, and the rules on them.

use super::timestamp::Moment;
use crate::collect::Place;
use crate::collect::aws::service::EVENTS;
use crate::snapshot::Unread;
use serde::Deserialize;
use std::sync::Arc;

/// All buses of a region.
pub struct Buses(pub Vec<Bus>);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Bus {
    pub name: String,
    pub arn: String,
    pub description: Option<String>,
    pub creation_time: Option<Moment>,
    pub policy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    event_buses: Vec<Bus>,
}

impl Buses {
    pub async fn of(place: &Place) -> Result<Arc<Self>, Unread> {
        place
            .once(|| async {
                let call = place.call(&EVENTS, "ListEventBuses").set("Limit", 100);
                let mut pages = call.pages("NextToken", "NextToken");
                let mut all = Vec::new();
                while let Some(page) = pages.next::<Page>().await? {
                    all.extend(page.event_buses);
                }
                Ok(Self(all))
            })
            .await
    }
}
