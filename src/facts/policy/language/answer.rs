//! Yes, no, or not known.

use std::ops::Not;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    No,
    Maybe,
    Yes,
}

impl Answer {
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Maybe,
        }
    }

    pub fn or(self, other: Self) -> Self {
        (!self).and(!other).not()
    }

    pub fn any(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = Self::No;
        for answer in answers {
            sum = sum.or(answer);
            if sum == Self::Yes {
                break;
            }
        }
        sum
    }

    pub fn all(answers: impl IntoIterator<Item = Self>) -> Self {
        !Self::any(answers.into_iter().map(Self::not))
    }
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Not for Answer {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}
