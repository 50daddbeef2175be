//! Direct Connect connections: lines from one's own network to AWS. They are not encrypted by themselves.
//!
//! - MACsec encrypts the line where its port can; `must_encrypt` lets nothing pass in clear.
//!   <https://docs.aws.amazon.com/directconnect/latest/UserGuide/MACsec.html>

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use crate::collect::aws::service::DIRECT_CONNECT;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line to AWS.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct DirectconnectConnection {
    /// `available`, `down`, `ordering`, `requested`, `pending`, `deleting`, `deleted`, `rejected` or `unknown`.
    pub connection_state: Option<String>,
    /// The building where it ends.
    pub location: Option<String>,
    /// Such as `10Gbps`.
    pub bandwidth: Option<String>,
    /// The account that owns it.
    pub owner_account: Option<String>,
    /// The group of lines that it belongs to; null where it is alone.
    pub lag_id: Option<String>,
    /// AWS's device at its end.
    pub aws_device_v2: Option<String>,
    /// Whether another device takes over: `yes`, `no` or `unknown`.
    pub has_logical_redundancy: Option<String>,
    /// Whether it can be encrypted by MACsec.
    pub mac_sec_capable: Option<bool>,
    /// `no_encrypt`, `should_encrypt` or `must_encrypt`; null where the line cannot.
    pub encryption_mode: Option<String>,
    /// Whether it is encrypted now: `Encryption Up` or `Encryption Down`.
    pub port_encryption_status: Option<String>,
    /// Keys of MACsec that belong to it.
    #[serde(default)]
    pub mac_sec_keys: Vec<MacSecKey>,
    /// The partner who provides it; null where it comes from AWS itself.
    pub partner_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct MacSecKey {
    /// The secret that holds the key.
    #[serde(rename(deserialize = "secretARN"))]
    pub secret_arn: Option<String>,
    /// `associated`, `associating`, `disassociating` or `disassociated`.
    pub state: Option<String>,
}

const LIST: &str = "directconnect:DescribeConnections";

impl Kind for DirectconnectConnection {
    const NAME: &'static str = "directconnect_connection";
    const CLOUDFORMATION: &'static str = "AWS::DirectConnect::Connection";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:directconnect!prod/eu-central-1/0a1b2c3d";
        Found {
            id: "arn:aws:directconnect:eu-central-1:111122223333:dxcon/dxcon-fg0a1b2c".into(),
            name: Some("office-frankfurt".into()),
            tags: Reading::Known(Some([("team".to_owned(), "network".to_owned())].into())),
            fields: Self {
                connection_state: Some("available".into()),
                location: Some("EqFA5".into()),
                bandwidth: Some("10Gbps".into()),
                owner_account: Some("111122223333".into()),
                lag_id: None,
                aws_device_v2: Some("EqFA5-0a1b2c3d4e5f".into()),
                has_logical_redundancy: Some("yes".into()),
                mac_sec_capable: Some(true),
                encryption_mode: Some("must_encrypt".into()),
                port_encryption_status: Some("Encryption Up".into()),
                mac_sec_keys: vec![MacSecKey { secret_arn: Some(secret.into()), state: Some("associated".into()) }],
                partner_name: None,
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let listing = place.call(&DIRECT_CONNECT, "DescribeConnections").set("maxResults", 100);
        let mut pages = listing.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            // What was given back is listed for a while.
            let gone = |fields: &Self| matches!(fields.connection_state.as_deref(), Some("deleted" | "rejected"));
            for Connection { connection_id, connection_name, tags, mut fields } in page.connections {
                if gone(&fields) {
                    continue;
                }
                fields.mac_sec_keys.sort();
                let id = place.arn("directconnect", &format!("dxcon/{connection_id}"));
                out.push(Found { id, name: connection_name, tags: Reading::Known(Some(listed(&tags))), fields }).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    connections: Vec<Connection>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    connection_id: String,
    connection_name: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(flatten)]
    fields: DirectconnectConnection,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_connection_is_read_whole() {
        let reply = r#"{"connections": [{"ownerAccount": "111122223333", "connectionId": "dxcon-1",
            "connectionName": "office", "connectionState": "available", "region": "eu-central-1", "vlan": 7,
            "awsDeviceV2": "d", "hasLogicalRedundancy": "no", "macSecCapable": false, "tags": [{"key": "team", "value": "x"}],
            "macSecKeys": [{"secretARN": "arn:s", "ckn": "0123", "state": "associated"}]},
            {"connectionId": "dxcon-2", "connectionState": "deleted"}]}"#;
        let read = Canned::default().reply("DescribeConnections", reply).read::<DirectconnectConnection>();
        assert_eq!(read.gaps, []);
        let [connection] = read.resources.as_slice() else { panic!("one connection") };
        assert_eq!(&*connection.id, "arn:aws:directconnect:eu-central-1:111122223333:dxcon/dxcon-1");
        assert_eq!(connection.at("mac_sec_capable").as_bool(), Some(false));
        assert_eq!(connection.at("aws_device_v2").as_str(), Some("d"));
        let keys = serde_json::to_string(connection.at("mac_sec_keys")).unwrap();
        assert_eq!(keys, r#"[{"secret_arn":"arn:s","state":"associated"}]"#);
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<DirectconnectConnection>().gaps[0].action, LIST);
    }
}
