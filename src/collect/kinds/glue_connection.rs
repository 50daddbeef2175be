//! Connections of Glue to databases and brokers. A listing gives all but the tags, which come in bulk, and is asked to hide passwords.
//!
//! - What says whether connections are encrypted depends on the type: `JDBC_ENFORCE_SSL` or `KAFKA_SSL_ENABLED`.
//!   <https://docs.aws.amazon.com/glue/latest/webapi/API_Connection.html>
//! - Addresses and names of users are not kept; an address may hold a password, and is searched for it.

use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::service::GLUE;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A way from Glue to where data is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GlueConnection {
    /// Such as `JDBC`, `KAFKA`, `MONGODB`, `NETWORK` or `SALESFORCE`.
    pub connection_type: Option<String>,
    /// Whether it is only made encrypted; null where its properties do not say.
    pub ssl_enforced: Option<bool>,
    /// Whether Glue itself keeps a user's name for it, and with it a password.
    pub has_user_of_its_own: bool,
    /// The secret that holds the login; null where none does.
    pub secret_id: Option<String>,
    /// `BASIC`, `OAUTH2`, `CUSTOM` or `IAM`; null for connections of the older sort.
    pub authentication_type: Option<String>,
    /// Secrets in its properties, without their values; `name` is the property, and lines are counted within it.
    pub property_secrets: Vec<SecretHit>,
    /// The subnet from which it is made; null where it leaves no VPC.
    pub subnet_id: Option<String>,
    /// The security groups of what makes it.
    pub security_group_ids: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "glue:GetConnections";

impl Kind for GlueConnection {
    const NAME: &'static str = "glue_connection";
    const CLOUDFORMATION: &'static str = "AWS::Glue::Connection";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:glue:eu-central-1:111122223333:connection/sales".into(),
            name: Some("sales".into()),
            tags: Reading::Known(Some([("team".to_owned(), "analytics".to_owned())].into())),
            fields: Self {
                connection_type: Some("JDBC".into()),
                ssl_enforced: Some(true),
                has_user_of_its_own: false,
                secret_id: Some("arn:aws:secretsmanager:eu-central-1:111122223333:secret:sales-AbCdEf".into()),
                authentication_type: Some("BASIC".into()),
                property_secrets: vec![],
                subnet_id: Some("subnet-0a1b2c3d4e5f60718".into()),
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "glue:connection");
        let list = place.call(&GLUE, "GetConnections").set("HidePassword", true).set("MaxResults", 1000);
        let mut pages = list.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.connection_list, |connection| one(place, connection, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    connection_list: Vec<Connection>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Connection {
    name: String,
    connection_type: Option<String>,
    connection_properties: Option<BTreeMap<String, String>>,
    authentication_configuration: Option<Authentication>,
    physical_connection_requirements: Option<Network>,
    creation_time: Option<Moment>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Authentication {
    authentication_type: Option<String>,
    secret_arn: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Network {
    subnet_id: Option<String>,
    security_group_id_list: Option<Vec<String>>,
}

async fn one(
    place: &Place,
    connection: Connection,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<GlueConnection>>, Unread> {
    let id = place.arn("glue", &format!("connection/{}", connection.name));
    let tags = tags.of(&id).await;
    let properties = connection.connection_properties.unwrap_or_default();
    let authentication = connection.authentication_configuration.unwrap_or_default();
    let network = connection.physical_connection_requirements.unwrap_or_default();
    let ssl = properties.get("JDBC_ENFORCE_SSL").or_else(|| properties.get("KAFKA_SSL_ENABLED"));
    let fields = GlueConnection {
        connection_type: connection.connection_type,
        ssl_enforced: ssl.map(|value| value.eq_ignore_ascii_case("true")),
        has_user_of_its_own: properties.contains_key("USERNAME"),
        secret_id: authentication.secret_arn.or_else(|| properties.get("SECRET_ID").cloned()),
        authentication_type: authentication.authentication_type,
        property_secrets: secrets_in(properties.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        subnet_id: network.subnet_id.filter(|id| !id.is_empty()),
        security_group_ids: sorted(network.security_group_id_list.into_iter().flatten()),
        created_at: connection.creation_time,
    };
    Ok(Some(Found { id, name: Some(connection.name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PAGE: &str = r#"{"ConnectionList": [{"Name": "c", "ConnectionType": "JDBC", "ConnectionProperties": {
        "JDBC_CONNECTION_URL": "jdbc:postgresql://db:5432/x?password=hunter2hunter2", "JDBC_ENFORCE_SSL": "false",
        "USERNAME": "ledger"}, "PhysicalConnectionRequirements": {"SubnetId": "subnet-1"}}]}"#;

    #[test]
    fn a_connection_is_read_without_its_secrets() {
        let read = Canned::default()
            .reply("GetConnections", PAGE)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<GlueConnection>();
        assert_eq!(read.gaps, []);
        let [one] = read.resources.as_slice() else { panic!("one connection") };
        assert_eq!(one.at("ssl_enforced").as_bool(), Some(false));
        assert_eq!(one.at("has_user_of_its_own").as_bool(), Some(true));
        let written = serde_json::to_string(one).unwrap();
        assert!(written.contains(r#""kind":"assignment","name":"JDBC_CONNECTION_URL""#), "{written}");
        assert!(!written.contains("hunter2") && !written.contains("ledger"), "{written}");
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("GetConnections", PAGE).read::<GlueConnection>();
        assert_eq!(read.resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<GlueConnection>().gaps.len(), 1);
    }
}
