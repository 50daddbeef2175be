//! Floor 6: what changed from quarter to quarter.
//!
//! A quarter is measured by running today's controls over that quarter's snapshot, so that what changes in the picture
//! is the cloud and not the rule book.

mod diff;
mod history;
mod picture;
mod quarter;
mod series;

pub use diff::{Change, Diff, Moment, What, diff};
pub use history::{
    Entry, History, HistoryError, Loaded, Pruning, Put, Retention, Spared, Store, StoreError, Stored, Trouble,
};
pub use picture::{Picture, Seen};
pub use quarter::{FiscalYear, Quarter};
pub use series::{Event, Flow, Point, Trend, trend};
