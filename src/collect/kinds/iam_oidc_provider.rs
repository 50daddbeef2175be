//! OpenID Connect providers: who may vouch for identities from outside, such as a CI service. There are few, and AWS
//! offers no bulk call.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html>

use super::iam_reply::{iam_tags, moment};
use super::kind::{Found, Kind};
use crate::collect::aws::error::{answer, judge};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// An OpenID Connect identity provider.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamOidcProvider {
    /// Without `https://`.
    pub url: Reading<Option<String>>,
    /// The audiences that are accepted, sorted.
    pub client_ids: Reading<Vec<String>>,
    /// The SHA-1 fingerprints of the certificates that are trusted to speak for it.
    pub thumbprints: Reading<Vec<String>>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Reading<Option<String>>,
}

impl Kind for IamOidcProvider {
    const NAME: &'static str = "iam_oidc_provider";
    const CLOUDFORMATION: &'static str = "AWS::IAM::OIDCProvider";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] =
        &[Action::page("iam:ListOpenIDConnectProviders"), Action::each("iam:GetOpenIDConnectProvider")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com".into(),
            name: Some("token.actions.githubusercontent.com".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                url: Reading::Known(Some("token.actions.githubusercontent.com".into())),
                client_ids: Reading::Known(vec!["sts.amazonaws.com".into()]),
                thumbprints: Reading::Known(vec![]),
                created_at: Reading::Known(Some("2026-01-10T09:00:00Z".into())),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let iam = client!(place, aws_sdk_iam);
        let list = answer(Self::ACTIONS[0].name, iam.list_open_id_connect_providers().send().await)?;
        for arn in list.open_id_connect_provider_list().iter().filter_map(|provider| provider.arn()) {
            let reply = iam.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send().await;
            let name = arn.split_once("oidc-provider/").map(|(_, name)| name.to_owned());
            let (tags, fields) = match judge(Self::ACTIONS[1].name, reply) {
                Ok(None) => continue,
                Ok(Some(provider)) => (iam_tags(provider.tags()), known(&provider)),
                Err(unread) => (Reading::Unread(unread.clone()), unknown(&unread)),
            };
            out.push(Found { id: arn.to_owned(), name, tags, fields }).await;
        }
        Ok(())
    }
}

fn known(
    provider: &aws_sdk_iam::operation::get_open_id_connect_provider::GetOpenIdConnectProviderOutput,
) -> IamOidcProvider {
    let sorted = |items: &[String]| {
        let mut items = items.to_vec();
        items.sort();
        Reading::Known(items)
    };
    IamOidcProvider {
        url: Reading::Known(provider.url().map(str::to_owned)),
        client_ids: sorted(provider.client_id_list()),
        thumbprints: sorted(provider.thumbprint_list()),
        created_at: Reading::Known(moment(provider.create_date())),
    }
}

fn unknown(unread: &Unread) -> IamOidcProvider {
    IamOidcProvider {
        url: Reading::Unread(unread.clone()),
        client_ids: Reading::Unread(unread.clone()),
        thumbprints: Reading::Unread(unread.clone()),
        created_at: Reading::Unread(unread.clone()),
    }
}
