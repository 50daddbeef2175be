//! Floor 1: AWS to snapshot. The only place that names `aws_*` or tokio.
//!
//! [`collect`] connects, lists what is to be read as (kind, account, region), reads them side by side under one limit
//! of requests, and hands each resource to the snapshot's writer as soon as it is whole. A refusal is data: it becomes
//! a gap, and nothing else stops.

mod accounts;
#[macro_use]
mod aws;
#[cfg(test)]
mod canned;
mod estate;
mod kinds;
mod offer;
mod place;
mod run;
mod secrets;
mod security_hub;
mod sink;

pub use accounts::{Accounts, Shard};
pub use aws::bucket::{Bucket, BucketError, Listed};
pub use aws::quota;
pub use aws::session::{Credentials, SessionError};
pub use kinds::{Found, Kind, kind_names, kinds};
pub use offer::PATH as OFFERS;
use place::Place;
pub use run::{CollectError, Outcome, Progress, Request, collect, survey};
pub use security_hub::{Hub, Push, Sent, push};
use sink::Sink;
