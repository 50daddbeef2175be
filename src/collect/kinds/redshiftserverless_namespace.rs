//! Namespaces of Redshift Serverless: databases, users and keys. What computes is a workgroup.
//!
//! Data is always encrypted; the question is only by whose key. AWS writes `AWS_OWNED_KMS_KEY` for its own.
//! <https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::service::REDSHIFT_SERVERLESS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The storing half of a data warehouse without servers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RedshiftserverlessNamespace {
    /// `AVAILABLE`, `MODIFYING` or `DELETING`.
    pub status: Option<String>,
    /// The KMS key; null where the key is AWS's own.
    pub kms_key_id: Option<String>,
    /// The logs that go to CloudWatch: `connectionlog`, `useractivitylog` and `userlog`.
    pub log_exports: Vec<String>,
    /// Whether the first user has the name that the console proposes, `admin`; the name is not kept.
    pub admin_username_is_default: Option<bool>,
    /// The secret that keeps the first user's password; null where Secrets Manager does not manage it.
    pub admin_password_secret_arn: Option<String>,
    /// Whether the first database has the name that the console proposes, `dev`.
    pub database_name_is_default: Option<bool>,
    /// The roles that it may take.
    pub iam_roles: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "redshift-serverless:ListNamespaces";

impl Kind for RedshiftserverlessNamespace {
    const NAME: &'static str = "redshiftserverless_namespace";
    const CLOUDFORMATION: &'static str = "AWS::RedshiftServerless::Namespace";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:redshift-serverless:eu-central-1:111122223333:namespace/1e1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f"
                .into(),
            name: Some("reports".into()),
            tags: Reading::Known(Some([("team".to_owned(), "analytics".to_owned())].into())),
            fields: Self {
                status: Some("AVAILABLE".into()),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                log_exports: vec!["connectionlog".into(), "useractivitylog".into(), "userlog".into()],
                admin_username_is_default: Some(false),
                admin_password_secret_arn: Some(
                    "arn:aws:secretsmanager:eu-central-1:111122223333:secret:redshift!reports-AbCdEf".into(),
                ),
                database_name_is_default: Some(false),
                iam_roles: vec!["arn:aws:iam::111122223333:role/reports-loader".into()],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "redshift-serverless:namespace");
        let list = place.call(&REDSHIFT_SERVERLESS, "ListNamespaces").set("maxResults", 100);
        let mut pages = list.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.namespaces, |namespace| one(namespace, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    namespaces: Vec<Namespace>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Namespace {
    namespace_arn: String,
    namespace_name: String,
    status: Option<String>,
    kms_key_id: Option<String>,
    #[serde(default)]
    log_exports: Vec<String>,
    admin_username: Option<String>,
    admin_password_secret_arn: Option<String>,
    db_name: Option<String>,
    #[serde(default)]
    iam_roles: Vec<String>,
    creation_date: Option<Moment>,
}

async fn one(space: Namespace, tags: &RegionTags<'_>) -> Result<Option<Found<RedshiftserverlessNamespace>>, Unread> {
    let tags = tags.of(&space.namespace_arn).await;
    let fields = RedshiftserverlessNamespace {
        status: space.status,
        kms_key_id: space.kms_key_id.filter(|key| key != "AWS_OWNED_KMS_KEY"),
        log_exports: sorted(space.log_exports),
        admin_username_is_default: space.admin_username.map(|name| name == "admin"),
        admin_password_secret_arn: space.admin_password_secret_arn,
        database_name_is_default: space.db_name.map(|name| name == "dev"),
        iam_roles: sorted(space.iam_roles.iter().map(|role| role_arn(role))),
        created_at: space.creation_date,
    };
    Ok(Some(Found { id: space.namespace_arn, name: Some(space.namespace_name), tags, fields }))
}

/// AWS gives a role as a bare ARN, or as `IamRole(applyStatus=in-sync, iamRoleArn=arn:..)`, though its model knows nothing
/// of that. <https://github.com/hashicorp/terraform-provider-aws/issues/26624>
fn role_arn(role: &str) -> String {
    let members = role.strip_prefix("IamRole(").and_then(|rest| rest.strip_suffix(')'));
    let arn = members.and_then(|members| members.split(',').find_map(|one| one.trim().strip_prefix("iamRoleArn=")));
    arn.unwrap_or(role).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PAGE: &str = r#"{"namespaces": [{"namespaceName": "n", "adminUsername": "admin", "dbName": "dev",
        "namespaceArn": "arn:aws:redshift-serverless:eu-central-1:111122223333:namespace/n",
        "kmsKeyId": "AWS_OWNED_KMS_KEY", "iamRoles": ["arn:aws:iam::111122223333:role/b",
        "IamRole(applyStatus=in-sync, iamRoleArn=arn:aws:iam::111122223333:role/a)"],
        "logExports": ["userlog", "connectionlog"]}]}"#;

    #[test]
    fn a_namespace_is_read() {
        let read = Canned::default()
            .reply("ListNamespaces", PAGE)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<RedshiftserverlessNamespace>();
        assert_eq!(read.gaps, []);
        let [space] = read.resources.as_slice() else { panic!("one namespace") };
        assert!(space.unread().is_empty() && space.at("kms_key_id").is_null());
        assert_eq!(space.at("admin_username_is_default").as_bool(), Some(true));
        assert_eq!(serde_json::to_string(space.at("log_exports")).unwrap(), r#"["connectionlog","userlog"]"#);
        let roles = serde_json::to_string(space.at("iam_roles")).unwrap();
        assert_eq!(roles, r#"["arn:aws:iam::111122223333:role/a","arn:aws:iam::111122223333:role/b"]"#);
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("ListNamespaces", PAGE).read::<RedshiftserverlessNamespace>();
        assert_eq!(read.resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<RedshiftserverlessNamespace>().gaps.len(), 1);
    }
}
