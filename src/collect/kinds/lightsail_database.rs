//! Lightsail databases: MySQL and PostgreSQL outside of the account's VPCs, and not seen by RDS.
//!
//! - A password that is about to change stands in the reply, and is never looked at.
//!   <https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_RelationalDatabase.html>

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::LIGHTSAIL;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A managed database of Lightsail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct LightsailDatabase {
    /// `mysql` or `postgres`.
    pub engine: Option<String>,
    /// The version of the engine.
    pub engine_version: Option<String>,
    /// `available`, `creating`, `stopped` or another state.
    pub state: Option<String>,
    /// Whether it answers outside of Lightsail.
    pub publicly_accessible: Option<bool>,
    /// Whether it can be put back to a moment of the last seven days.
    pub backup_retention_enabled: Option<bool>,
    /// The newest moment to which it can be put back.
    pub latest_restorable_time: Option<Moment>,
    /// The zone of its standby; null where it has none.
    pub secondary_availability_zone: Option<String>,
    /// The certificate authority of its TLS certificate.
    pub ca_certificate_identifier: Option<String>,
    /// The name of its administrator.
    pub master_username: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "lightsail:GetRelationalDatabases";

impl Kind for LightsailDatabase {
    const NAME: &'static str = "lightsail_database";
    const CLOUDFORMATION: &'static str = "AWS::Lightsail::Database";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:lightsail:eu-central-1:111122223333:RelationalDatabase/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
                .into(),
            name: Some("landing-page".into()),
            tags: Reading::Known(Some([("team".to_owned(), "marketing".to_owned())].into())),
            fields: Self {
                engine: Some("postgres".into()),
                engine_version: Some("17.4".into()),
                state: Some("available".into()),
                publicly_accessible: Some(false),
                backup_retention_enabled: Some(true),
                latest_restorable_time: Some(Moment::sample("2026-05-04T12:00:00Z")),
                secondary_availability_zone: Some("eu-central-1b".into()),
                ca_certificate_identifier: Some("rds-ca-rsa2048-g1".into()),
                master_username: Some("dbadmin".into()),
                created_at: Some(Moment::sample("2026-01-20T07:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&LIGHTSAIL, "GetRelationalDatabases").pages("pageToken", "nextPageToken");
        while let Some(page) = pages.next::<Page>().await? {
            for Database { arn, name, tags, fields } in page.relational_databases {
                out.push(Found { id: arn, name, tags: Reading::Known(Some(listed(&tags))), fields }).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    relational_databases: Vec<Database>,
}

#[derive(Deserialize)]
struct Database {
    arn: String,
    name: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(flatten)]
    fields: LightsailDatabase,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_database_is_read_without_its_password() {
        let reply = r#"{"relationalDatabases": [{"name": "a", "createdAt": 1769860800.0, "engine": "mysql",
            "arn": "arn:aws:lightsail:eu-central-1:111122223333:RelationalDatabase/a", "publiclyAccessible": true,
            "backupRetentionEnabled": false, "pendingModifiedValues": {"masterUserPassword": "hunter2hunter2"},
            "masterEndpoint": {"port": 3306, "address": "x"}, "tags": [{"key": "team", "value": "x"}]}]}"#;
        let read = Canned::default().reply("GetRelationalDatabases", reply).read::<LightsailDatabase>();
        assert_eq!(read.gaps, []);
        let [database] = read.resources.as_slice() else { panic!("one database") };
        assert_eq!(database.at("publicly_accessible").as_bool(), Some(true));
        assert_eq!(database.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert!(!serde_json::to_string(database).unwrap().contains("hunter2"));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<LightsailDatabase>().gaps[0].action, LIST);
    }
}
