//! What Macie found in a bucket, as a data class.
//!
//! A score of 51 and more means that Macie found sensitive data; up to 49 that it found none in what it looked at, and 50
//! that it has not looked yet. <https://docs.aws.amazon.com/macie/latest/APIReference/datasources-s3-statistics.html>
//! Found is enough for confidential. Not found says nothing: Macie looks at samples.

use super::{DataClass, Said};
use crate::facts::Index;
use crate::snapshot::{Reason, Resource};
use std::collections::HashMap;
use std::sync::Arc;

/// From where on a score means sensitive data.
const SENSITIVE: i64 = 51;

const KIND: &str = "macie_bucket";

/// The highest score of each bucket. The administrator of an organisation sees the buckets of all members.
pub(super) struct Scores<'s>(HashMap<&'s str, &'s Resource>);

impl<'s> Scores<'s> {
    pub(super) fn of(index: &Index<'s>) -> Self {
        let mut scores: HashMap<&str, &Resource> = HashMap::new();
        let score = |bucket: &Resource| bucket.at("sensitivity_score").as_int();
        for bucket in index.snapshot().resources.iter().filter(|resource| &*resource.kind == KIND) {
            let Some(name) = bucket.at("bucket_name").as_str() else { continue };
            let known = scores.entry(name).or_insert(bucket);
            if score(bucket) > score(known) {
                *known = bucket;
            }
        }
        Self(scores)
    }

    /// What Macie says of a bucket; nothing for anything else.
    pub(super) fn say(&self, resource: &Resource, index: &Index<'_>) -> Option<Said<DataClass>> {
        let name = resource.name.as_deref().filter(|_| &*resource.kind == "s3_bucket")?;
        match self.0.get(name).map(|bucket| bucket.at("sensitivity_score")) {
            Some(score) if score.as_unread().is_none() => {
                let score = score.as_int().filter(|score| *score >= SENSITIVE)?;
                Some(Said::surely(DataClass::Confidential, format!("Macie found sensitive data: score {score}")))
            }
            _ => {
                let unread = index.whole(KIND, &resource.account, &resource.region).err()?;
                // Where it is off there is no gap. Where nobody may ask whether it is on, it may have found something: a
                // permission that is lost must not make a bucket look harmless.
                let tried = unread.reason != Reason::NotCollected;
                tried.then(|| Said {
                    value: DataClass::Confidential,
                    why: "what Macie found in it".into(),
                    doubt: Some(Arc::new(unread)),
                })
            }
        }
    }
}
