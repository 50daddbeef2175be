//! What a kind of resource is to the collector.
//!
//! A kind file has five parts in this order: what it is, with AWS's oddities and links; the struct, each field
//! documented; `impl Kind`; collection; conversions from the SDK's types. Permissions, the field reference, what the
//! linter knows of paths and the base of every example follow from that.

use super::memo::Memo;
use super::session::Session;
use crate::snapshot::{AccountId, Gap, Reading, Region, Resource, Scope, Unread, Value};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Tags by name. The order of a map never depends on the API's.
pub type Tags = BTreeMap<String, String>;

/// A type of resource, in the snapshot's words. Its own docs are the kind's; the docs of its fields are theirs.
pub trait Kind: Serialize + JsonSchema + Send + Sync + Sized + 'static {
    /// As in `resource: s3_bucket`; the file's name.
    const NAME: &'static str;
    /// As in `AWS::S3::Bucket`; the nearest type where CloudFormation has none of its own.
    const CLOUDFORMATION: &'static str;
    /// The service, as IAM's actions name it.
    const SERVICE: &'static str;
    const SCOPE: Scope;
    /// The IAM actions that collection needs. Only reading ones: a test walks them all.
    const ACTIONS: &'static [&'static str];

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

/// An account and a region (or `global`) of it, with the means to ask.
pub struct Place {
    session: Arc<Session>,
    region: Region,
    memo: Memo,
}

impl Place {
    pub fn new(session: Arc<Session>, region: Region) -> Self {
        Self { session, region, memo: Memo::default() }
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn account(&self) -> &AccountId {
        self.session.account()
    }

    pub fn region(&self) -> &Region {
        &self.region
    }

    /// An ARN in this place: `place.arn("ec2", "vpc/vpc-1")`. For services whose ARNs hold region and account.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        let region = if self.region.is_global() { "" } else { self.region.as_str() };
        format!("arn:{}:{service}:{region}:{}:{resource}", self.session.partition(), self.account())
    }

    /// An id for what AWS gives no ARN: `plimsoll:<kind>:<account>:<region>:<name>`.
    pub fn made_up_id(&self, kind: &str, name: &str) -> String {
        format!("plimsoll:{kind}:{}:{}:{name}", self.account(), self.region)
    }

    /// A reply that several kinds share, fetched once for this place by whoever comes first. The type is the key.
    pub async fn once<T, F>(&self, fetch: impl FnOnce() -> F) -> Result<Arc<T>, Unread>
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<T, Unread>>,
    {
        self.memo.once(fetch).await
    }
}

/// What a kind tells the writer.
#[derive(Debug)]
pub enum Event {
    Resource(&'static str, Resource),
    Gap(&'static str, Gap),
    End(&'static str, AccountId, Region),
}

/// Where a kind puts what it finds, each resource as soon as it is whole. Waits when the disk is slower than AWS.
#[derive(Clone)]
pub struct Sink {
    kind: &'static str,
    account: AccountId,
    region: Region,
    sender: mpsc::Sender<Event>,
}

impl Sink {
    pub fn new(place: &Place, kind: &'static str, sender: mpsc::Sender<Event>) -> Self {
        Self { kind, account: place.account().clone(), region: place.region().clone(), sender }
    }

    pub async fn push<K: Kind>(&self, found: Found<K>) {
        self.push_in(self.region.clone(), found).await;
    }

    /// For a kind that is read once an account and lives in a region of its own, such as a bucket.
    pub async fn push_in<K: Kind>(&self, region: Region, found: Found<K>) {
        let resource = found.into_resource(self.kind, self.account.clone(), region);
        self.send(Event::Resource(self.kind, resource)).await;
    }

    /// Some resources of this kind may be missing, and others are read on.
    pub async fn gap(&self, unread: Unread) {
        let gap = Gap::new(self.kind, self.account.clone(), self.region.clone(), unread);
        self.send(Event::Gap(self.kind, gap)).await;
    }

    pub async fn end(&self) {
        self.send(Event::End(self.kind, self.account.clone(), self.region.clone())).await;
    }

    /// After Ctrl-C nobody listens any more; what is found then is lost with the rest.
    async fn send(&self, event: Event) {
        let _ = self.sender.send(event).await;
    }
}
