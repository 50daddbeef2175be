//! Lightsail instances: virtual servers with a firewall of their own, outside of the account's VPCs and security groups.
//!
//! - The listing gives the open ports too. A new instance has SSH and HTTP open to everybody.
//!   <https://docs.aws.amazon.com/lightsail/latest/userguide/understanding-firewall-and-port-mappings-in-amazon-lightsail.html>

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::LIGHTSAIL;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A virtual server of Lightsail.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LightsailInstance {
    /// What it was made from, such as `debian_12` or `wordpress`.
    pub blueprint_id: Option<String>,
    /// `running`, `stopped` or another state.
    pub state: Option<String>,
    /// The zone.
    pub availability_zone: Option<String>,
    /// The public IPv4 address; null where it has none.
    pub public_ip_address: Option<String>,
    /// Whether that address stays when the instance stops.
    pub is_static_ip: Option<bool>,
    /// IPv6 addresses, which are public as well.
    pub ipv6_addresses: Vec<String>,
    /// What its firewall lets in.
    pub ports: Vec<Port>,
    /// How its software reaches the metadata service.
    pub metadata_options: Option<MetadataOptions>,
    /// The key pair that opens SSH.
    pub ssh_key_name: Option<String>,
    /// Whether a snapshot is made every day; null where that was never set.
    pub auto_snapshot: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Port {
    /// The first port.
    pub from_port: Option<i64>,
    /// The last port.
    pub to_port: Option<i64>,
    /// `tcp`, `udp`, `icmp`, `icmpv6` or `all`.
    pub protocol: Option<String>,
    /// `Public` or `Private`.
    pub access_type: Option<String>,
    /// `inbound` or `outbound`.
    pub access_direction: Option<String>,
    /// From which IPv4 addresses.
    #[serde(default)]
    pub cidrs: Vec<String>,
    /// From which IPv6 addresses.
    #[serde(default)]
    pub ipv6_cidrs: Vec<String>,
    /// From lists of AWS, such as `lightsail-connect`, the browser.
    #[serde(default)]
    pub cidr_list_aliases: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct MetadataOptions {
    /// `required` means IMDSv2 only; `optional` allows IMDSv1.
    pub http_tokens: Option<String>,
    /// `enabled` or `disabled`.
    pub http_endpoint: Option<String>,
    /// How many network hops an answer may take.
    pub http_put_response_hop_limit: Option<i64>,
}

const LIST: &str = "lightsail:GetInstances";

impl Kind for LightsailInstance {
    const NAME: &'static str = "lightsail_instance";
    const CLOUDFORMATION: &'static str = "AWS::Lightsail::Instance";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:lightsail:eu-central-1:111122223333:Instance/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9".into(),
            name: Some("landing-page".into()),
            tags: Reading::Known(Some([("team".to_owned(), "marketing".to_owned())].into())),
            fields: Self {
                blueprint_id: Some("debian_12".into()),
                state: Some("running".into()),
                availability_zone: Some("eu-central-1a".into()),
                public_ip_address: Some("203.0.113.10".into()),
                is_static_ip: Some(true),
                ipv6_addresses: vec![],
                ports: vec![Port {
                    from_port: Some(443),
                    to_port: Some(443),
                    protocol: Some("tcp".into()),
                    access_type: Some("Public".into()),
                    access_direction: Some("inbound".into()),
                    cidrs: vec!["0.0.0.0/0".into()],
                    ipv6_cidrs: vec![],
                    cidr_list_aliases: vec![],
                }],
                metadata_options: Some(MetadataOptions {
                    http_tokens: Some("required".into()),
                    http_endpoint: Some("enabled".into()),
                    http_put_response_hop_limit: Some(1),
                }),
                ssh_key_name: Some("marketing".into()),
                auto_snapshot: Some("Enabled".into()),
                created_at: Some(Moment::sample("2026-01-20T07:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&LIGHTSAIL, "GetInstances").pages("pageToken", "nextPageToken");
        while let Some(page) = pages.next::<Page>().await? {
            for instance in page.instances {
                out.push(found(instance)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Instance {
    arn: String,
    name: Option<String>,
    blueprint_id: Option<String>,
    state: Option<State>,
    location: Option<Location>,
    public_ip_address: Option<String>,
    is_static_ip: Option<bool>,
    #[serde(default)]
    ipv6_addresses: Vec<String>,
    #[serde(default)]
    networking: Networking,
    metadata_options: Option<MetadataOptions>,
    ssh_key_name: Option<String>,
    #[serde(default)]
    add_ons: Vec<AddOn>,
    #[serde(default)]
    tags: Vec<Tag>,
    created_at: Option<Moment>,
}

#[derive(Deserialize)]
struct State {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    availability_zone: Option<String>,
}

#[derive(Default, Deserialize)]
struct Networking {
    #[serde(default)]
    ports: Vec<Port>,
}

#[derive(Deserialize)]
struct AddOn {
    name: Option<String>,
    status: Option<String>,
}

fn found(instance: Instance) -> Found<LightsailInstance> {
    let mut ports = instance.networking.ports;
    for port in &mut ports {
        port.cidrs.sort();
        port.ipv6_cidrs.sort();
        port.cidr_list_aliases.sort();
    }
    ports.sort_by(|one, other| {
        (one.from_port, one.to_port, &one.protocol).cmp(&(other.from_port, other.to_port, &other.protocol))
    });
    let snapshots = instance.add_ons.into_iter().find(|add_on| add_on.name.as_deref() == Some("AutoSnapshot"));
    let fields = LightsailInstance {
        blueprint_id: instance.blueprint_id,
        state: instance.state.and_then(|state| state.name),
        availability_zone: instance.location.and_then(|location| location.availability_zone),
        public_ip_address: instance.public_ip_address,
        is_static_ip: instance.is_static_ip,
        ipv6_addresses: instance.ipv6_addresses,
        ports,
        metadata_options: instance.metadata_options,
        ssh_key_name: instance.ssh_key_name,
        auto_snapshot: snapshots.and_then(|add_on| add_on.status),
        created_at: instance.created_at,
    };
    Found { id: instance.arn, name: instance.name, tags: Reading::Known(Some(listed(&instance.tags))), fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn page(name: &str, token: &str) -> String {
        format!(
            r#"{{"instances": [{{"name": "{name}", "arn": "arn:aws:lightsail:eu-central-1:111122223333:Instance/{name}",
              "createdAt": 1769860800.0, "location": {{"availabilityZone": "eu-central-1a"}},
              "tags": [{{"key": "team", "value": "x"}}], "state": {{"code": 16, "name": "running"}},
              "addOns": [{{"name": "AutoSnapshot", "status": "Disabled"}}], "publicIpAddress": "203.0.113.10",
              "networking": {{"ports": [{{"fromPort": 22, "toPort": 22, "protocol": "tcp", "accessFrom": "Anywhere",
                "accessType": "Public", "accessDirection": "inbound", "cidrs": ["0.0.0.0/0"],
                "cidrListAliases": ["lightsail-connect"]}}]}}, "metadataOptions": {{"httpTokens": "optional"}}}}] {token}}}"#
        )
    }

    #[test]
    fn instances_of_all_pages_are_read() {
        let read = Canned::default()
            .reply("GetInstances", &page("a", r#", "nextPageToken": "2""#))
            .reply("GetInstances", &page("b", ""))
            .read::<LightsailInstance>();
        assert_eq!(read.gaps, []);
        let [_, instance] = read.resources.as_slice() else { panic!("two instances") };
        assert_eq!(instance.at("auto_snapshot").as_str(), Some("Disabled"));
        assert_eq!(instance.at("metadata_options.http_tokens").as_str(), Some("optional"));
        let ports = serde_json::to_string(instance.at("ports")).unwrap();
        assert!(ports.contains(r#""from_port":22,"#) && ports.contains(r#""cidrs":["0.0.0.0/0"]"#), "{ports}");
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<LightsailInstance>().gaps[0].action, LIST);
    }
}
