//! Snapshots of different accounts, taken at about the same time, as one.

use super::{AccountId, End, Gap, Header, Reach, Reason, Region, Snapshot, Unread};
use std::collections::BTreeMap;

/// Why snapshots cannot be one.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error("account {0} is in more than one of the snapshots")]
    Twice(AccountId),
    #[error("the snapshots are of `{0}` and of `{1}`, which have nothing in common")]
    Sources(String, String),
    #[error("there is no snapshot to merge")]
    Nothing,
}

impl MergeError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Twice(_) => "merge joins accounts; of two snapshots of one account, the later is the one to keep",
            Self::Sources(..) => "merge only snapshots of one partition",
            Self::Nothing => "name the snapshots of all shards",
        }
    }
}

/// One snapshot of all. It was taken when the first of them was; what is missing from any of them is a gap of the whole,
/// and what was read in some accounts only was not collected in the others.
pub fn merge(mut parts: Vec<Snapshot>) -> Result<Snapshot, MergeError> {
    let kinds: BTreeMap<String, Reach> =
        parts.iter().flat_map(|part| part.header.kinds.iter().map(|(kind, reach)| (kind.clone(), *reach))).collect();
    parts.iter_mut().for_each(|part| complete(part, &kinds));
    let mut parts = parts.into_iter();
    let mut whole = parts.next().ok_or(MergeError::Nothing)?;
    for part in parts {
        join_headers(&mut whole.header, part.header)?;
        whole.resources.extend(part.resources);
        whole.gaps.extend(part.gaps);
        whole.plans.extend(part.plans);
        whole.done.extend(part.done);
        join_ends(whole.end.get_or_insert_with(nothing), part.end.unwrap_or_else(nothing));
    }
    let end = whole.end.get_or_insert_with(nothing);
    end.resources = whole.resources.len() as u64;
    end.gaps = whole.gaps.len() as u64;
    whole.header.accounts.sort();
    Ok(whole.settle())
}

/// A part that was cut off says so by its gaps, which it has by now; of kinds that it did not read it knows nothing.
fn complete(part: &mut Snapshot, kinds: &BTreeMap<String, Reach>) {
    part.end.get_or_insert_with(nothing);
    let missing = kinds.keys().filter(|kind| !part.header.kinds.contains_key(*kind));
    let accounts = &part.header.accounts;
    let gaps = missing.flat_map(|kind| {
        accounts.iter().map(|account| {
            Gap::new(kind.as_str(), account.clone(), Region::global(), Unread::new("", Reason::NotCollected))
        })
    });
    let gaps: Vec<Gap> = gaps.collect();
    part.gaps.extend(gaps);
    part.header.kinds.clone_from(kinds);
}

fn nothing() -> End {
    End { resources: 0, gaps: 0, duration_ms: 0, calls: BTreeMap::new() }
}

fn join_headers(whole: &mut Header, part: Header) -> Result<(), MergeError> {
    if whole.source != part.source {
        return Err(MergeError::Sources(whole.source.clone(), part.source));
    }
    if let Some(account) = part.accounts.iter().find(|account| whole.accounts.contains(account)) {
        return Err(MergeError::Twice(account.clone()));
    }
    if part.taken_at < whole.taken_at {
        whole.taken_at = part.taken_at;
        whole.id = part.id;
    }
    whole.accounts.extend(part.accounts);
    whole.regions.extend(part.regions);
    Ok(())
}

/// Shards run side by side: calls add up, and the time is that of the slowest.
fn join_ends(whole: &mut End, part: End) {
    whole.duration_ms = whole.duration_ms.max(part.duration_ms);
    for (operation, count) in part.calls {
        *whole.calls.entry(operation).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Object, Resource, Value};
    use super::*;
    use chrono::DateTime;

    fn part(account: &str, minute: i64, resources: usize) -> Snapshot {
        let id = AccountId::try_from(account).unwrap();
        let taken_at = DateTime::from_timestamp(1_769_860_800 + 60 * minute, 0).unwrap();
        let region = Region::try_from("eu-central-1").unwrap();
        let mut header = Header::new(taken_at, "aws".into(), vec![id.clone()], vec![region.clone()]);
        header.kinds = [("s3_bucket".to_owned(), Reach::Global)].into();
        let resource = |number| Resource {
            kind: "s3_bucket".into(),
            id: format!("arn:aws:s3:::{account}-{number}").into(),
            name: None,
            account: id.clone(),
            region: region.clone(),
            tags: Value::Null,
            fields: Object::new([]),
        };
        Snapshot::of(header, (0..resources).map(resource).collect())
    }

    #[test]
    fn parts_become_a_whole_whatever_their_order() {
        let (a, b) = (part("111122223333", 5, 2), part("444455556666", 0, 3));
        let whole = merge(vec![a.clone(), b.clone()]).unwrap();
        assert_eq!((whole.resources.len(), whole.header.accounts.len()), (5, 2));
        assert_eq!(whole.header.taken_at, b.header.taken_at);
        assert!(whole.is_complete());
        let other = merge(vec![b, a]).unwrap();
        assert_eq!(whole.header, other.header);
        assert_eq!(whole.resources, other.resources);
    }

    #[test]
    fn what_a_part_lacks_the_whole_lacks() {
        let mut cut = part("444455556666", 0, 1);
        cut.end = None;
        let unread = Unread::new("", Reason::Interrupted);
        cut.gaps = vec![Gap::new("s3_bucket", cut.header.accounts[0].clone(), Region::global(), unread)];
        let whole = merge(vec![part("111122223333", 0, 1), cut]).unwrap();
        assert!(!whole.is_complete());
        assert_eq!(whole.gaps.len(), 1);
    }

    #[test]
    fn a_kind_that_was_read_in_one_part_only_is_unknown_in_the_others() {
        let mut more = part("444455556666", 0, 1);
        more.header.kinds.insert("kms_key".into(), Reach::Regional);
        let whole = merge(vec![part("111122223333", 0, 1), more]).unwrap();
        let [gap] = whole.gaps.as_slice() else { panic!("{:?}", whole.gaps) };
        assert_eq!(
            (gap.kind.as_str(), gap.account.as_str(), gap.reason),
            ("kms_key", "111122223333", Reason::NotCollected)
        );
    }

    #[test]
    fn an_account_is_in_one_part_only() {
        let error = merge(vec![part("111122223333", 0, 1), part("111122223333", 9, 1)]).unwrap_err();
        assert_eq!(error.to_string(), "account 111122223333 is in more than one of the snapshots");
    }
}
