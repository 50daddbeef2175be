//! Attack paths of made-up estates.

mod acme;
mod cuts;
mod estate;
mod large;
mod steps;
mod unknown;
