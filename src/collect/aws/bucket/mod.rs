//! A bucket that is the caller's own, for what plimsoll keeps there. Nothing of it has to do with what is scanned.
//!
//! It is asked with the caller's credentials and not with a role that is assumed for scanning: that one can read an estate
//! and should be able to write nowhere. Each method waits for its answer.

mod error;
mod region;
mod transfer;

pub use error::BucketError;

use super::error::SdkResult;
use super::session::{self, Credentials};
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use chrono::{DateTime, Utc};
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use tokio::runtime::Runtime;

pub struct Bucket {
    name: String,
    base: SdkConfig,
    /// Replaced by one for another region where the bucket turns out to be there.
    client: Mutex<Client>,
    runtime: Runtime,
}

/// An object of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    pub size: u64,
    pub written: Option<DateTime<Utc>>,
}

/// A call, for messages: what it needs, and of which object.
#[derive(Clone, Copy)]
struct Asked<'a> {
    action: &'static str,
    /// Empty for the bucket itself.
    key: &'a str,
}

impl Bucket {
    /// Nothing is asked yet.
    pub fn new(name: &str, credentials: &Credentials) -> Result<Self, BucketError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(BucketError::Runtime)?;
        let base = runtime.block_on(session::own_config(credentials));
        let client = Mutex::new(client(&base));
        Ok(Self { name: name.to_owned(), base, client, runtime })
    }

    /// Objects whose keys start so, and have no slash behind that.
    pub fn list(&self, prefix: &str) -> Result<Vec<Listed>, BucketError> {
        let asked = Asked { action: "s3:ListBucket", key: "" };
        let mut all = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let page = self.ask(asked, |s3| {
                let call = s3.list_objects_v2().bucket(&self.name).prefix(prefix).delimiter("/");
                call.set_continuation_token(next.clone()).send()
            })?;
            for object in page.contents() {
                let written =
                    object.last_modified().and_then(|at| DateTime::from_timestamp(at.secs(), at.subsec_nanos()));
                let size = object.size().and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
                all.push(Listed { key: object.key().unwrap_or_default().to_owned(), size, written });
            }
            // A token that does not move would be asked for ever.
            match page.next_continuation_token() {
                Some(token) if next.as_deref() != Some(token) => next = Some(token.to_owned()),
                _ => return Ok(all),
            }
        }
    }

    /// What is not there is deleted.
    pub fn delete(&self, key: &str) -> Result<(), BucketError> {
        let asked = Asked { action: "s3:DeleteObject", key };
        self.ask(asked, |s3| s3.delete_object().bucket(&self.name).key(key).send()).map(|_| ())
    }

    /// Asks, and once more where the bucket turns out to be in another region.
    fn ask<T, E, F>(&self, asked: Asked<'_>, call: impl Fn(Client) -> F) -> Result<T, BucketError>
    where
        F: Future<Output = SdkResult<T, E>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.runtime.block_on(self.answer(asked, call))
    }

    async fn answer<T, E, F>(&self, asked: Asked<'_>, call: impl Fn(Client) -> F) -> Result<T, BucketError>
    where
        F: Future<Output = SdkResult<T, E>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut answer = call(self.client()).await;
        if let Some(region) = answer.as_ref().err().and_then(region::told_by)
            && self.move_to(&region)
        {
            answer = call(self.client()).await;
        }
        answer.map_err(|error| error::judge(&self.name, asked, &error, &self.base))
    }

    fn client(&self) -> Client {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// False where it is there already, so that a bucket that sends us around is asked no more.
    fn move_to(&self, region: &crate::snapshot::Region) -> bool {
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if client.config().region().is_some_and(|here| here.as_ref() == region.as_str()) {
            return false;
        }
        let there = aws_config::Region::new(region.as_str().to_owned());
        *client = self::client(&self.base.to_builder().region(there).build());
        true
    }
}

/// A stand-in for AWS has one address for all buckets.
fn client(config: &SdkConfig) -> Client {
    let stand_in = config.endpoint_url().is_some();
    Client::from_conf(aws_sdk_s3::config::Builder::from(config).force_path_style(stand_in).build())
}
