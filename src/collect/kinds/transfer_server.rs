//! Transfer Family servers: SFTP, FTPS, FTP and AS2 in front of S3 and EFS. The description of each holds its tags too.
//!
//! - FTP sends everything in clear, and is allowed only inside of a VPC.
//!   <https://docs.aws.amazon.com/transfer/latest/userguide/create-server-ftp.html>
//! - Logging is by a role (the old way) or by log groups (the new one).
//!   <https://docs.aws.amazon.com/transfer/latest/userguide/structured-logging.html>

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use crate::collect::aws::service::TRANSFER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A server for file transfer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct TransferServer {
    /// `ONLINE`, `OFFLINE`, `STARTING`, `STOPPING`, `START_FAILED` or `STOP_FAILED`.
    pub state: Option<String>,
    /// Where it answers: `PUBLIC`, `VPC` or `VPC_ENDPOINT`.
    pub endpoint_type: Option<String>,
    /// Its place in a VPC; null where it has none.
    pub endpoint_details: Option<EndpointDetails>,
    /// What it speaks: `SFTP`, `FTPS`, `FTP` or `AS2`.
    #[serde(default)]
    pub protocols: Vec<String>,
    /// Which ciphers it takes, such as `TransferSecurityPolicy-2025-03`.
    pub security_policy_name: Option<String>,
    /// Who knows its users: `SERVICE_MANAGED`, `API_GATEWAY`, `AWS_DIRECTORY_SERVICE` or `AWS_LAMBDA`.
    pub identity_provider_type: Option<String>,
    /// More of who knows its users.
    pub identity_provider_details: Option<IdentityProvider>,
    /// The role by which it writes logs; null where it writes none this way.
    pub logging_role: Option<String>,
    /// The log groups that it writes to.
    #[serde(default)]
    pub structured_log_destinations: Vec<String>,
    /// Where the files are: `S3` or `EFS`.
    pub domain: Option<String>,
    /// The certificate, for FTPS.
    pub certificate: Option<String>,
    /// How many users the service itself knows.
    pub user_count: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct EndpointDetails {
    /// The VPC.
    pub vpc_id: Option<String>,
    /// The VPC endpoint.
    pub vpc_endpoint_id: Option<String>,
    /// The subnets.
    #[serde(default)]
    pub subnet_ids: Vec<String>,
    /// The security groups; none is the VPC's default group.
    #[serde(default)]
    pub security_group_ids: Vec<String>,
    /// Elastic addresses, by which it is on the internet.
    #[serde(default)]
    pub address_allocation_ids: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct IdentityProvider {
    /// The directory.
    pub directory_id: Option<String>,
    /// The function.
    pub function: Option<String>,
    /// The role by which an API is asked.
    pub invocation_role: Option<String>,
    /// `PASSWORD`, `PUBLIC_KEY`, `PUBLIC_KEY_OR_PASSWORD` or `PUBLIC_KEY_AND_PASSWORD`.
    pub sftp_authentication_methods: Option<String>,
}

const LIST: &str = "transfer:ListServers";
const DESCRIBE: &str = "transfer:DescribeServer";

impl Kind for TransferServer {
    const NAME: &'static str = "transfer_server";
    const CLOUDFORMATION: &'static str = "AWS::Transfer::Server";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:transfer:eu-central-1:111122223333:server/s-0a1b2c3d4e5f60718".into(),
            name: Some("s-0a1b2c3d4e5f60718".into()),
            tags: Reading::Known(Some([("team".to_owned(), "partners".to_owned())].into())),
            fields: Self {
                state: Some("ONLINE".into()),
                endpoint_type: Some("VPC".into()),
                endpoint_details: Some(EndpointDetails {
                    vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                    vpc_endpoint_id: Some("vpce-0a1b2c3d4e5f60718".into()),
                    subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into()],
                    security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                    address_allocation_ids: vec![],
                }),
                protocols: vec!["SFTP".into()],
                security_policy_name: Some("TransferSecurityPolicy-2025-03".into()),
                identity_provider_type: Some("SERVICE_MANAGED".into()),
                identity_provider_details: None,
                logging_role: None,
                structured_log_destinations: vec![
                    "arn:aws:logs:eu-central-1:111122223333:log-group:/transfer/partners:*".into(),
                ],
                domain: Some("S3".into()),
                certificate: None,
                user_count: Some(12),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&TRANSFER, "ListServers").set("MaxResults", 1000).pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.servers, |server| one(place, server)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    servers: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    server_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reply {
    server: Server,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Server {
    arn: String,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(flatten)]
    fields: TransferServer,
}

/// None for a server that has gone since it was listed.
async fn one(place: &Place, listed_as: Listed) -> Result<Option<Found<TransferServer>>, Unread> {
    let call = place.call(&TRANSFER, "DescribeServer").set("ServerId", listed_as.server_id.as_str());
    let Some(Reply { server }) = call.judge().await? else { return Ok(None) };
    let Server { arn, tags, mut fields } = server;
    fields.protocols.sort();
    fields.structured_log_destinations.sort();
    if let Some(details) = &mut fields.endpoint_details {
        details.subnet_ids.sort();
        details.security_group_ids.sort();
        details.address_allocation_ids.sort();
    }
    // What was taken away is an empty text.
    fields.logging_role = fields.logging_role.filter(|role| !role.is_empty());
    fields.certificate = fields.certificate.filter(|certificate| !certificate.is_empty());
    Ok(Some(Found { id: arn, name: Some(listed_as.server_id), tags: Reading::Known(Some(listed(&tags))), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn servers() -> Canned {
        Canned::default().reply("ListServers", r#"{"Servers": [{"Arn": "arn:s", "ServerId": "s-1"}]}"#)
    }

    #[test]
    fn a_server_is_read_whole() {
        let described = r#"{"Server": {"Arn": "arn:aws:transfer:eu-central-1:111122223333:server/s-1", "ServerId": "s-1",
            "EndpointType": "VPC", "EndpointDetails": {"SubnetIds": ["b", "a"], "VpcId": "vpc-1"},
            "Protocols": ["SFTP", "FTP"], "SecurityPolicyName": "TransferSecurityPolicy-2018-11", "LoggingRole": "",
            "IdentityProviderType": "AWS_LAMBDA", "IdentityProviderDetails": {"Function": "arn:f"}, "UserCount": 0,
            "PreAuthenticationLoginBanner": "hello", "Certificate": "", "StructuredLogDestinations": null, "Tags": [{"Key": "team", "Value": "x"}]}}"#;
        let read = servers().reply("DescribeServer", described).read::<TransferServer>();
        assert_eq!(read.gaps, []);
        let [server] = read.resources.as_slice() else { panic!("one server") };
        assert_eq!(serde_json::to_string(server.at("protocols")).unwrap(), r#"["FTP","SFTP"]"#);
        assert!(server.at("logging_role").is_null() && server.at("certificate").is_null());
        assert_eq!(server.at("identity_provider_details.function").as_str(), Some("arn:f"));
        assert_eq!(server.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn what_is_gone_is_gone_and_a_refusal_is_a_gap() {
        let gone = servers().status("DescribeServer", 400, r#"{"__type": "ResourceNotFoundException"}"#);
        let gone = gone.read::<TransferServer>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        assert_eq!(servers().read::<TransferServer>().gaps[0].action, DESCRIBE);
    }
}
