//! The accounts of an organisation, as its management account or a delegated administrator sees them. In all other accounts
//! the listing is denied, and in an account of no organisation there are none.
//!
//! - An account tells where it sits. Where it does not, as in partitions that are behind, its parent is asked for.
//!   <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>
//! - What was the status is now the state, which says more.
//!   <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html>
//! - The address of whoever owns an account is not kept. Tags, which say whose an account is, are a call each.

use super::kind::{Found, Kind};
use super::organizations_reply::{TAGS, is_alone, tags_of};
use super::timestamp::Moment;
use crate::collect::aws::service::ORGANIZATIONS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An account of the organisation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrganizationsAccount {
    /// Its number. What stands in `account` is the account that was asked.
    pub account_id: String,
    /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED` or `PENDING_ACTIVATION`.
    pub state: Option<String>,
    /// `CREATED` in the organisation, or `INVITED` into it.
    pub joined_method: Option<String>,
    /// When it came.
    pub joined_timestamp: Option<Moment>,
    /// The unit or root that it belongs to; null where it has gone since it was listed.
    pub parent_id: Reading<Option<String>>,
    /// The ids of organisation, root and units down to it, as in `aws:PrincipalOrgPath`: `o-a1b2c3d4e5/r-a1b2/ou-a1b2-1/`.
    /// Null where AWS does not say.
    pub organization_path: Option<String>,
}

const DESCRIBE: &str = "organizations:DescribeOrganization";
const LIST: &str = "organizations:ListAccounts";
const PARENTS: &str = "organizations:ListParents";

impl Kind for OrganizationsAccount {
    const NAME: &'static str = "organizations_account";
    const CLOUDFORMATION: &'static str = "AWS::Organizations::Account";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] =
        &[Action::page(DESCRIBE), Action::page(LIST), Action::each(PARENTS), Action::each(TAGS)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:organizations::111122223333:account/o-a1b2c3d4e5/444455556666".into(),
            name: Some("acme-prod".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                account_id: "444455556666".into(),
                state: Some("ACTIVE".into()),
                joined_method: Some("CREATED".into()),
                joined_timestamp: Some(Moment::sample("2025-01-10T09:00:00Z")),
                parent_id: Reading::Known(Some("ou-a1b2-12345678".into())),
                organization_path: Some("o-a1b2c3d4e5/r-a1b2/ou-a1b2-12345678/".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        if is_alone(place).await {
            return Ok(());
        }
        let call = place.call(&ORGANIZATIONS, "ListAccounts").set("MaxResults", 20);
        let mut pages = call.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Accounts>().await? {
            out.each(page.accounts, |account| one(place, account)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Accounts {
    #[serde(default)]
    accounts: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    id: String,
    arn: String,
    name: Option<String>,
    state: Option<String>,
    status: Option<String>,
    joined_method: Option<String>,
    joined_timestamp: Option<Moment>,
    #[serde(default)]
    paths: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parents {
    #[serde(default)]
    parents: Vec<Parent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parent {
    id: String,
}

async fn one(place: &Place, account: Listed) -> Result<Option<Found<OrganizationsAccount>>, Unread> {
    let above: Vec<&str> =
        account.paths.first().into_iter().flat_map(|path| path.split('/')).filter(|id| is_above(id)).collect();
    let parent_id = async {
        match above.last() {
            Some(parent) if above.len() > 1 => Reading::Known(Some((*parent).to_owned())),
            _ => parent(place, &account.id).await,
        }
    };
    let (parent_id, tags) = tokio::join!(parent_id, tags_of(place, &account.id));
    let fields = OrganizationsAccount {
        state: account.state.or(account.status),
        joined_method: account.joined_method,
        joined_timestamp: account.joined_timestamp,
        parent_id,
        organization_path: (!above.is_empty()).then(|| above.join("/") + "/"),
        account_id: account.id,
    };
    Ok(Some(Found { id: account.arn, name: account.name, tags, fields }))
}

/// In a path, what is not the account itself.
fn is_above(id: &str) -> bool {
    !id.is_empty() && !id.bytes().all(|byte| byte.is_ascii_digit())
}

async fn parent(place: &Place, id: &str) -> Reading<Option<String>> {
    let call = place.call(&ORGANIZATIONS, "ListParents").set("ChildId", id);
    call.reading(|reply: Parents| reply.parents.into_iter().next().map(|parent| parent.id)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    const ORGANIZATION: &str = r#"{"Organization": {"Id": "o-a1b2c3d4e5"}}"#;

    fn page(more: &str, token: &str) -> String {
        format!(
            r#"{{"Accounts": [{{"Id": "444455556666", "Name": "prod", "Email": "prod@example.com", "Status": "ACTIVE",
                "Arn": "arn:aws:organizations::111122223333:account/o-a1b2c3d4e5/444455556666",
                "JoinedMethod": "CREATED", "JoinedTimestamp": 1769860800.0{more}}}]{token}}}"#
        )
    }

    #[test]
    fn an_account_says_where_it_sits() {
        let told = r#", "State": "PENDING_CLOSURE", "Paths": ["o-a1b2c3d4e5/r-a1b2/ou-a1b2-12345678/444455556666/"]"#;
        let read = Canned::default()
            .reply("DescribeOrganization", ORGANIZATION)
            .reply("ListAccounts", &page("", r#", "NextToken": "n""#))
            .reply("ListAccounts", &page(told, ""))
            .reply("ListParents", r#"{"Parents": [{"Id": "r-a1b2", "Type": "ROOT"}]}"#)
            .reply("ListTagsForResource", r#"{"Tags": [{"Key": "team", "Value": "x"}], "NextToken": "n"}"#)
            .reply("ListTagsForResource", r#"{"Tags": [{"Key": "stage", "Value": "prod"}]}"#)
            .read::<OrganizationsAccount>();
        assert_eq!(read.gaps, []);
        let [asked, told] = read.resources.as_slice() else { panic!("two accounts") };
        assert_eq!((asked.at("parent_id").as_str(), asked.at("state").as_str()), (Some("r-a1b2"), Some("ACTIVE")));
        assert!(asked.at("organization_path").is_null());
        assert_eq!((asked.at("tags.team").as_str(), asked.at("tags.stage").as_str()), (Some("x"), Some("prod")));
        assert_eq!(told.at("parent_id").as_str(), Some("ou-a1b2-12345678"));
        assert_eq!(told.at("state").as_str(), Some("PENDING_CLOSURE"));
        assert_eq!(told.at("organization_path").as_str(), Some("o-a1b2c3d4e5/r-a1b2/ou-a1b2-12345678/"));
        assert_eq!(read.asked.iter().filter(|asked| *asked == "ListParents").count(), 1);
        assert!(!serde_json::to_string(told).unwrap().contains('@'));
    }

    #[test]
    fn tags_that_are_denied_are_unread() {
        let told = r#", "Paths": ["o-a1b2c3d4e5/r-a1b2/444455556666/"]"#;
        let read = Canned::default().reply("ListAccounts", &page(told, "")).read::<OrganizationsAccount>();
        let unread = read.resources[0].unread();
        assert_eq!((unread.len(), unread[0].action.as_str()), (1, TAGS));
    }

    #[test]
    fn no_organization_is_no_gap_and_a_member_is_denied() {
        let alone = r#"{"__type": "AWSOrganizationsNotInUseException"}"#;
        let alone = Canned::default().status("DescribeOrganization", 400, alone).read::<OrganizationsAccount>();
        assert!(alone.gaps.is_empty() && alone.resources.is_empty() && alone.asked.len() == 1);
        let member = Canned::default().reply("DescribeOrganization", ORGANIZATION).read::<OrganizationsAccount>();
        assert_eq!((member.gaps[0].action.as_str(), member.gaps[0].reason), (LIST, Reason::AccessDenied));
    }
}
