//! Floor 1: AWS to snapshot. The only place that names `aws_*` or tokio.
//!
//! [`collect`] connects, lists what is to be read as (kind, account, region), reads them side by side under one limit
//! of requests, and hands each resource to the snapshot's writer as soon as it is whole. A refusal is data: it becomes
//! a gap, and nothing else stops.

mod aws;
mod run;
mod secrets;

pub use aws::{Credentials, Found, Kind, SessionError, kinds};
pub use run::{CollectError, Outcome, Progress, Request, collect};
