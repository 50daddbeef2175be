//! A score on the scale that others read as a word.
//!
//! GitHub and Security Hub both call 90 of 100 critical, 70 high and 40 medium. Our bands are bounded elsewhere; within a
//! band the score is kept in proportion, so that they say the word that we say.
//!
//! <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>,
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Severity>

use crate::risk::{Band, Score};

/// From 1 to 100. Where one of them counts a bound to the band below, it is not met.
pub fn common_scale(score: &Score) -> f64 {
    let (from, to, low, high) = match score.band() {
        Band::Critical => (84.0, 100.0, 91.0, 100.0),
        Band::High => (60.0, 84.0, 70.0, 89.0),
        Band::Medium => (38.0, 60.0, 40.0, 69.0),
        Band::Low => (0.0, 38.0, 1.0, 39.0),
    };
    let part = ((score.high - from) / (to - from)).clamp(0.0, 1.0);
    low + part * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::Confidence;

    #[test]
    fn the_scale_means_our_bands() {
        for tenths in 0..=1000 {
            let high = f64::from(tenths) / 10.0;
            let score = Score { low: high, high, factors: [].into(), confidence: Confidence::High };
            let scaled = common_scale(&score);
            for (rounded, critical) in [(scaled.round(), 90.0), ((scaled * 10.0).round() / 10.0, 90.1)] {
                let word = match rounded {
                    n if n >= critical => Band::Critical,
                    n if n >= 70.0 => Band::High,
                    n if n >= 40.0 => Band::Medium,
                    _ => Band::Low,
                };
                assert!(word == score.band() && (1.0..=100.0).contains(&rounded), "{high}: {rounded}");
            }
        }
    }
}
