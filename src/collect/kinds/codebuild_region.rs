//! With what CodeBuild signs in to hosts of source code, for a whole region of an account: all projects share it.
//!
//! The listing tells of which sort a credential is, and never the credential.
//! <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_SourceCredentialsInfo.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::CODEBUILD;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// CodeBuild's settings for a region: the credentials for hosts of source code.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CodebuildRegion {
    /// One for each sort of host at most; empty where there are none.
    pub source_credentials: Reading<Vec<SourceCredential>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct SourceCredential {
    /// The credential's ARN.
    pub arn: String,
    /// `GITHUB`, `GITHUB_ENTERPRISE`, `GITLAB`, `GITLAB_SELF_MANAGED` or `BITBUCKET`.
    pub server_type: Option<String>,
    /// `OAUTH`, `BASIC_AUTH`, `PERSONAL_ACCESS_TOKEN`, `CODECONNECTIONS` or `SECRETS_MANAGER`.
    pub auth_type: Option<String>,
    /// The connection or secret behind it; null where CodeBuild itself keeps the credential.
    pub resource: Option<String>,
}

const LIST: &str = "codebuild:ListSourceCredentials";

impl Kind for CodebuildRegion {
    const NAME: &'static str = "codebuild_region";
    const CLOUDFORMATION: &'static str = "AWS::CodeBuild::SourceCredential";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let connection = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0d1e2f30";
        Found {
            id: "plimsoll:codebuild_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                source_credentials: Reading::Known(vec![SourceCredential {
                    arn: "arn:aws:codebuild:eu-central-1:111122223333:token/github".into(),
                    server_type: Some("GITHUB".into()),
                    auth_type: Some("CODECONNECTIONS".into()),
                    resource: Some(connection.into()),
                }]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let reply = place.call(&CODEBUILD, "ListSourceCredentials").answer::<Credentials>().await;
        let credentials = reply.map(|reply| {
            let mut credentials = reply.source_credentials_infos;
            credentials.sort_by(|one, other| one.arn.cmp(&other.arn));
            credentials
        });
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        let fields = Self { source_credentials: credentials.into() };
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    #[serde(default)]
    source_credentials_infos: Vec<SourceCredential>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn credentials_are_told_by_their_sort() {
        let listed = r#"{"sourceCredentialsInfos": [{"arn": "arn:aws:codebuild:eu-central-1:111122223333:token/github",
            "serverType": "GITHUB", "authType": "PERSONAL_ACCESS_TOKEN"}]}"#;
        let read = Canned::default().reply("ListSourceCredentials", listed).read::<CodebuildRegion>();
        assert_eq!(read.gaps, []);
        let credentials = serde_json::to_string(read.resources[0].at("source_credentials")).unwrap();
        assert!(credentials.contains(r#""auth_type":"PERSONAL_ACCESS_TOKEN","resource":null"#), "{credentials}");
    }

    #[test]
    fn a_region_without_any_is_there_and_one_that_is_denied_is_unread() {
        let none = Canned::default().reply("ListSourceCredentials", "{}").read::<CodebuildRegion>();
        assert!(none.resources[0].unread().is_empty());
        let denied = Canned::default().read::<CodebuildRegion>();
        assert_eq!(denied.resources[0].unread()[0].action, LIST);
    }
}
