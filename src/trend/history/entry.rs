//! What a history holds, by the names of its files.
//!
//! `20260331T120000Z-111122223333.jsonl.zst` is a snapshot, `-2` behind the account another one of the same second, and
//! `20260331T120000Z-111122223333.reported.json.zst` what was reported of it at the time.

use super::store::Stored;
use chrono::{DateTime, NaiveDateTime, Utc};

pub(super) const SNAPSHOT: &str = ".jsonl.zst";
pub(super) const REPORTED: &str = ".reported.json.zst";
/// How the files begin that are not whole yet: of a snapshot that is being taken, and of a copy that is being made.
pub(super) const TAKING: &str = ".taking-";
pub(super) const ADDING: &str = ".adding-";
/// More bytes than any header has under zstd.
pub(super) const HEAD: usize = 64 << 10;

/// A snapshot of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name of its file, without the ending.
    pub id: String,
    pub taken_at: DateTime<Utc>,
    /// The first of its accounts.
    pub account: Option<String>,
    pub size: u64,
    pub written: Option<DateTime<Utc>>,
    /// Whether what was reported at the time is there too.
    pub reported: bool,
    /// Whether its time is known by its name alone, which a person may have changed.
    pub(super) by_name: bool,
    /// The how many-th of its second and account.
    pub(super) nth: u32,
}

/// What a name says, where it is one that a history gives.
struct Named {
    taken_at: DateTime<Utc>,
    account: Option<String>,
    nth: u32,
}

impl Entry {
    /// By its name alone.
    pub(super) fn named(id: &str, stored: &Stored) -> Option<Self> {
        let Named { taken_at, account, nth } = Named::of(id)?;
        let (size, written) = (stored.size, stored.written);
        Some(Self { id: id.to_owned(), taken_at, account, size, written, reported: false, by_name: true, nth })
    }

    /// By what its header says.
    pub(super) fn told(id: &str, stored: &Stored, header: &crate::snapshot::Header) -> Self {
        Self {
            id: id.to_owned(),
            taken_at: header.taken_at,
            account: header.accounts.first().map(ToString::to_string),
            size: stored.size,
            written: stored.written,
            reported: false,
            by_name: false,
            nth: 1,
        }
    }

    pub(super) fn file(&self) -> String {
        format!("{}{SNAPSHOT}", self.id)
    }

    /// Whether its file says the same time as its name, which has no parts of seconds.
    pub(super) fn agrees_with(&self, taken_at: DateTime<Utc>) -> bool {
        !self.by_name || self.taken_at.timestamp() == taken_at.timestamp()
    }
}

impl Named {
    fn of(id: &str) -> Option<Self> {
        let (time, rest) = id.split_once('-')?;
        let taken_at = NaiveDateTime::parse_from_str(time, "%Y%m%dT%H%M%SZ").ok()?.and_utc();
        let (account, nth) = match rest.split_once('-') {
            Some((account, nth)) => (account, nth.parse().ok().filter(|nth| *nth > 1)?),
            None => (rest, 1),
        };
        let known = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        (known || account == "none").then(|| Self { taken_at, account: known.then(|| account.to_owned()), nth })
    }
}

/// An id becomes the name of a file or of an object. One that comes from a file may be anything.
pub(super) fn is_sound(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=128).contains(&id.len()) && !id.starts_with('.') && id.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_when_and_of_whom() {
        let named = |id: &str| {
            let stored = Stored { name: id.to_owned(), size: 1, written: None };
            Entry::named(id, &stored).map(|entry| (entry.taken_at.to_rfc3339(), entry.account, entry.nth))
        };
        let at = "2026-03-31T12:00:00+00:00".to_owned();
        let account = Some("111122223333".to_owned());
        assert_eq!(named("20260331T120000Z-111122223333"), Some((at.clone(), account.clone(), 1)));
        assert_eq!(named("20260331T120000Z-111122223333-2"), Some((at.clone(), account, 2)));
        assert_eq!(named("20260331T120000Z-none"), Some((at, None, 1)));
        for other in ["2026-q1", "20260331T120000Z", "20260331T120000Z-1", "20261331T120000Z-none", "", "-", "x-none-1"]
        {
            assert_eq!(named(other), None, "{other}");
        }
        assert_eq!(named("20260331T120000Z-none-1"), None);
    }

    #[test]
    fn an_id_leads_nowhere_else() {
        assert!(is_sound("20260331T120000Z-111122223333"));
        for id in ["", ".hidden", "../x", "a/b", "a\\b", "a\0b", "ä", &"x".repeat(129)] {
            assert!(!is_sound(id), "{id}");
        }
    }
}
