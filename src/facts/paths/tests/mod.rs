//! Attack paths of made-up estates.

mod acme;
