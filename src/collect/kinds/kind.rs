//! What a kind of resource is to the collector.
//!
//! A kind file has five parts in this order: what it is, with AWS's oddities and links; the struct, each field
//! documented; `impl Kind`; collection; conversions from the SDK's types. Permissions, the field reference, what the
//! linter knows of paths and the base of every example follow from that.

use crate::collect::{Place, Sink};
use crate::snapshot::{AccountId, Action, Reading, Region, Resource, Scope, Unread, Value};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::future::Future;

/// Tags by name. The order of a map never depends on the API's.
pub type Tags = BTreeMap<String, String>;

/// A type of resource, in the snapshot's words. Its own docs are the kind's; the docs of its fields are theirs.
pub trait Kind: Serialize + JsonSchema + Send + Sync + Sized + 'static {
    /// As in `resource: s3_bucket`; the file's name, which starts with the service.
    const NAME: &'static str;
    /// As in `AWS::S3::Bucket`. Where CloudFormation has no type, that of AWS Config, Security Hub or Access Analyzer, as the
    /// kind says; for the settings of an account or of its regions `AWS::::Account`, by which Security Hub reports them.
    const CLOUDFORMATION: &'static str;
    const SCOPE: Scope;
    /// The IAM actions that collection needs, and how often. Only reading ones: a test walks them all.
    const ACTIONS: &'static [Action];

    /// A healthy one, complete in all fields.
    fn sample() -> Found<Self>;

    /// Reads all of them in one place. An error means that some may be missing, and becomes a gap.
    fn collect(place: &Place, out: &Sink) -> impl Future<Output = Result<(), Unread>> + Send;
}

/// A resource as it was found: what all kinds have, and the kind's own fields.
#[derive(Debug, Clone)]
pub struct Found<K> {
    /// The ARN; where AWS gives none, [`Place::made_up_id`].
    pub id: String,
    pub name: Option<String>,
    /// `Known(None)` for kinds that AWS does not tag.
    pub tags: Reading<Option<Tags>>,
    pub fields: K,
}

impl<K: Serialize> Found<K> {
    pub fn into_resource(self, kind: &str, account: AccountId, region: Region) -> Resource {
        let Value::Object(fields) = Value::of(&self.fields) else {
            unreachable!("kinds are structs with named fields");
        };
        Resource {
            kind: kind.into(),
            id: self.id.into(),
            name: self.name.map(Into::into),
            account,
            region,
            tags: Value::of(&self.tags),
            fields,
        }
    }
}
