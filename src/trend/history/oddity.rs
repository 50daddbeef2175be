//! What is odd about the times of a history. Nothing is left out for it: clocks are wrong more often than snapshots.

use super::entry::Entry;
use chrono::{DateTime, TimeDelta, Utc};

/// Clocks that are kept right differ by less.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// A scan takes hours at most. What was written later was copied, and its place in time of writing says nothing.
const PROMPT: TimeDelta = TimeDelta::hours(24);

pub(super) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// In sentences. Entries come oldest first.
pub(super) fn of(entries: &[Entry], now: DateTime<Utc>) -> Vec<String> {
    let alone = |entry| in_the_future(entry, now).or_else(|| written_before_it_was_taken(entry));
    let mut told: Vec<String> = entries.iter().filter_map(alone).collect();
    told.extend(entries.windows(2).filter_map(|pair| same_time(&pair[0], &pair[1])));
    told.extend(out_of_order(entries));
    told
}

fn in_the_future(entry: &Entry, now: DateTime<Utc>) -> Option<String> {
    (entry.taken_at > now + TOLERANCE).then(|| {
        format!(
            "{} says that it was taken at {}, which lies in the future: the clock there was wrong, or the one here is",
            entry.id,
            time(entry.taken_at)
        )
    })
}

fn written_before_it_was_taken(entry: &Entry) -> Option<String> {
    let written = entry.written.filter(|written| *written + TOLERANCE < entry.taken_at)?;
    let (taken, written) = (time(entry.taken_at), time(written));
    let id = &entry.id;
    Some(format!("{id} says that it was taken at {taken}, and was written at {written}: one of the clocks was wrong"))
}

fn same_time(one: &Entry, other: &Entry) -> Option<String> {
    (one.taken_at == other.taken_at).then(|| {
        let at = time(one.taken_at);
        format!("{} and {} were both taken at {at}: the second of them counts as the later", one.id, other.id)
    })
}

/// Snapshots of an account that were written after one that was taken later. Each is told with the first such one.
fn out_of_order(entries: &[Entry]) -> Vec<String> {
    let told = |(place, late): (usize, &Entry)| {
        let written = late.written?;
        let prompt = |entry: &&Entry| {
            let lag = entry.written.map(|written| written - entry.taken_at);
            lag.is_some_and(|lag| lag < PROMPT && lag > -TOLERANCE)
        };
        let overtaken = |entry: &&Entry| {
            entry.account == late.account
                && entry.taken_at > late.taken_at
                && entry.written.is_some_and(|before| before + TOLERANCE < written)
        };
        let before = entries[place + 1..].iter().filter(prompt).find(overtaken)?;
        Some(format!(
            "{} says that it was taken before {}, and was written after it: a clock was wrong, or it was added later",
            late.id, before.id
        ))
    };
    entries.iter().enumerate().filter_map(told).collect()
}

fn time(moment: DateTime<Utc>) -> String {
    moment.format("%F %T UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::store::Stored;
    use super::*;

    fn entry(id: &str, written: &str) -> Entry {
        let id = format!("{id}-111122223333");
        let stored = Stored { name: id.clone(), size: 1, written: written.parse().ok() };
        Entry::named(&id, &stored).unwrap()
    }

    fn told(entries: &[Entry]) -> Vec<String> {
        of(entries, "2026-06-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn clocks_that_are_right_are_no_news() {
        let slow = entry("20260301T000000Z", "2026-03-01T05:00:00Z");
        let quick = entry("20260301T010000Z", "2026-03-01T05:04:00Z");
        let now = entry("20260601T000300Z", "2026-06-01T00:04:00Z");
        assert_eq!(told(&[slow, quick, now]), [""; 0]);
        // All of it was copied yesterday, in any order.
        let copied: Vec<_> = ["20260101T000000Z", "20260201T000000Z", "20260301T000000Z"]
            .iter()
            .zip(["2026-05-31T03:00:00Z", "2026-05-31T02:00:00Z", "2026-05-31T01:00:00Z"])
            .map(|(id, written)| entry(id, written))
            .collect();
        assert_eq!(told(&copied), [""; 0]);
    }

    #[test]
    fn each_oddity_is_a_sentence() {
        assert_eq!(
            told(&[entry("20270101T000000Z", "2026-05-01T00:00:00Z")]),
            [
                "20270101T000000Z-111122223333 says that it was taken at 2027-01-01 00:00:00 UTC, which lies in the future: \
              the clock there was wrong, or the one here is"
            ]
        );
        assert_eq!(
            told(&[entry("20260502T000000Z", "2026-05-01T00:00:00Z")]),
            ["20260502T000000Z-111122223333 says that it was taken at 2026-05-02 00:00:00 UTC, and was written at \
              2026-05-01 00:00:00 UTC: one of the clocks was wrong"]
        );
        let late = entry("20260401T000000Z", "2026-05-02T00:01:00Z");
        let before = entry("20260501T000000Z", "2026-05-01T00:01:00Z");
        assert_eq!(
            told(&[late, before]),
            [
                "20260401T000000Z-111122223333 says that it was taken before 20260501T000000Z-111122223333, and was written \
              after it: a clock was wrong, or it was added later"
            ]
        );
        let (first, mut second) = (entry("20260401T000000Z", ""), entry("20260401T000000Z", ""));
        second.id.push_str("-2");
        assert_eq!(
            told(&[first, second]),
            [
                "20260401T000000Z-111122223333 and 20260401T000000Z-111122223333-2 were both taken at 2026-04-01 00:00:00 UTC: \
              the second of them counts as the later"
            ]
        );
    }
}
