//! A row of small bars: how a number went.

/// From little to much.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Where nothing is known.
const GAP: char = '·';

/// One mark for each value, measured from nothing to the greatest; a dot where there is none.
pub(super) fn spark(values: &[Option<f64>]) -> String {
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    let mark = |value: &Option<f64>| match value {
        None => GAP,
        Some(value) if most > 0.0 => {
            let level = (value / most * (LEVELS.len() - 1) as f64).round() as usize;
            LEVELS[level.min(LEVELS.len() - 1)]
        }
        Some(_) => LEVELS[0],
    };
    values.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_rise_with_their_values_and_gaps_are_seen() {
        assert_eq!(spark(&[Some(0.0), None, Some(50.0), Some(100.0)]), "▁·▅█");
        assert_eq!(spark(&[Some(0.0), Some(0.0)]), "▁▁");
        assert_eq!(spark(&[]), "");
    }
}
