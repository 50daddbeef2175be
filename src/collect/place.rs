//! An account and a region of it, with the means to ask.

use super::aws::call::Call;
use super::aws::memo::Memo;
use super::aws::service::Service;
use super::aws::session::Session;
use crate::snapshot::{AccountId, Region, Unread};
use std::future::Future;
use std::sync::Arc;

/// An account and a region (or `global`) of it.
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

    /// A call of an operation, for services without a crate of their own.
    pub fn call(&self, service: &'static Service, operation: &'static str) -> Call<'_> {
        Call::new(&self.session, &self.region, service, operation)
    }

    /// The SDK's configuration for this place, for the `client!` macro.
    pub fn sdk_config(&self) -> aws_config::SdkConfig {
        self.session.config_in(&self.region)
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
