//! Layers: code and files that functions share. A listing gives each layer with its newest version; whom that is shared
//! with takes a call each.
//!
//! Older versions have policies of their own, and are not looked at: each would take a call.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html>

use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::LAMBDA;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A layer, as its newest version is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LambdaLayer {
    /// The ARN of the newest version.
    pub layer_version_arn: String,
    /// The number of the newest version.
    pub version: i64,
    /// When the newest version was made.
    pub created_date: Option<Moment>,
    /// The runtimes that it is said to be for.
    pub compatible_runtimes: Vec<String>,
    /// Who else may use the newest version.
    pub policy: Reading<Option<PolicyDocument>>,
}

const LIST: &str = "lambda:ListLayers";
const POLICY: &str = "lambda:GetLayerVersionPolicy";

impl Kind for LambdaLayer {
    const NAME: &'static str = "lambda_layer";
    const CLOUDFORMATION: &'static str = "AWS::Lambda::LayerVersion";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(POLICY)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:lambda:eu-central-1:111122223333:layer:common".into(),
            name: Some("common".into()),
            tags: Reading::Known(None),
            fields: Self {
                layer_version_arn: "arn:aws:lambda:eu-central-1:111122223333:layer:common:3".into(),
                version: 3,
                created_date: Some(Moment::sample("2026-01-31T12:00:00Z")),
                compatible_runtimes: vec!["python3.13".into()],
                policy: Reading::Known(None),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&LAMBDA, "ListLayers").get("/2018-10-31/layers").set("MaxItems", 50);
        let mut pages = call.pages("Marker", "NextMarker");
        while let Some(page) = pages.next::<Layers>().await? {
            out.each(page.layers, |layer| one(place, layer)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Layers {
    #[serde(default)]
    layers: Vec<Layer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Layer {
    layer_name: String,
    layer_arn: String,
    latest_matching_version: Version,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    layer_version_arn: String,
    version: i64,
    created_date: Option<Moment>,
    #[serde(default)]
    compatible_runtimes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy: String,
}

async fn one(place: &Place, layer: Layer) -> Result<Option<Found<LambdaLayer>>, Unread> {
    let latest = layer.latest_matching_version;
    let path = format!("/2018-10-31/layers/{}/versions/{}/policy", segment(&layer.layer_name), latest.version);
    let policy = place.call(&LAMBDA, "GetLayerVersionPolicy").get(path).judge::<Policy>().await;
    let fields = LambdaLayer {
        layer_version_arn: latest.layer_version_arn,
        version: latest.version,
        created_date: latest.created_date,
        compatible_runtimes: latest.compatible_runtimes,
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.map(|reply| reply.policy))),
    };
    Ok(Some(Found { id: layer.layer_arn, name: Some(layer.layer_name), tags: Reading::Known(None), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const LAYERS: &str = r#"{"Layers": [{"LayerName": "l", "LayerArn": "arn:aws:lambda:eu-central-1:111122223333:layer:l",
        "LatestMatchingVersion": {"LayerVersionArn": "arn:aws:lambda:eu-central-1:111122223333:layer:l:2", "Version": 2,
        "CreatedDate": "2026-01-31T12:00:00.000+0000"}}]}"#;

    #[test]
    fn the_policy_of_the_newest_version_is_read() {
        let listed = || Canned::default().reply("GET /2018-10-31/layers", LAYERS);
        let path = "GET /2018-10-31/layers/l/versions/2/policy";
        let shared =
            r#"{"Policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\"}]}", "RevisionId": "r"}"#;
        let read = listed().reply(path, shared).read::<LambdaLayer>();
        assert_eq!(json(&read.resources[0])["policy"]["statements"][0]["principals"][0]["id"], "*");

        let read = listed().status(path, 404, r#"{"__type": "ResourceNotFoundException"}"#).read::<LambdaLayer>();
        assert!(read.resources[0].at("policy").is_null());

        let read = listed().read::<LambdaLayer>();
        assert_eq!(read.resources[0].unread()[0].action, POLICY);
    }
}
