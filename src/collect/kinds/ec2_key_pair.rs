//! EC2 key pairs: the public half, under a name. AWS never held the private half, or gave it away when it was made.
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html>

use super::ec2_reply::id;
use super::kind::{Found, Kind};
use super::tags::ec2;
use super::timestamp::rfc3339;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// A key that opens instances; they name it by its name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2KeyPair {
    /// Such as `key-0a1b2c3d4e5f60718`.
    pub key_pair_id: String,
    /// `ed25519` or `rsa`.
    pub key_type: Option<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
}

const LIST: &str = "ec2:DescribeKeyPairs";

impl Kind for Ec2KeyPair {
    const NAME: &'static str = "ec2_key_pair";
    const CLOUDFORMATION: &'static str = "AWS::EC2::KeyPair";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:key-pair/key-0a1b2c3d4e5f60718".into(),
            name: Some("break-glass".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                key_pair_id: "key-0a1b2c3d4e5f60718".into(),
                key_type: Some("ed25519".into()),
                created_at: Some("2026-06-10T09:00:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let reply = client!(place, aws_sdk_ec2).describe_key_pairs().send().await;
        for pair in answer(LIST, reply)?.key_pairs() {
            let id = id(LIST, pair.key_pair_id())?;
            let fields = Self {
                key_pair_id: id.to_owned(),
                key_type: pair.key_type().map(|name| name.as_str().to_owned()),
                created_at: pair.create_time().and_then(rfc3339),
            };
            let id = place.arn("ec2", &format!("key-pair/{id}"));
            out.push(Found { id, name: pair.key_name().map(str::to_owned), tags: ec2(pair.tags()), fields }).await;
        }
        Ok(())
    }
}
