//! The program from the outside: as a person runs it, before an AWS API that is moto's.
//!
//! One binary, so that it is linked once and one API server serves all tests.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod accounts;
mod browse;
mod ci;
mod configuration;
mod controls;
mod cost;
mod dashboards;
mod faults;
mod formats;
mod frameworks;
mod gates;
mod history;
mod html;
mod kinds;
mod man;
mod output;
mod progress;
mod proof;
mod refusals;
mod registry;
mod routing;
mod scan;
mod secrets;
mod security_hub;
mod smoke;
mod storms;
mod support;
mod waivers;
