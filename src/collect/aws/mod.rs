//! The AWS API: sessions, calls, their pace, and how errors are judged.

pub(super) mod call;
mod endpoint;
pub(super) mod error;
pub(super) mod memo;
mod pace;
pub(super) mod service;
#[macro_use]
pub(super) mod session;
