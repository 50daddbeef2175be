//! Parameters of Parameter Store.
//!
//! - People put secrets into parameters of the plain types, where nothing encrypts them and every reader of configuration
//!   sees them. So the values of those, and only of those, are looked through for secrets and forgotten: the snapshot has
//!   what was found, never a value. A `SecureString` is never read.
//!   <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-about-examples.html>
//! - Values come for ten parameters a call. Whoever does not want them read may leave `ssm:GetParameters` out: then
//!   `value_secrets` is unread, and all else is known.

use super::kind::{Found, Kind};
use super::named_values::secrets_in_one;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::SSM;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A parameter: a value that programs fetch by its name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SsmParameter {
    /// `String`, `StringList` or `SecureString`; only the last is encrypted.
    #[serde(rename = "type")]
    pub parameter_type: Option<String>,
    /// `text`, or what the value must be, such as `aws:ec2:image`.
    pub data_type: Option<String>,
    /// The KMS key of a `SecureString`, as an id, ARN or alias; null for the other types.
    pub key_id: Option<String>,
    /// `Standard`, `Advanced` or `Intelligent-Tiering`.
    pub tier: Option<String>,
    /// How often it was changed, from 1.
    pub version: Option<i64>,
    /// When it was last changed.
    pub last_modified_at: Option<Moment>,
    /// Secrets in the value of a plain parameter, without it; null for a `SecureString`, which is not read.
    pub value_secrets: Reading<Option<Vec<SecretHit>>>,
}

const LIST: &str = "ssm:DescribeParameters";
const VALUES: &str = "ssm:GetParameters";

/// The most that one call gives values for.
const BATCH: usize = 10;

impl Kind for SsmParameter {
    const NAME: &'static str = "ssm_parameter";
    const CLOUDFORMATION: &'static str = "AWS::SSM::Parameter";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::batch(VALUES, 10), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ssm:eu-central-1:111122223333:parameter/shop/db-password".into(),
            name: Some("/shop/db-password".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                parameter_type: Some("SecureString".into()),
                data_type: Some("text".into()),
                key_id: Some("alias/shop".into()),
                tier: Some("Standard".into()),
                version: Some(3),
                last_modified_at: Some(Moment::sample("2026-09-20T04:00:00Z")),
                value_secrets: Reading::Known(None),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "ssm:parameter");
        let list = place.call(&SSM, "DescribeParameters").set("MaxResults", 50);
        let mut pages = list.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Parameters>().await? {
            let (plain, secure): (Vec<_>, Vec<_>) = page.parameters.into_iter().partition(Parameter::is_plain);
            for one in secure {
                out.push(found(place, one, Reading::Known(None), &tags).await).await;
            }
            for batch in plain.chunks(BATCH) {
                push_plain(place, batch, &tags, out).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    name: String,
    #[serde(rename = "ARN")]
    arn: Option<String>,
    r#type: Option<String>,
    data_type: Option<String>,
    key_id: Option<String>,
    tier: Option<String>,
    version: Option<i64>,
    last_modified_date: Option<Moment>,
}

impl Parameter {
    fn is_plain(&self) -> bool {
        matches!(self.r#type.as_deref(), Some("String" | "StringList"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Values {
    #[serde(default)]
    parameters: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Value {
    name: String,
    #[serde(default)]
    value: String,
}

/// Parameters with what was found in their values. What has no value has gone since it was listed.
async fn push_plain(place: &Place, batch: &[Parameter], region_tags: &RegionTags<'_>, out: &Sink) {
    let mut values = values(place, batch).await;
    for one in batch {
        let secrets = match &mut values {
            Ok(values) => values.remove(&one.name).map(|hits| Reading::Known(Some(hits))),
            Err(unread) => Some(Reading::Unread(unread.clone())),
        };
        if let Some(secrets) = secrets {
            out.push(found(place, one.clone(), secrets, region_tags).await).await;
        }
    }
}

type Hits = BTreeMap<String, Vec<SecretHit>>;

/// What was found in the values of some parameters, by name. Nothing is decrypted.
async fn values(place: &Place, parameters: &[Parameter]) -> Result<Hits, Unread> {
    let names: Vec<&str> = parameters.iter().map(|one| one.name.as_str()).collect();
    let call = place.call(&SSM, "GetParameters").set("WithDecryption", false).set("Names", names);
    let reply: Values = call.answer().await?;
    Ok(reply.parameters.into_iter().map(Value::searched).collect())
}

impl Value {
    /// The last part of a name tells what the value is.
    fn searched(self) -> (String, Vec<SecretHit>) {
        let last = self.name.rsplit('/').next().unwrap_or_default();
        let hits = secrets_in_one(last, &self.value);
        (self.name, hits)
    }
}

async fn found(
    place: &Place,
    parameter: Parameter,
    value_secrets: Reading<Option<Vec<SecretHit>>>,
    region_tags: &RegionTags<'_>,
) -> Found<SsmParameter> {
    let path = parameter.name.trim_start_matches('/');
    let id = parameter.arn.unwrap_or_else(|| place.arn("ssm", &format!("parameter/{path}")));
    let tags = region_tags.of(&id).await;
    let fields = SsmParameter {
        parameter_type: parameter.r#type,
        data_type: parameter.data_type,
        key_id: parameter.key_id,
        tier: parameter.tier,
        version: parameter.version,
        last_modified_at: parameter.last_modified_date,
        value_secrets,
    };
    Found { id, name: Some(parameter.name), tags, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const LISTED: &str = r#"{"Parameters": [
        {"Name": "/shop/db-password", "Type": "SecureString", "KeyId": "alias/aws/ssm", "Tier": "Standard", "Version": 1},
        {"Name": "/shop/api-token", "ARN": "arn:aws:ssm:eu-central-1:111122223333:parameter/shop/api-token",
         "Type": "String", "LastModifiedDate": 1769860800.0},
        {"Name": "hosts", "Type": "StringList"}, {"Name": "gone", "Type": "String"}]}"#;

    const SECRET: &str = "hunter2hunter2";

    fn parameters() -> Canned {
        let tags = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "shop"}],
            "ResourceARN": "arn:aws:ssm:eu-central-1:111122223333:parameter/shop/db-password"}], "PaginationToken": ""}"#;
        Canned::default().reply("DescribeParameters", LISTED).reply("GetResources", tags)
    }

    #[test]
    fn plain_values_are_searched_and_forgotten() {
        let values = format!(
            r#"{{"Parameters": [{{"Name": "/shop/api-token", "Value": "{SECRET}"}}, {{"Name": "hosts", "Value": "a,b"}}],
                "InvalidParameters": ["gone"]}}"#
        );
        let read = parameters().reply("GetParameters", &values).read::<SsmParameter>();
        assert_eq!(read.gaps, []);
        let [secure, token, hosts] = read.resources.as_slice() else { panic!("three parameters") };
        assert!(secure.at("value_secrets").is_null());
        assert_eq!(secure.at("tags.team").as_str(), Some("shop"));
        let hits = serde_json::to_string(token.at("value_secrets")).unwrap();
        assert_eq!(hits, r#"[{"line":1,"kind":"assignment","name":"api-token"}]"#);
        assert_eq!(serde_json::to_string(hosts.at("value_secrets")).unwrap(), "[]");
        assert!(!serde_json::to_string(&read.resources).unwrap().contains(SECRET));
        assert_eq!(read.asked, ["DescribeParameters", "GetResources", "GetParameters"]);
    }

    #[test]
    fn values_that_may_not_be_read_are_unread() {
        let read = parameters().read::<SsmParameter>();
        let unread: Vec<usize> = read.resources.iter().map(|one| one.unread().len()).collect();
        assert_eq!(unread, [0, 1, 1, 1]);
        assert_eq!(read.resources[1].unread()[0].action, VALUES);
    }
}
