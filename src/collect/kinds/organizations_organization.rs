//! The organisation that an account belongs to, as the account sees it.
//!
//! - Every member may ask what organisation it is in. Roots and delegated administrators are told only to the management
//!   account and to delegated administrators; for all others they are denied.
//!   <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>
//! - Which types of policies are enabled is said by the root; what the organisation itself says of it is out of date.
//!   <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>
//! - That root credentials are managed in one place is IAM's, and in `iam_account`.

use super::kind::{Found, Kind};
use super::organizations_reply::{Summary, membership, roots};
use super::timestamp::Moment;
use crate::collect::aws::service::ORGANIZATIONS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An account's place in an organisation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrganizationsOrganization {
    /// The account belongs to an organisation.
    pub member: Reading<bool>,
    /// The account manages the organisation: policies do not bind it.
    pub is_management_account: Reading<bool>,
    /// The organisation; null where the account belongs to none.
    pub organization: Reading<Option<Organization>>,
    /// The ids of the roots; null where the account belongs to no organisation.
    pub root_ids: Reading<Option<Vec<String>>>,
    /// The types of policies that are enabled in all roots, such as `SERVICE_CONTROL_POLICY`; null where the account belongs
    /// to no organisation.
    pub enabled_policy_types: Reading<Option<Vec<String>>>,
    /// The members to whom the management account has handed a task; null where the account belongs to no organisation.
    pub delegated_administrators: Reading<Option<Vec<Administrator>>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Organization {
    /// Such as `o-exampleorgid`.
    pub organization_id: String,
    /// Its ARN.
    pub organization_arn: Option<String>,
    /// `ALL`, or `CONSOLIDATED_BILLING`, with which there are no policies.
    pub feature_set: Option<String>,
    /// The account that manages it.
    pub management_account_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Administrator {
    /// The account.
    #[serde(rename(deserialize = "Id"))]
    pub account_id: String,
    /// The account's name.
    pub name: Option<String>,
    /// Since when.
    pub delegation_enabled_date: Option<Moment>,
}

const DESCRIBE: &str = "organizations:DescribeOrganization";
const ROOTS: &str = "organizations:ListRoots";
const ADMINISTRATORS: &str = "organizations:ListDelegatedAdministrators";

impl Kind for OrganizationsOrganization {
    const NAME: &'static str = "organizations_organization";
    const CLOUDFORMATION: &'static str = "AWS::Organizations::Organization";
    const SCOPE: Scope = Scope::Account;
    const ACTIONS: &'static [Action] = &[Action::page(DESCRIBE), Action::page(ROOTS), Action::page(ADMINISTRATORS)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:organizations_organization:111122223333:global:settings".into(),
            name: Some("o-a1b2c3d4e5".into()),
            tags: Reading::Known(None),
            fields: Self {
                member: Reading::Known(true),
                is_management_account: Reading::Known(false),
                organization: Reading::Known(Some(Organization {
                    organization_id: "o-a1b2c3d4e5".into(),
                    organization_arn: Some("arn:aws:organizations::999988887777:organization/o-a1b2c3d4e5".into()),
                    feature_set: Some("ALL".into()),
                    management_account_id: Some("999988887777".into()),
                })),
                root_ids: Reading::Known(Some(vec!["r-a1b2".into()])),
                enabled_policy_types: Reading::Known(Some(vec![
                    "RESOURCE_CONTROL_POLICY".into(),
                    "SERVICE_CONTROL_POLICY".into(),
                ])),
                delegated_administrators: Reading::Known(Some(vec![Administrator {
                    account_id: "111122223333".into(),
                    name: Some("security".into()),
                    delegation_enabled_date: Some(Moment::sample("2025-01-10T09:00:00Z")),
                }])),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let organization = membership(place).await.map(|known| known.0.clone().map(Organization::from));
        let (root_ids, policy_types, administrators) = match &organization {
            Ok(None) => (Ok(None), Ok(None), Ok(None)),
            _ => of_organization(place).await,
        };
        let manages = |known: &Option<Organization>| {
            known.as_ref().is_some_and(|one| one.management_account_id.as_deref() == Some(place.account().as_str()))
        };
        let name = organization.as_ref().ok().and_then(Option::as_ref).map(|one| one.organization_id.clone());
        let fields = Self {
            member: organization.as_ref().map(Option::is_some).map_err(Clone::clone).into(),
            is_management_account: organization.as_ref().map(manages).map_err(Clone::clone).into(),
            organization: organization.into(),
            root_ids: root_ids.into(),
            enabled_policy_types: policy_types.into(),
            delegated_administrators: administrators.into(),
        };
        out.push(Found { id: place.made_up_id(Self::NAME, "settings"), name, tags: Reading::Known(None), fields })
            .await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Administrators {
    #[serde(default)]
    delegated_administrators: Vec<Administrator>,
}

impl From<Summary> for Organization {
    fn from(summary: Summary) -> Self {
        Self {
            organization_id: summary.id,
            organization_arn: summary.arn,
            feature_set: summary.feature_set,
            management_account_id: summary.management_account_id,
        }
    }
}

type Listed<T> = Result<Option<Vec<T>>, Unread>;

/// What only the management account and delegated administrators may know: roots, types of policies, administrators.
async fn of_organization(place: &Place) -> (Listed<String>, Listed<String>, Listed<Administrator>) {
    let (roots, administrators) = tokio::join!(roots(place), administrators(place));
    let ids = roots.as_ref().map(|roots| Some(roots.ids())).map_err(Clone::clone);
    let types = roots.map(|roots| Some(roots.enabled_policy_types()));
    (ids, types, administrators.map(Some))
}

async fn administrators(place: &Place) -> Result<Vec<Administrator>, Unread> {
    let mut all = Vec::new();
    let call = place.call(&ORGANIZATIONS, "ListDelegatedAdministrators").set("MaxResults", 20);
    let mut pages = call.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Administrators>().await? {
        all.extend(page.delegated_administrators);
    }
    all.sort_by(|one, other| one.account_id.cmp(&other.account_id));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    const ORGANIZATION: &str = r#"{"Organization": {"Id": "o-a1b2c3d4e5", "FeatureSet": "ALL",
        "Arn": "arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5", "MasterAccountId": "111122223333",
        "MasterAccountEmail": "root@example.com", "AvailablePolicyTypes": []}}"#;

    #[test]
    fn the_management_account_knows_all() {
        let roots = r#"{"Roots": [{"Id": "r-a1b2", "Arn": "a", "Name": "Root", "PolicyTypes": [
            {"Type": "TAG_POLICY", "Status": "ENABLED"}, {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"},
            {"Type": "BACKUP_POLICY", "Status": "PENDING_ENABLE"}]}]}"#;
        let administrators = r#"{"DelegatedAdministrators": [{"Id": "444455556666", "Name": "security",
            "Email": "security@example.com", "DelegationEnabledDate": 1769860800.0}]}"#;
        let read = Canned::default()
            .reply("DescribeOrganization", ORGANIZATION)
            .reply("ListRoots", roots)
            .reply("ListDelegatedAdministrators", administrators)
            .read::<OrganizationsOrganization>();
        let [organization] = read.resources.as_slice() else { panic!("one account") };
        assert!(organization.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(organization.at("is_management_account").as_bool(), Some(true));
        let types = serde_json::to_string(organization.at("enabled_policy_types")).unwrap();
        assert_eq!(types, r#"["SERVICE_CONTROL_POLICY","TAG_POLICY"]"#);
        let written = serde_json::to_string(organization).unwrap();
        assert!(!written.contains('@') && written.contains("444455556666"), "{written}");
    }

    #[test]
    fn a_member_knows_its_organization_and_is_denied_the_rest() {
        let theirs = ORGANIZATION.replace("111122223333", "999988887777");
        let read = Canned::default().reply("DescribeOrganization", &theirs).read::<OrganizationsOrganization>();
        let organization = &read.resources[0];
        assert_eq!(organization.at("member").as_bool(), Some(true));
        assert_eq!(organization.at("is_management_account").as_bool(), Some(false));
        assert!(organization.unread().iter().all(|unread| unread.reason == Reason::AccessDenied));
        assert_eq!(organization.unread().len(), 3);
    }

    #[test]
    fn to_be_in_no_organization_is_a_value() {
        let alone = r#"{"__type": "AWSOrganizationsNotInUseException", "Message": "Your account is not a member of an organization."}"#;
        let read = Canned::default().status("DescribeOrganization", 400, alone).read::<OrganizationsOrganization>();
        assert_eq!(read.resources[0].at("member").as_bool(), Some(false));
        assert!(read.resources[0].unread().is_empty() && read.resources[0].at("root_ids").is_null());
        assert_eq!(read.asked.len(), 1);
    }
}
