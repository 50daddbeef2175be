//! From where a resource can be touched at all. Controls name it too, so that it lives on their floor.

pub use crate::control::Exposure;
