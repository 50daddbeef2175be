//! The AWS API: sessions, calls, their pace, and how errors are judged.

mod breaker;
pub(super) mod bucket;
pub(super) mod call;
mod endpoint;
pub(super) mod error;
pub(super) mod member;
pub(super) mod memo;
pub(super) mod pace;
pub mod quota;
pub(super) mod ration;
pub(super) mod service;
#[macro_use]
pub(super) mod session;
