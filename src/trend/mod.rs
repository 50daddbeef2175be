//! Floor 6: what changed from quarter to quarter.
//!
//! A quarter is measured by running today's controls over that quarter's snapshot, so that what changes in the picture
//! is the cloud and not the rule book. What was reported at the time is kept beside it, for whoever asks what was known.

mod change;
mod diff;
mod exposure;
mod fresh;
mod history;
mod movers;
mod pace;
mod period;
mod picture;
mod reported;
mod resources;
mod series;

pub use change::{Cause, LoadChange};
pub use diff::{Change, Diff, Moment, What, diff};
pub use exposure::{FactChange, Opened, exposure};
pub use fresh::{Before, Fresh};
pub use history::{
    Entry, History, HistoryError, Loaded, Pruning, Put, Retention, Spared, Store, StoreError, Stored, Trouble,
};
pub use movers::{Mover, Movers};
pub use pace::Pace;
pub use period::{By, Calendar, FiscalYear, Period};
pub use picture::{Picture, Seen, Sight};
pub use reported::{ReportedError, Ruler};
pub use resources::{Became, FieldChange, ResourceChange, resources};
pub use series::{Event, Flow, Group, Missing, Point, Since, Terms, Trend, Why};
