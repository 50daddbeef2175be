//! What Bedrock has decided for a region of an account: whether it logs what models are asked, and what they answer.
//!
//! - Off until it is turned on; off is a reply without a configuration.
//!   <https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::BEDROCK;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bedrock's settings for a region: the log of invocations.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BedrockRegion {
    /// Whether invocations are logged anywhere.
    pub invocation_logging_enabled: Reading<Option<bool>>,
    /// What is logged, and where to; null where nothing is.
    pub invocation_logging: Reading<Option<InvocationLogging>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct InvocationLogging {
    /// The log group; null where none takes the log.
    pub cloud_watch_config: Option<CloudWatchLog>,
    /// The bucket; null where none takes the log.
    pub s3_config: Option<S3Log>,
    /// Whether text is in the log.
    pub text_data_delivery_enabled: Option<bool>,
    /// Whether images are in the log.
    pub image_data_delivery_enabled: Option<bool>,
    /// Whether embeddings are in the log.
    pub embedding_data_delivery_enabled: Option<bool>,
    /// Whether videos are in the log.
    pub video_data_delivery_enabled: Option<bool>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct CloudWatchLog {
    /// The log group.
    pub log_group_name: Option<String>,
    /// The role by which Bedrock writes.
    pub role_arn: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct S3Log {
    /// The bucket.
    pub bucket_name: Option<String>,
    /// What names of objects begin with.
    pub key_prefix: Option<String>,
}

const LOGGING: &str = "bedrock:GetModelInvocationLoggingConfiguration";

impl Kind for BedrockRegion {
    const NAME: &'static str = "bedrock_region";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(LOGGING)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:bedrock_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                invocation_logging_enabled: Reading::Known(Some(true)),
                invocation_logging: Reading::Known(Some(InvocationLogging {
                    cloud_watch_config: Some(CloudWatchLog {
                        log_group_name: Some("/bedrock/invocations".into()),
                        role_arn: Some("arn:aws:iam::111122223333:role/bedrock-logging".into()),
                    }),
                    s3_config: Some(S3Log { bucket_name: Some("bedrock-invocations".into()), key_prefix: None }),
                    text_data_delivery_enabled: Some(true),
                    image_data_delivery_enabled: Some(true),
                    embedding_data_delivery_enabled: Some(true),
                    video_data_delivery_enabled: Some(true),
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&BEDROCK, "GetModelInvocationLoggingConfiguration").get("/logging/modelinvocations");
        let logging = call.reading(|reply: Reply| reply.logging_config.filter(is_somewhere)).await;
        let enabled = match &logging {
            Reading::Known(logging) => Reading::Known(Some(logging.is_some())),
            Reading::Unread(unread) => Reading::Unread(unread.clone()),
        };
        let fields = Self { invocation_logging_enabled: enabled, invocation_logging: logging };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    logging_config: Option<InvocationLogging>,
}

/// Without a log group and a bucket nothing is written.
fn is_somewhere(logging: &InvocationLogging) -> bool {
    logging.cloud_watch_config.is_some() || logging.s3_config.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const ASKED: &str = "GET /logging/modelinvocations";

    #[test]
    fn logging_is_on_or_off_or_unread() {
        let on = r#"{"loggingConfig": {"s3Config": {"bucketName": "b", "keyPrefix": "x"}, "textDataDeliveryEnabled": true}}"#;
        let read = Canned::default().reply(ASKED, on).read::<BedrockRegion>();
        assert_eq!(read.resources[0].at("invocation_logging_enabled").as_bool(), Some(true));
        assert_eq!(read.resources[0].at("invocation_logging.s3_config.bucket_name").as_str(), Some("b"));
        for off in ["{}", r#"{"loggingConfig": null}"#, r#"{"loggingConfig": {"textDataDeliveryEnabled": true}}"#] {
            let read = Canned::default().reply(ASKED, off).read::<BedrockRegion>();
            assert_eq!(read.resources[0].at("invocation_logging_enabled").as_bool(), Some(false), "{off}");
            assert!(read.resources[0].at("invocation_logging").is_null(), "{off}");
        }
        let denied = Canned::default().read::<BedrockRegion>();
        assert_eq!(denied.resources[0].unread()[0].action, LOGGING);
    }
}
