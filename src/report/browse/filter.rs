//! Which lines of a list are shown.

use super::column::cells;
use super::data::Data;
use super::place::Place;
use crate::report::clean::clean;
use std::collections::BTreeMap;

/// What lines of a list have in common, by which they can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    Band,
    Owner,
    Account,
    Service,
}

impl Facet {
    const ALL: [Self; 4] = [Self::Band, Self::Owner, Self::Account, Self::Service];

    /// By the letter that asks for it.
    pub(super) fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'b' => Self::Band,
            'o' => Self::Owner,
            'a' => Self::Account,
            'v' => Self::Service,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Band => "band",
            Self::Owner => "owner",
            Self::Account => "account",
            Self::Service => "service",
        }
    }

    /// What it is for a line; none where lines of its sort have no such thing.
    fn of(self, data: &Data<'_>, place: Place) -> Option<String> {
        let value = match (place, self) {
            (Place::Finding(n), Self::Band) => data.finding(n)?.standing(),
            (Place::Finding(n), Self::Owner) => data.finding(n)?.owner.unwrap_or("nobody"),
            (Place::Finding(n), Self::Account) => data.finding(n)?.resource.account,
            (Place::Finding(n), Self::Service) => data.finding(n)?.control.service(),
            (Place::Fix(n), Self::Owner) => data.fix(n)?.owner.unwrap_or("nobody"),
            (Place::Fix(n), Self::Account) => data.fix(n)?.account,
            (Place::Fix(n), Self::Service) => data.fix(n)?.control.service(),
            _ => return None,
        };
        Some(clean(value).into_owned())
    }

    /// What there is to choose from among lines, and how many have it; the most frequent first.
    pub(super) fn choices(self, data: &Data<'_>, lines: &[Place]) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for value in lines.iter().filter_map(|line| self.of(data, *line)) {
            *counts.entry(value).or_default() += 1;
        }
        let mut choices: Vec<_> = counts.into_iter().collect();
        choices.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        choices
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Words of which each must be in a line, or in what it stands for.
    pub(super) text: String,
    chosen: Vec<(Facet, String)>,
}

impl Filter {
    /// Chooses a value, or gives the choice up.
    pub(super) fn choose(&mut self, facet: Facet, value: Option<String>) {
        self.chosen.retain(|(other, _)| *other != facet);
        self.chosen.extend(value.map(|value| (facet, value)));
    }

    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn kept(&self, data: &Data<'_>, lines: &[Place]) -> Vec<Place> {
        let text = self.text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let fits = |line: &&Place| {
            let chosen = self.chosen.iter().all(|(facet, value)| facet.of(data, **line).as_ref() == Some(value));
            chosen && (words.is_empty() || holds(&searched(data, **line), &words))
        };
        lines.iter().filter(fits).copied().collect()
    }

    /// What it keeps, in few words.
    pub(super) fn says(&self) -> String {
        let chosen = Facet::ALL.into_iter().filter_map(|facet| {
            let (_, value) = self.chosen.iter().find(|(other, _)| *other == facet)?;
            Some(format!("{} {value}", facet.name()))
        });
        let text = Some(&self.text).filter(|text| !text.is_empty()).map(|text| format!("/{text}"));
        chosen.chain(text).collect::<Vec<_>>().join(", ")
    }
}

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().all(|word| text.contains(word))
}

/// What stands in a line, and the names that it has no room for.
fn searched(data: &Data<'_>, line: Place) -> String {
    let cells = cells(data, line);
    let more: Vec<&str> = match line {
        Place::Finding(n) => data.finding(n).map(|row| vec![row.fingerprint, &*row.control.title, row.resource.id]),
        Place::Fix(n) => data.fix(n).map(|row| vec![row.target, &*row.control.fix.text]),
        Place::BlindSpot(n) => data.blind_spot(n).map(|row| row.accounts.iter().chain(&row.regions).copied().collect()),
        _ => None,
    }
    .unwrap_or_default();
    let shown = cells.iter().map(|cell| cell.text());
    shown.chain(more).collect::<Vec<_>>().join(" ").to_lowercase()
}
