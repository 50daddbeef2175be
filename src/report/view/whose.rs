//! Whose part of an estate a report is about.

use super::View;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whose<'a> {
    /// The whole estate.
    #[default]
    Everybodys,
    Owner(&'a str),
    Nobodys,
}

impl<'a> Whose<'a> {
    pub fn part(owner: Option<&'a str>) -> Self {
        owner.map_or(Self::Nobodys, Self::Owner)
    }

    pub fn is_part(self) -> bool {
        self != Self::Everybodys
    }
}

impl View<'_> {
    /// What is reported of, to start a sentence with.
    pub fn subject(&self) -> String {
        match self.whose {
            Whose::Everybodys => format!("The estate of {}", self.scan.account_count),
            Whose::Owner(name) => format!("What {name} owns in {}", self.scan.account_count),
            Whose::Nobodys => format!("What nobody owns in {}", self.scan.account_count),
        }
    }
}
