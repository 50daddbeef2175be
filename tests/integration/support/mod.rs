//! What tests stand on: an API server, accounts in it with something inside, and the program.

mod account;
pub mod acme;
mod action;
pub mod browser;
mod cli;
mod copies;
mod estate;
mod fault_proxy;
mod http;
pub mod least;
mod model;
mod moto;
mod pty;
mod python;

pub use account::{Account, REGION, kind_seeds};
pub use cli::{Plimsoll, Run, plimsoll};
pub use estate::{SERVICES, seeded};
pub use fault_proxy::{Fault, FaultProxy};
pub use model::{REGIONS, contrast, everything, model};
pub use moto::Moto;
pub use pty::Pty;
pub use python::{python, readers};
