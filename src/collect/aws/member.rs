//! The role of a member account, assumed and renewed before it ends.

use super::error;
use crate::snapshot::{Reason, Unread};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sts::Client;
use std::sync::{Mutex, PoisonError};

/// The IAM action that an account refuses when it refuses altogether.
pub const ASSUME: &str = "sts:AssumeRole";

/// Credentials in another account. The SDK asks for new ones before the old ones end, however long a scan takes.
#[derive(Debug)]
pub struct MemberRole {
    sts: Client,
    arn: String,
    external_id: Option<String>,
    /// Those by which it was found out that the account lets us in.
    first: Mutex<Option<Credentials>>,
}

impl MemberRole {
    /// Assumes the role once, so that an account that refuses does so before anything else is tried.
    pub async fn assume(sts: Client, arn: String, external_id: Option<&str>) -> Result<Self, Unread> {
        let role = Self { sts, arn, external_id: external_id.map(str::to_owned), first: Mutex::default() };
        let first = role.credentials().await?;
        *role.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(first);
        Ok(role)
    }

    async fn credentials(&self) -> Result<Credentials, Unread> {
        let call = self.sts.assume_role().role_arn(&self.arn).role_session_name("plimsoll");
        let reply = error::answer(ASSUME, call.set_external_id(self.external_id.clone()).send().await)?;
        let given = reply.credentials().ok_or_else(|| Unread::new(ASSUME, Reason::Unparseable))?;
        let end = (*given.expiration()).try_into().ok();
        let (key, secret, token) = (given.access_key_id(), given.secret_access_key(), given.session_token());
        Ok(Credentials::new(key, secret, Some(token.to_owned()), end, "a role of a member account"))
    }
}

impl ProvideCredentials for MemberRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        future::ProvideCredentials::new(async move {
            match first {
                Some(first) => Ok(first),
                None => self.credentials().await.map_err(|unread| CredentialsError::provider_error(unread.to_string())),
            }
        })
    }
}
