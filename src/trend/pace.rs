//! How long failures stood until they were fixed.

/// In days, from the snapshot in which a failure was first seen to the one in which it is fixed: both are known only as
/// exactly as snapshots were taken, and what stood in the first snapshot of a history may have stood for longer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// How many were fixed.
    pub fixed: u64,
    pub mean_days: f64,
    /// Nine of ten were fixed in so many days or less.
    pub p90_days: f64,
}

impl Pace {
    pub(super) fn of(mut days: Vec<f64>) -> Option<Self> {
        days.sort_by(f64::total_cmp);
        // The nearest rank: a number of days that something took.
        let rank = (days.len() * 9).div_ceil(10);
        let p90_days = *days.get(rank.checked_sub(1)?)?;
        Some(Self { fixed: days.len() as u64, mean_days: days.iter().sum::<f64>() / days.len() as f64, p90_days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_took_so_long_or_less() {
        let of = |n: u32| Pace::of((1..=n).rev().map(f64::from).collect());
        assert_eq!(of(0), None);
        assert_eq!(of(1), Some(Pace { fixed: 1, mean_days: 1.0, p90_days: 1.0 }));
        assert_eq!(of(10), Some(Pace { fixed: 10, mean_days: 5.5, p90_days: 9.0 }));
        assert_eq!(of(11).map(|pace| pace.p90_days), Some(10.0));
    }
}
