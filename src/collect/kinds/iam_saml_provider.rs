//! SAML providers: the company's own directory vouching for its people.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html>

use super::iam_reply::moment;
use super::kind::{Found, Kind};
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// A SAML identity provider. Its metadata and tags are not read: nothing asks for them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamSamlProvider {
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
    /// When its metadata expires.
    pub valid_until: Option<String>,
}

impl Kind for IamSamlProvider {
    const NAME: &'static str = "iam_saml_provider";
    const CLOUDFORMATION: &'static str = "AWS::IAM::SAMLProvider";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[Action::page("iam:ListSAMLProviders")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:iam::111122223333:saml-provider/directory".into(),
            name: Some("directory".into()),
            tags: Reading::Known(None),
            fields: Self {
                created_at: Some("2026-01-10T09:00:00Z".into()),
                valid_until: Some("2030-01-10T09:00:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let iam = client!(place, aws_sdk_iam);
        let list = answer(Self::ACTIONS[0].name, iam.list_saml_providers().send().await)?;
        for provider in list.saml_provider_list() {
            let id = provider.arn().unwrap_or_default().to_owned();
            let name = id.rsplit('/').next().map(str::to_owned);
            let fields =
                Self { created_at: moment(provider.create_date()), valid_until: moment(provider.valid_until()) };
            out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        }
        Ok(())
    }
}
