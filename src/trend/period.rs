//! Quarters, months and weeks. The fiscal year may start in any month.
//!
//! A fiscal year that does not start in January is named by the year in which it ends, as most companies do: with a
//! start in April, 2026-04-01 is in FY2027-Q1. Weeks are those of ISO 8601: they start on a Monday.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use std::fmt;

/// How long a period is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    #[default]
    Quarter,
    Month,
    Week,
}

impl By {
    /// One of it, and many.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Quarter => ("quarter", "quarters"),
            Self::Month => ("month", "months"),
            Self::Week => ("week", "weeks"),
        }
    }
}

/// What divides time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calendar {
    pub by: By,
    pub fiscal_year: FiscalYear,
}

/// Ordered by time, within one calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// How many such periods lie between it and the start of the count.
    number: i32,
    by: By,
    /// The month in which the fiscal year starts.
    starts_in: u32,
}

impl Calendar {
    /// The period in which a moment lies.
    pub fn period_of(self, moment: DateTime<Utc>) -> Period {
        let starts_in = self.fiscal_year.starts_in;
        let months = moment.year() * 12 + moment.month0() as i32;
        let number = match self.by {
            By::Month => months,
            By::Quarter => (months - (starts_in as i32 - 1)).div_euclid(3),
            // The first day of the common era was a Monday.
            By::Week => (moment.date_naive().num_days_from_ce() - 1).div_euclid(7),
        };
        Period { number, by: self.by, starts_in }
    }
}

impl Period {
    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        let of_months = |months: i32| {
            NaiveDate::from_ymd_opt(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1).unwrap_or_default()
        };
        match self.by {
            By::Month => of_months(self.number),
            By::Quarter => of_months(self.number * 3 + self.starts_in as i32 - 1),
            By::Week => NaiveDate::from_num_days_from_ce_opt(self.number * 7 + 1).unwrap_or_default(),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.later(1).first_day().checked_sub_days(Days::new(1)).unwrap_or_default()
    }

    /// How long before its end a moment in it was.
    pub fn left_after(self, moment: DateTime<Utc>) -> TimeDelta {
        self.later(1).first_day().and_time(chrono::NaiveTime::MIN).and_utc() - moment
    }

    /// How many periods it is after another of the same calendar.
    pub fn since(self, earlier: Self) -> i32 {
        self.number - earlier.number
    }

    /// The period so many after it.
    pub fn later(self, by: i32) -> Self {
        Self { number: self.number + by, ..self }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.by {
            By::Quarter => {
                // The months before the start belong to the year that is named after this one.
                let fiscal = self.starts_in != 1;
                let year = self.number.div_euclid(4) + i32::from(fiscal);
                write!(f, "{}{year}-Q{}", if fiscal { "FY" } else { "" }, self.number.rem_euclid(4) + 1)
            }
            By::Month => write!(f, "{}", self.first_day().format("%Y-%m")),
            By::Week => write!(f, "{}", self.first_day().format("%G-W%V")),
        }
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

    pub fn quarter_of(self, moment: DateTime<Utc>) -> Period {
        Calendar { by: By::Quarter, fiscal_year: self }.period_of(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn calendar(by: By, month: u32) -> Calendar {
        Calendar { by, fiscal_year: FiscalYear::starting_in(month).unwrap() }
    }

    fn period(by: By, month: u32, day: &str) -> String {
        calendar(by, month).period_of(format!("{day}T12:00:00Z").parse().unwrap()).to_string()
    }

    #[test]
    fn names() {
        let quarter = |month, day| period(By::Quarter, month, day);
        assert_eq!(quarter(1, "2026-01-01"), "2026-Q1");
        assert_eq!(quarter(1, "2026-12-31"), "2026-Q4");
        assert_eq!(quarter(4, "2026-03-31"), "FY2026-Q4");
        assert_eq!(quarter(4, "2026-04-01"), "FY2027-Q1");
        assert_eq!(quarter(10, "2026-10-01"), "FY2027-Q1");
        assert_eq!(quarter(2, "2026-01-31"), "FY2026-Q4");
        assert_eq!(FiscalYear::starting_in(0), None);
        assert_eq!(FiscalYear::starting_in(13), None);
        assert_eq!(period(By::Month, 4, "2026-12-31"), "2026-12");
        assert_eq!(period(By::Week, 1, "2026-12-31"), "2026-W53");
        assert_eq!(period(By::Week, 1, "2027-01-01"), "2026-W53", "a week of two years has one name");
        assert_eq!(period(By::Week, 1, "2027-01-04"), "2027-W01");
    }

    #[test]
    fn the_last_day_is_the_one_before_the_next() {
        let of = |by, day: &str| calendar(by, 4).period_of(format!("{day}T12:00:00Z").parse().unwrap());
        let ends = |by, day| of(by, day).last_day().to_string();
        assert_eq!(ends(By::Quarter, "2026-05-05"), "2026-06-30");
        assert_eq!(ends(By::Month, "2028-02-05"), "2028-02-29");
        assert_eq!(ends(By::Week, "2026-12-31"), "2027-01-03");
        let moment = "2026-06-30T12:00:00Z".parse().unwrap();
        assert_eq!(of(By::Quarter, "2026-05-05").left_after(moment).num_hours(), 12);
    }

    proptest! {
        #[test]
        fn a_period_follows_the_one_before_it(start in 1u32..=12, days in 0u64..20_000, by in 0usize..3) {
            let by = [By::Quarter, By::Month, By::Week][by];
            let calendar = calendar(by, start);
            let day = Utc.with_ymd_and_hms(2000, 1, 1, 0, 0, 0).unwrap() + Days::new(days);
            let (today, tomorrow) = (calendar.period_of(day), calendar.period_of(day + Days::new(1)));
            prop_assert!(tomorrow.since(today) == i32::from(today != tomorrow));
            prop_assert!(today.first_day() <= day.date_naive() && day.date_naive() <= today.last_day());
            prop_assert_eq!(today.later(1).first_day(), today.last_day() + Days::new(1));
            prop_assert!((today == tomorrow) == (today.to_string() == tomorrow.to_string()));
        }
    }
}
