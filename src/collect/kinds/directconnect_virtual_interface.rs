//! Virtual interfaces of Direct Connect: what of AWS a line reaches, a VPC or AWS's public addresses.
//!
//! - The listing holds the key of each BGP session, also inside of a router's configuration. Neither is ever looked at.
//!   <https://docs.aws.amazon.com/directconnect/latest/APIReference/API_VirtualInterface.html>

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use crate::collect::aws::service::DIRECT_CONNECT;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A virtual interface: one network over a line.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct DirectconnectVirtualInterface {
    /// `private`, `public` or `transit`.
    pub virtual_interface_type: Option<String>,
    /// `available`, `down`, `confirming`, `verifying`, `pending`, `testing`, `deleting`, `deleted`, `rejected` or `unknown`.
    pub virtual_interface_state: Option<String>,
    /// The line.
    pub connection_id: Option<String>,
    /// The account that owns it.
    pub owner_account: Option<String>,
    /// The VPC's gateway; null where it ends elsewhere.
    pub virtual_gateway_id: Option<String>,
    /// The Direct Connect gateway; null where it ends elsewhere.
    pub direct_connect_gateway_id: Option<String>,
    /// The VLAN on the line.
    pub vlan: Option<i64>,
    /// Whether traffic between one's own places may go through AWS.
    pub site_link_enabled: Option<bool>,
    /// The networks that a public one tells AWS of.
    #[serde(default)]
    pub route_filter_prefixes: Vec<Prefix>,
    /// Its BGP sessions.
    #[serde(default)]
    pub bgp_peers: Vec<BgpPeer>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Prefix {
    /// The network.
    pub cidr: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct BgpPeer {
    /// Its id.
    pub bgp_peer_id: Option<String>,
    /// `ipv4` or `ipv6`.
    pub address_family: Option<String>,
    /// `available`, `verifying`, `pending`, `deleting` or `deleted`.
    pub bgp_peer_state: Option<String>,
    /// `up`, `down` or `unknown`.
    pub bgp_status: Option<String>,
}

const LIST: &str = "directconnect:DescribeVirtualInterfaces";

impl Kind for DirectconnectVirtualInterface {
    const NAME: &'static str = "directconnect_virtual_interface";
    const CLOUDFORMATION: &'static str = "AWS::DirectConnect::PrivateVirtualInterface";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:directconnect:eu-central-1:111122223333:dxvif/dxvif-fg0a1b2c".into(),
            name: Some("office-private".into()),
            tags: Reading::Known(Some([("team".to_owned(), "network".to_owned())].into())),
            fields: Self {
                virtual_interface_type: Some("private".into()),
                virtual_interface_state: Some("available".into()),
                connection_id: Some("dxcon-fg0a1b2c".into()),
                owner_account: Some("111122223333".into()),
                virtual_gateway_id: None,
                direct_connect_gateway_id: Some("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9".into()),
                vlan: Some(101),
                site_link_enabled: Some(false),
                route_filter_prefixes: vec![],
                bgp_peers: vec![BgpPeer {
                    bgp_peer_id: Some("dxpeer-fg0a1b2c".into()),
                    address_family: Some("ipv4".into()),
                    bgp_peer_state: Some("available".into()),
                    bgp_status: Some("up".into()),
                }],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let listing = place.call(&DIRECT_CONNECT, "DescribeVirtualInterfaces").set("maxResults", 100);
        let mut pages = listing.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            // What was given back is listed for a while.
            let gone =
                |fields: &Self| matches!(fields.virtual_interface_state.as_deref(), Some("deleted" | "rejected"));
            for Interface { virtual_interface_id, virtual_interface_name, tags, mut fields } in page.virtual_interfaces
            {
                if gone(&fields) {
                    continue;
                }
                fields.route_filter_prefixes.sort();
                fields.bgp_peers.sort();
                let id = place.arn("directconnect", &format!("dxvif/{virtual_interface_id}"));
                let tags = Reading::Known(Some(listed(&tags)));
                out.push(Found { id, name: virtual_interface_name, tags, fields }).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    virtual_interfaces: Vec<Interface>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Interface {
    virtual_interface_id: String,
    virtual_interface_name: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(flatten)]
    fields: DirectconnectVirtualInterface,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn an_interface_is_read_without_its_keys() {
        let reply = r#"{"virtualInterfaces": [{"virtualInterfaceId": "dxvif-1", "virtualInterfaceName": "office",
            "virtualInterfaceType": "public", "virtualInterfaceState": "available", "vlan": 101, "asn": 65000,
            "authKey": "hunter2hunter2", "customerRouterConfig": "<key>hunter2hunter2</key>",
            "routeFilterPrefixes": [{"cidr": "203.0.113.0/24"}],
            "bgpPeers": [{"bgpPeerId": "p", "authKey": "hunter2hunter2", "bgpStatus": "down"}],
            "tags": [{"key": "team", "value": "x"}]}]}"#;
        let read = Canned::default().reply("DescribeVirtualInterfaces", reply).read::<DirectconnectVirtualInterface>();
        assert_eq!(read.gaps, []);
        let [interface] = read.resources.as_slice() else { panic!("one interface") };
        assert_eq!(interface.at("virtual_interface_type").as_str(), Some("public"));
        let text = serde_json::to_string(interface).unwrap();
        assert!(text.contains(r#""bgp_status":"down""#) && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<DirectconnectVirtualInterface>().gaps[0].action, LIST);
    }
}
