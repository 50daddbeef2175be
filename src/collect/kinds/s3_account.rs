//! What S3 holds for a whole account: its block on public access, which overrules that of every bucket.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

use super::kind::{Found, Kind};
use super::s3_access::PublicAccessBlock;
use super::s3_control::client;
use crate::collect::aws::error::reading;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// S3's settings for a whole account.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct S3Account {
    /// The account's block on public access, which holds for every bucket, access point and object; null where it
    /// was never set.
    pub public_access_block: Reading<Option<PublicAccessBlock>>,
}

impl Kind for S3Account {
    const NAME: &'static str = "s3_account";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Account;
    const ACTIONS: &'static [Action] = &[Action::page("s3:GetAccountPublicAccessBlock")];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:s3_account:111122223333:global:settings".into(),
            name: None,
            tags: Reading::Known(None),
            fields: Self { public_access_block: Reading::Known(Some(PublicAccessBlock::FULL)) },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let reply = client(place).get_public_access_block().account_id(place.account().as_str()).send().await;
        let public_access_block = reading("s3:GetAccountPublicAccessBlock", reply, |reply| {
            reply.public_access_block_configuration.as_ref().map(PublicAccessBlock::of_control)
        });
        let id = place.made_up_id(Self::NAME, "settings");
        let fields = Self { public_access_block };
        out.push(Found { id, name: None, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}
