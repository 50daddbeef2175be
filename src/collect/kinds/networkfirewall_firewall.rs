//! Firewalls of AWS Network Firewall. A listing gives names; everything else comes with two calls each, tags among it.
//!
//! <https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DescribeFirewall.html>

use super::kind::{Found, Kind};
use super::sorted::sorted;
use super::tags::{Tag, listed};
use crate::collect::aws::service::NETWORK_FIREWALL;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A firewall that a network's traffic is led through.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NetworkfirewallFirewall {
    /// The policy that it follows.
    pub firewall_policy_arn: Reading<Option<String>>,
    /// The network that it stands in; null where it stands in a transit gateway.
    pub vpc_id: Reading<Option<String>>,
    /// The subnets that it stands in, one a zone; empty where it stands in a transit gateway.
    pub subnet_ids: Reading<Vec<String>>,
    /// The transit gateway that it stands in; null where it stands in a network.
    pub transit_gateway_id: Reading<Option<String>>,
    /// Whether it refuses to be deleted.
    pub delete_protection: Reading<Option<bool>>,
    /// Whether it refuses to change subnets.
    pub subnet_change_protection: Reading<Option<bool>>,
    /// Whether it refuses to follow another policy.
    pub firewall_policy_change_protection: Reading<Option<bool>>,
    /// What encrypts its data: `CUSTOMER_KMS` or `AWS_OWNED_KMS_KEY`.
    pub encryption_type: Reading<Option<String>>,
    /// The key that encrypts its data; null where AWS does with one of its own.
    pub kms_key_id: Reading<Option<String>>,
    /// `READY`, or on the way there or away.
    pub status: Reading<Option<String>>,
    /// What people wrote about it.
    pub description: Reading<Option<String>>,
    /// Where it logs; empty where it does not.
    pub log_destinations: Reading<Vec<LogDestination>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct LogDestination {
    /// What is logged: `ALERT`, `FLOW` or `TLS`.
    pub log_type: Option<String>,
    /// `S3`, `CloudWatchLogs` or `KinesisDataFirehose`.
    pub log_destination_type: Option<String>,
}

const LIST: &str = "network-firewall:ListFirewalls";
const DESCRIBE: &str = "network-firewall:DescribeFirewall";
const LOGGING: &str = "network-firewall:DescribeLoggingConfiguration";

impl Kind for NetworkfirewallFirewall {
    const NAME: &'static str = "networkfirewall_firewall";
    const CLOUDFORMATION: &'static str = "AWS::NetworkFirewall::Firewall";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE), Action::each(LOGGING)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:network-firewall:eu-central-1:111122223333:firewall/edge".into(),
            name: Some("edge".into()),
            tags: Reading::Known(Some([("team".to_owned(), "network".to_owned())].into())),
            fields: Self {
                firewall_policy_arn: Reading::Known(Some(
                    "arn:aws:network-firewall:eu-central-1:111122223333:firewall-policy/edge".into(),
                )),
                vpc_id: Reading::Known(Some("vpc-0a1b2c3d4e5f60718".into())),
                subnet_ids: Reading::Known(vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()]),
                transit_gateway_id: Reading::Known(None),
                delete_protection: Reading::Known(Some(true)),
                subnet_change_protection: Reading::Known(Some(true)),
                firewall_policy_change_protection: Reading::Known(Some(true)),
                encryption_type: Reading::Known(Some("CUSTOMER_KMS".into())),
                kms_key_id: Reading::Known(Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                )),
                status: Reading::Known(Some("READY".into())),
                description: Reading::Known(Some("between the networks".into())),
                log_destinations: Reading::Known(vec![LogDestination {
                    log_type: Some("ALERT".into()),
                    log_destination_type: Some("S3".into()),
                }]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&NETWORK_FIREWALL, "ListFirewalls").set("MaxResults", 100);
        let mut pages = call.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.firewalls, |firewall| one(place, firewall)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    firewalls: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    firewall_arn: String,
    firewall_name: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    firewall: Firewall,
    firewall_status: Option<Status>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Firewall {
    firewall_policy_arn: Option<String>,
    vpc_id: Option<String>,
    #[serde(default)]
    subnet_mappings: Vec<Subnet>,
    transit_gateway_id: Option<String>,
    delete_protection: Option<bool>,
    subnet_change_protection: Option<bool>,
    firewall_policy_change_protection: Option<bool>,
    encryption_configuration: Option<Encryption>,
    description: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subnet {
    subnet_id: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    key_id: Option<String>,
    #[serde(rename = "Type")]
    kind: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Logged {
    logging_configuration: Option<Logging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Logging {
    #[serde(default)]
    log_destination_configs: Vec<LogDestination>,
}

/// None for one that has gone since it was listed.
async fn one(place: &Place, listed_one: Listed) -> Result<Option<Found<NetworkfirewallFirewall>>, Unread> {
    let of_it =
        |operation| place.call(&NETWORK_FIREWALL, operation).set("FirewallArn", listed_one.firewall_arn.as_str());
    let (described, logging) = tokio::join!(
        of_it("DescribeFirewall").judge::<Described>(),
        of_it("DescribeLoggingConfiguration").judge::<Logged>(),
    );
    let Some(described) = described.transpose() else { return Ok(None) };
    let status = described.clone().map(|reply| reply.firewall_status.and_then(|status| status.status));
    let firewall = described.map(|reply| reply.firewall);
    let of = || firewall.clone();
    let fields = NetworkfirewallFirewall {
        firewall_policy_arn: of().map(|one| one.firewall_policy_arn).into(),
        vpc_id: of().map(|one| one.vpc_id).into(),
        subnet_ids: of().map(|one| sorted(one.subnet_mappings.into_iter().map(|subnet| subnet.subnet_id))).into(),
        transit_gateway_id: of().map(|one| one.transit_gateway_id).into(),
        delete_protection: of().map(|one| one.delete_protection).into(),
        subnet_change_protection: of().map(|one| one.subnet_change_protection).into(),
        firewall_policy_change_protection: of().map(|one| one.firewall_policy_change_protection).into(),
        encryption_type: of().map(|one| one.encryption_configuration.and_then(|with| with.kind)).into(),
        kms_key_id: of().map(|one| key(one.encryption_configuration)).into(),
        status: status.into(),
        description: of().map(|one| one.description.filter(|text| !text.is_empty())).into(),
        log_destinations: logging.map(destinations).into(),
    };
    let tags = of().map(|one| Some(listed(&one.tags))).into();
    Ok(Some(Found { id: listed_one.firewall_arn, name: listed_one.firewall_name, tags, fields }))
}

/// AWS names a key of its own `AWS_OWNED_KMS_KEY` here too.
fn key(encryption: Option<Encryption>) -> Option<String> {
    let with = encryption.filter(|with| with.kind.as_deref() == Some("CUSTOMER_KMS"));
    with.and_then(|with| with.key_id)
}

fn destinations(reply: Option<Logged>) -> Vec<LogDestination> {
    let logging = reply.and_then(|reply| reply.logging_configuration);
    let mut all = logging.map(|logging| logging.log_destination_configs).unwrap_or_default();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PAGE: &str = r#"{"Firewalls": [{"FirewallName": "edge", "FirewallArn": "arn:edge"}]}"#;

    #[test]
    fn a_firewall_is_read_whole() {
        let described = r#"{"Firewall": {"FirewallName": "edge", "FirewallArn": "arn:edge", "FirewallPolicyArn": "arn:p",
            "VpcId": "vpc-1", "SubnetMappings": [{"SubnetId": "subnet-b"}, {"SubnetId": "subnet-a"}],
            "DeleteProtection": false, "FirewallId": "1", "Tags": [{"Key": "team", "Value": "x"}],
            "EncryptionConfiguration": {"KeyId": "AWS_OWNED_KMS_KEY", "Type": "AWS_OWNED_KMS_KEY"}},
            "FirewallStatus": {"Status": "READY", "ConfigurationSyncStateSummary": "IN_SYNC"}}"#;
        let logging = r#"{"FirewallArn": "arn:edge", "LoggingConfiguration": {"LogDestinationConfigs": [
            {"LogType": "FLOW", "LogDestinationType": "S3", "LogDestination": {"bucketName": "b"}},
            {"LogType": "ALERT", "LogDestinationType": "S3", "LogDestination": {"bucketName": "b"}}]}}"#;
        let read = Canned::default()
            .reply("ListFirewalls", PAGE)
            .reply("DescribeFirewall", described)
            .reply("DescribeLoggingConfiguration", logging)
            .read::<NetworkfirewallFirewall>();
        assert_eq!(read.gaps, []);
        let [one] = read.resources.as_slice() else { panic!("one firewall") };
        let text = |path: &str| serde_json::to_string(one.at(path)).unwrap();
        assert!(one.unread().is_empty() && one.at("kms_key_id").is_null());
        assert_eq!(one.at("delete_protection").as_bool(), Some(false));
        assert!(one.at("subnet_change_protection").is_null());
        assert_eq!(text("subnet_ids"), r#"["subnet-a","subnet-b"]"#);
        assert!(text("log_destinations").starts_with(r#"[{"log_type":"ALERT","log_destination_type":"S3"}"#));
        assert_eq!((one.at("status").as_str(), one.at("tags.team").as_str()), (Some("READY"), Some("x")));
    }

    #[test]
    fn one_that_does_not_log_has_no_destinations() {
        let read = Canned::default()
            .reply("ListFirewalls", PAGE)
            .reply("DescribeFirewall", r#"{"Firewall": {}}"#)
            .reply("DescribeLoggingConfiguration", r#"{"FirewallArn": "arn:edge"}"#)
            .read::<NetworkfirewallFirewall>();
        assert_eq!(serde_json::to_string(read.resources[0].at("log_destinations")).unwrap(), "[]");
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let listed = || Canned::default().reply("ListFirewalls", PAGE);
        let read = listed().read::<NetworkfirewallFirewall>();
        let mut unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        unread.sort_unstable();
        unread.dedup();
        assert_eq!(unread, [DESCRIBE, LOGGING]);
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        assert!(listed().status("DescribeFirewall", 400, gone).read::<NetworkfirewallFirewall>().resources.is_empty());
    }
}
