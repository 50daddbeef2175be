//! Plimsoll reads the configuration of an AWS estate and says which few fixes would lower risk most.
//!
//! ```text
//!         collect          derive         evaluate          weigh         roll up        compare       lay out       draw
//!  Plan ─────▶ Snapshot ─────▶ Facts ─────▶ Assessment ─────▶ Ranking ─────▶ Coverage ─────▶ Trend ─────▶ View ─────▶ bytes
//!          ▲ AWS                        ▲ controls, waivers    ▲ weights   ▲ frameworks    ▲ history
//! ```
//!
//! Everything to the right of a snapshot is a pure function of the snapshot, the control set, the frameworks and the
//! user's configuration: no network, no clock, no environment. A module imports from its own floor's file and from
//! lower floors only, which `tests/architecture.rs` keeps.

pub mod yaml;

pub mod snapshot;

pub mod collect;
pub mod control;

pub mod facts;

pub mod evaluate;

pub mod risk;

pub mod framework;

pub mod trend;

pub mod report;

pub mod scan;

pub mod cli;
