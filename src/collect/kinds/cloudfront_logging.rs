//! The second way in which CloudFront logs requests: not as a setting of the distribution but by CloudWatch Logs, which
//! knows a source of logs, a destination, and a delivery from the one to the other. All are listed in us-east-1.
//!
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html>

use crate::collect::Place;
use crate::collect::aws::service::LOGS;
use crate::snapshot::{Reading, Reason, Region, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const SOURCES: &str = "logs:DescribeDeliverySources";
pub const DELIVERIES: &str = "logs:DescribeDeliveries";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct LogDelivery {
    /// What is logged, such as `ACCESS_LOGS`.
    pub log_type: Option<String>,
    /// `S3`, `CWL` for CloudWatch Logs, or `FH` for Firehose.
    pub destination_type: Option<String>,
    /// CloudWatch's name of the destination.
    pub destination_arn: Option<String>,
}

/// The deliveries of each distribution, by its ARN.
pub struct LogDeliveries(Result<BTreeMap<String, Vec<LogDelivery>>, Unread>);

impl LogDeliveries {
    pub async fn read(place: &Place) -> Self {
        Self(all(place).await)
    }

    pub fn of(&self, arn: &str) -> Reading<Vec<LogDelivery>> {
        self.0.clone().map(|all| all.get(arn).cloned().unwrap_or_default()).into()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sources {
    #[serde(default)]
    delivery_sources: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    name: String,
    log_type: Option<String>,
    #[serde(default)]
    resource_arns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Deliveries {
    #[serde(default)]
    deliveries: Vec<Delivery>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delivery {
    delivery_source_name: Option<String>,
    delivery_destination_type: Option<String>,
    delivery_destination_arn: Option<String>,
}

/// A source without a delivery logs nothing.
async fn all(place: &Place) -> Result<BTreeMap<String, Vec<LogDelivery>>, Unread> {
    let (sources, deliveries) = tokio::try_join!(sources(place), deliveries(place))?;
    let mut found: BTreeMap<String, Vec<LogDelivery>> = BTreeMap::new();
    for source in sources {
        let own = deliveries.iter().filter(|one| one.delivery_source_name.as_ref() == Some(&source.name));
        let own = own.cloned().map(|one| LogDelivery {
            log_type: source.log_type.clone(),
            destination_type: one.delivery_destination_type,
            destination_arn: one.delivery_destination_arn,
        });
        let own: Vec<LogDelivery> = own.collect();
        for arn in source.resource_arns {
            found.entry(arn).or_default().extend(own.iter().cloned());
        }
    }
    found.values_mut().for_each(|deliveries| deliveries.sort());
    Ok(found)
}

async fn sources(place: &Place) -> Result<Vec<Source>, Unread> {
    let call = place.call(&LOGS, "DescribeDeliverySources").in_region(home(SOURCES)?);
    let mut pages = call.set("limit", 50).pages("nextToken", "nextToken");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<Sources>().await? {
        all.extend(page.delivery_sources);
    }
    Ok(all)
}

async fn deliveries(place: &Place) -> Result<Vec<Delivery>, Unread> {
    let call = place.call(&LOGS, "DescribeDeliveries").in_region(home(DELIVERIES)?);
    let mut pages = call.set("limit", 50).pages("nextToken", "nextToken");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<Deliveries>().await? {
        all.extend(page.deliveries);
    }
    Ok(all)
}

fn home(action: &str) -> Result<Region, Unread> {
    Region::try_from("us-east-1").map_err(|_| Unread::new(action, Reason::Error))
}
