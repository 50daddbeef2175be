//! Numbers as people read them.

use std::fmt;

/// A number of things, which knows how to say itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    pub n: u64,
    one: &'static str,
    many: &'static str,
}

impl Count {
    pub fn new(n: usize, one: &'static str, many: &'static str) -> Self {
        Self { n: n as u64, one, many }
    }

    pub fn is_zero(self) -> bool {
        self.n == 0
    }
}

/// `1 finding`, `1,204 findings`.
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.n == 1 { self.one } else { self.many };
        write!(f, "{} {word}", thousands(self.n))
    }
}

/// `1,204,007`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A load: whole above 100, where nobody cares for decimals, and one decimal below.
pub fn amount(load: f64) -> String {
    if load.abs() < 99.95 {
        return format!("{load:.1}");
    }
    let sign = if load < 0.0 { "-" } else { "" };
    format!("{sign}{}", thousands(load.abs().round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_words_agree() {
        assert_eq!(Count::new(1, "fix", "fixes").to_string(), "1 fix");
        assert_eq!(Count::new(0, "fix", "fixes").to_string(), "0 fixes");
        assert_eq!(Count::new(1_204_007, "fix", "fixes").to_string(), "1,204,007 fixes");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1000), "1,000");
    }

    #[test]
    fn loads_lose_decimals_that_nobody_reads() {
        assert_eq!(amount(0.0), "0.0");
        assert_eq!(amount(2.04), "2.0");
        assert_eq!(amount(99.97), "100");
        assert_eq!(amount(12345.6), "12,346");
        assert_eq!(amount(-1500.2), "-1,500");
    }
}
