//! S3 buckets (general purpose). Listed once an account; each lives in a region, which alone answers for it.
//!
//! - `ListBuckets` names the region only where the request has a parameter, such as a page size:
//!   <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
//! - `GetBucketLocation` says nothing for us-east-1 and `EU` for old buckets in eu-west-1:
//!   <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
//! - AWS has no bulk call for any setting of a bucket, so each costs a call.

use super::kind::{Found, Kind, Tags};
use super::s3_access::{Acl, PublicAccessBlock};
use super::s3_bucket_settings::{Encryption, LifecycleRule, Logging, ObjectLock, Replication, Versioning, Website};
use super::timestamp::rfc3339;
use crate::collect::aws::error::{answer, judge, reading};
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Reason, Region, Scope, Unread};
use aws_sdk_s3::Client;
use aws_sdk_s3::types::Bucket;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// An S3 bucket with the settings that decide who reads it, and whether its objects survive.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct S3Bucket {
    /// When the bucket was made, such as `2026-01-31T12:00:00Z`.
    pub created_at: Option<String>,
    /// The bucket's own block on public access; null where it has none. The account's is `account.s3_account`.
    pub public_access_block: Reading<Option<PublicAccessBlock>>,
    /// The bucket policy; null where it has none.
    pub policy: Reading<Option<PolicyDocument>>,
    /// Whether AWS judges the policy to be public; null where there is no policy. It does not look at ACLs.
    pub policy_status_public: Reading<Option<bool>>,
    /// The access control list. It has no effect where `ownership` is `BucketOwnerEnforced`.
    pub acl: Reading<Acl>,
    /// Who owns new objects: `BucketOwnerEnforced` (ACLs are off), `BucketOwnerPreferred` or `ObjectWriter`; null
    /// means `ObjectWriter`.
    pub ownership: Reading<Option<String>>,
    /// How new objects are encrypted unless a request says otherwise.
    pub encryption: Reading<Option<Encryption>>,
    /// Whether old versions of objects are kept.
    pub versioning: Reading<Versioning>,
    /// Server access logging; null where it is off.
    pub logging: Reading<Option<Logging>>,
    /// Lifecycle rules; null where there are none.
    pub lifecycle: Reading<Option<Vec<LifecycleRule>>>,
    /// Write-once protection of versions; null where it is off.
    pub object_lock: Reading<Option<ObjectLock>>,
    /// Replication to other buckets; null where it is off.
    pub replication: Reading<Option<Replication>>,
    /// Static website hosting; null where it is off.
    pub website: Reading<Option<Website>>,
}

/// The tags are a setting like any other, but no field.
type Whole = (S3Bucket, Reading<Option<Tags>>);

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "TlsOnly", "Effect": "Deny",
    "Principal": "*", "Action": "s3:*",
    "Resource": ["arn:aws:s3:::acme-invoices", "arn:aws:s3:::acme-invoices/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;

impl Kind for S3Bucket {
    const NAME: &'static str = "s3_bucket";
    const CLOUDFORMATION: &'static str = "AWS::S3::Bucket";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[
        Action::page("s3:ListAllMyBuckets"),
        Action::each("s3:GetBucketLocation"),
        Action::each("s3:GetBucketPublicAccessBlock"),
        Action::each("s3:GetBucketPolicy"),
        Action::each("s3:GetBucketPolicyStatus"),
        Action::each("s3:GetBucketAcl"),
        Action::each("s3:GetBucketOwnershipControls"),
        Action::each("s3:GetEncryptionConfiguration"),
        Action::each("s3:GetBucketVersioning"),
        Action::each("s3:GetBucketLogging"),
        Action::each("s3:GetLifecycleConfiguration"),
        Action::each("s3:GetBucketObjectLockConfiguration"),
        Action::each("s3:GetReplicationConfiguration"),
        Action::each("s3:GetBucketWebsite"),
        Action::each("s3:GetBucketTagging"),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:s3:::acme-invoices".into(),
            name: Some("acme-invoices".into()),
            tags: Reading::Known(Some(Tags::from([("team".to_owned(), "billing".to_owned())]))),
            fields: Self {
                created_at: Some("2026-01-31T12:00:00Z".into()),
                public_access_block: Reading::Known(Some(PublicAccessBlock::FULL)),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                policy_status_public: Reading::Known(Some(false)),
                acl: Reading::Known(Acl::sample()),
                ownership: Reading::Known(Some("BucketOwnerEnforced".into())),
                encryption: Reading::Known(Some(Encryption::sample())),
                versioning: Reading::Known(Versioning::sample()),
                logging: Reading::Known(Some(Logging::sample())),
                lifecycle: Reading::Known(Some(vec![LifecycleRule::sample()])),
                object_lock: Reading::Known(Some(ObjectLock::sample())),
                replication: Reading::Known(Some(Replication::sample())),
                website: Reading::Known(None),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        const ACTION: &str = "s3:ListAllMyBuckets";
        let clients = Clients { place, by_region: Mutex::default() };
        let mut pages = clients.of(place.session().home()).list_buckets().into_paginator().page_size(1000).send();
        while let Some(page) = pages.next().await {
            let page = answer(ACTION, page)?;
            out.each_in(page.buckets.unwrap_or_default(), |bucket| one(&clients, bucket)).await;
        }
        Ok(())
    }
}

/// A bucket is asked in its own region only.
struct Clients<'a> {
    place: &'a Place,
    by_region: Mutex<BTreeMap<Region, Client>>,
}

impl Clients<'_> {
    fn of(&self, region: &Region) -> Client {
        let mut clients = self.by_region.lock().unwrap_or_else(PoisonError::into_inner);
        clients.entry(region.clone()).or_insert_with(|| self.client(region)).clone()
    }

    fn client(&self, region: &Region) -> Client {
        let session = self.place.session();
        let config = aws_sdk_s3::config::Builder::from(&self.place.sdk_config())
            .region(aws_sdk_s3::config::Region::new(region.as_str().to_owned()))
            .force_path_style(session.endpoint_url().is_some())
            .interceptor(session.meter());
        Client::from_conf(config.build())
    }
}

async fn one(clients: &Clients<'_>, bucket: Bucket) -> Result<Option<(Region, Found<S3Bucket>)>, Unread> {
    let Some(name) = bucket.name() else { return Ok(None) };
    let created_at = bucket.creation_date().and_then(rfc3339);
    let (region, (fields, tags)) = match region_of(clients, &bucket, name).await {
        Ok(region) => {
            let whole = read(&clients.of(&region), name, created_at).await;
            (region, whole)
        }
        Err(unread) => (Region::global(), nothing_read(created_at, &unread)),
    };
    let id = format!("arn:{}:s3:::{name}", clients.place.session().partition());
    Ok(Some((region, Found { id, name: Some(name.to_owned()), tags, fields })))
}

async fn region_of(clients: &Clients<'_>, bucket: &Bucket, name: &str) -> Result<Region, Unread> {
    const ACTION: &str = "s3:GetBucketLocation";
    if let Some(region) = bucket.bucket_region().and_then(|region| Region::try_from(region).ok()) {
        return Ok(region);
    }
    let s3 = clients.of(clients.place.session().home());
    let reply = answer(ACTION, s3.get_bucket_location().bucket(name).send().await)?;
    let region = match reply.location_constraint().map(|place| place.as_str()) {
        None | Some("") => "us-east-1",
        Some("EU") => "eu-west-1",
        Some(region) => region,
    };
    Region::try_from(region).map_err(|_| Unread::new(ACTION, Reason::Unparseable))
}

async fn read(s3: &Client, name: &str, created_at: Option<String>) -> Whole {
    let (acl, versioning, block, ownership, encryption, logging) = tokio::join!(
        s3.get_bucket_acl().bucket(name).send(),
        s3.get_bucket_versioning().bucket(name).send(),
        s3.get_public_access_block().bucket(name).send(),
        s3.get_bucket_ownership_controls().bucket(name).send(),
        s3.get_bucket_encryption().bucket(name).send(),
        s3.get_bucket_logging().bucket(name).send(),
    );
    let (lifecycle, lock, replication, website, tagging, (policy, policy_status_public)) = tokio::join!(
        s3.get_bucket_lifecycle_configuration().bucket(name).send(),
        s3.get_object_lock_configuration().bucket(name).send(),
        s3.get_bucket_replication().bucket(name).send(),
        s3.get_bucket_website().bucket(name).send(),
        s3.get_bucket_tagging().bucket(name).send(),
        policy(s3, name),
    );
    let fields = S3Bucket {
        created_at,
        acl: answer("s3:GetBucketAcl", acl).map(|reply| Acl::of(&reply)).into(),
        versioning: answer("s3:GetBucketVersioning", versioning).map(|reply| Versioning::of(&reply)).into(),
        public_access_block: reading("s3:GetBucketPublicAccessBlock", block, |reply| {
            reply.public_access_block_configuration().map(PublicAccessBlock::of_bucket)
        }),
        policy,
        policy_status_public,
        ownership: reading("s3:GetBucketOwnershipControls", ownership, |reply| {
            let rule = reply.ownership_controls()?.rules().first()?;
            Some(rule.object_ownership().as_str().to_owned())
        }),
        encryption: reading("s3:GetEncryptionConfiguration", encryption, |reply| Encryption::of(&reply)),
        logging: reading("s3:GetBucketLogging", logging, |reply| reply.logging_enabled().map(Logging::of)),
        lifecycle: reading("s3:GetLifecycleConfiguration", lifecycle, |reply| {
            Some(reply.rules().iter().map(LifecycleRule::of).collect())
        }),
        object_lock: reading("s3:GetBucketObjectLockConfiguration", lock, |reply| ObjectLock::of(&reply)),
        replication: reading("s3:GetReplicationConfiguration", replication, |reply| {
            reply.replication_configuration().map(Replication::of)
        }),
        website: reading("s3:GetBucketWebsite", website, |reply| Some(Website::of(&reply))),
    };
    let pairs = |tag: &aws_sdk_s3::types::Tag| (tag.key().to_owned(), tag.value().to_owned());
    let tagging = judge("s3:GetBucketTagging", tagging);
    let tags = tagging.map(|reply| Some(reply.iter().flat_map(|reply| reply.tag_set().iter().map(pairs)).collect()));
    (fields, tags.into())
}

type Policy = (Reading<Option<PolicyDocument>>, Reading<Option<bool>>);

/// The policy, and AWS's own judgement of it, which is asked for only where there may be one.
async fn policy(s3: &Client, name: &str) -> Policy {
    const ACTION: &str = "s3:GetBucketPolicy";
    let reply = judge(ACTION, s3.get_bucket_policy().bucket(name).send().await);
    let text = reply.map(|reply| reply.and_then(|reply| reply.policy));
    if matches!(text, Ok(None)) {
        return (Reading::Known(None), Reading::Known(None));
    }
    let policy = text.and_then(|text| {
        let document = text.as_deref().and_then(PolicyDocument::parse);
        document.map(Some).ok_or_else(|| Unread::new(ACTION, Reason::Unparseable))
    });
    let status =
        reading("s3:GetBucketPolicyStatus", s3.get_bucket_policy_status().bucket(name).send().await, |reply| {
            reply.policy_status()?.is_public()
        });
    (policy.into(), status)
}

/// A bucket of which only the name is known.
fn nothing_read(created_at: Option<String>, unread: &Unread) -> Whole {
    let fields = S3Bucket {
        created_at,
        public_access_block: Reading::Unread(unread.clone()),
        policy: Reading::Unread(unread.clone()),
        policy_status_public: Reading::Unread(unread.clone()),
        acl: Reading::Unread(unread.clone()),
        ownership: Reading::Unread(unread.clone()),
        encryption: Reading::Unread(unread.clone()),
        versioning: Reading::Unread(unread.clone()),
        logging: Reading::Unread(unread.clone()),
        lifecycle: Reading::Unread(unread.clone()),
        object_lock: Reading::Unread(unread.clone()),
        replication: Reading::Unread(unread.clone()),
        website: Reading::Unread(unread.clone()),
    };
    (fields, Reading::Unread(unread.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    /// All calls of S3 look the same here: what they are about is in the host, and what they want in the query.
    fn then(status: u16, code: &str) -> crate::collect::canned::Read {
        let listed = "<ListAllMyBucketsResult><Buckets><Bucket><Name>shop</Name>\
            <BucketRegion>eu-west-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>";
        let error = format!("<Error><Code>{code}</Code></Error>");
        Canned::default().reply("GET /", listed).status("GET /", status, &error).read::<S3Bucket>()
    }

    #[test]
    fn a_bucket_that_has_gone_is_left_out() {
        let gone = then(404, "NoSuchBucket");
        assert_eq!((gone.resources.len(), gone.gaps.len()), (0, 0));
    }

    #[test]
    fn a_bucket_that_may_not_be_read_is_there_in_its_region_and_unread() {
        let denied = then(403, "AccessDenied");
        let [bucket] = denied.resources.as_slice() else { panic!("one bucket") };
        assert_eq!((bucket.id.as_ref(), bucket.region.as_str()), ("arn:aws:s3:::shop", "eu-west-1"));
        assert!(bucket.unread().iter().all(|unread| unread.reason == Reason::AccessDenied));
        assert_eq!(bucket.unread().len(), 13, "all but its name and age");
    }
}
