//! Quarters of a fiscal year, which may start in any month.
//!
//! A fiscal year that does not start in January is named by the year in which it ends, as most companies do: with a
//! start in April, 2026-04-01 is in FY2027-Q1.

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use std::fmt;

/// Ordered by time, for one fiscal year's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    /// From 1 to 4.
    number: u32,
    fiscal: bool,
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.fiscal { "FY" } else { "" };
        write!(f, "{prefix}{}-Q{}", self.year, self.number)
    }
}

/// When the fiscal year starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawFiscalYear")]
pub struct FiscalYear {
    starts_in: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFiscalYear {
    /// A month, from 1 to 12.
    starts_in: u32,
}

impl Default for FiscalYear {
    fn default() -> Self {
        Self { starts_in: 1 }
    }
}

impl TryFrom<RawFiscalYear> for FiscalYear {
    type Error = String;

    fn try_from(raw: RawFiscalYear) -> Result<Self, String> {
        Self::starting_in(raw.starts_in).ok_or_else(|| "`starts_in` is a month, from 1 to 12".to_owned())
    }
}

impl FiscalYear {
    pub fn starting_in(month: u32) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self { starts_in: month })
    }

    /// The quarter in which a moment lies.
    pub fn quarter_of(self, moment: DateTime<Utc>) -> Quarter {
        let into = (moment.month() + 12 - self.starts_in) % 12;
        let fiscal = self.starts_in != 1;
        // The months before the start belong to the year that is named after this one.
        let ends_next_year = fiscal && moment.month() >= self.starts_in;
        Quarter { year: moment.year() + i32::from(ends_next_year), number: into / 3 + 1, fiscal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, TimeZone};
    use proptest::prelude::*;

    fn quarter(month: u32, day: &str) -> String {
        let moment = format!("{day}T12:00:00Z").parse().unwrap();
        FiscalYear::starting_in(month).unwrap().quarter_of(moment).to_string()
    }

    #[test]
    fn names() {
        assert_eq!(quarter(1, "2026-01-01"), "2026-Q1");
        assert_eq!(quarter(1, "2026-12-31"), "2026-Q4");
        assert_eq!(quarter(4, "2026-03-31"), "FY2026-Q4");
        assert_eq!(quarter(4, "2026-04-01"), "FY2027-Q1");
        assert_eq!(quarter(10, "2026-10-01"), "FY2027-Q1");
        assert_eq!(FiscalYear::starting_in(0), None);
        assert_eq!(FiscalYear::starting_in(13), None);
    }

    proptest! {
        #[test]
        fn a_later_day_is_never_in_an_earlier_quarter(start in 1u32..=12, days in 0u64..20_000) {
            let year = FiscalYear::starting_in(start).unwrap();
            let day = Utc.with_ymd_and_hms(2000, 1, 1, 0, 0, 0).unwrap() + Days::new(days);
            let (today, tomorrow) = (year.quarter_of(day), year.quarter_of(day + Days::new(1)));
            prop_assert!(today <= tomorrow);
            prop_assert!((1..=4).contains(&today.number));
        }
    }
}
