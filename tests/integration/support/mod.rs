//! What tests stand on: an API server, accounts in it with something inside, and the program.

mod account;
mod cli;
mod http;
mod moto;
mod python;

pub use account::{Account, REGION};
pub use cli::{Run, plimsoll};
