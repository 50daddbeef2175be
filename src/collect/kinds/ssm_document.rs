//! Documents of Systems Manager that the account made: what to run on machines, and how.
//!
//! - A document may be shared with accounts, or with everybody. AWS tells with whom only one document at a time.
//!   <https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html>
//! - What is in a document would take one more call each, and is not read.

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::SSM;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

/// A document that the account made, such as a runbook or a command for many machines.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SsmDocument {
    /// `Command`, `Automation`, `Session`, `Package` or another type.
    pub document_type: Option<String>,
    /// `YAML`, `JSON` or `TEXT`.
    pub document_format: Option<String>,
    /// The version that runs by default.
    pub document_version: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// The accounts that may use it, or `all`; empty where nobody else may.
    pub shared_with: Reading<Vec<String>>,
}

const LIST: &str = "ssm:ListDocuments";
const SHARED: &str = "ssm:DescribeDocumentPermission";

impl Kind for SsmDocument {
    const NAME: &'static str = "ssm_document";
    const CLOUDFORMATION: &'static str = "AWS::SSM::Document";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(SHARED)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ssm:eu-central-1:111122223333:document/restart-shop".into(),
            name: Some("restart-shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                document_type: Some("Automation".into()),
                document_format: Some("YAML".into()),
                document_version: Some("1".into()),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                shared_with: Reading::Known(vec![]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let own = json!([{"Key": "Owner", "Values": ["Self"]}]);
        let list = place.call(&SSM, "ListDocuments").set("Filters", own).set("MaxResults", 50);
        let mut pages = list.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Documents>().await? {
            out.each(page.document_identifiers, |document| one(place, document)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Documents {
    #[serde(default)]
    document_identifiers: Vec<Document>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    name: String,
    document_type: Option<String>,
    document_format: Option<String>,
    document_version: Option<String>,
    created_date: Option<Moment>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shared {
    #[serde(default)]
    account_ids: Vec<String>,
}

async fn one(place: &Place, document: Document) -> Result<Option<Found<SsmDocument>>, Unread> {
    let Some(shared_with) = shared_with(place, &document.name).await.transpose() else { return Ok(None) };
    let id = place.arn("ssm", &format!("document/{}", document.name));
    let fields = SsmDocument {
        document_type: document.document_type,
        document_format: document.document_format,
        document_version: document.document_version,
        created_at: document.created_date,
        shared_with: shared_with.into(),
    };
    let tags = Reading::Known(Some(listed(&document.tags)));
    Ok(Some(Found { id, name: Some(document.name), tags, fields }))
}

/// None for a document that has gone since it was listed.
async fn shared_with(place: &Place, name: &str) -> Result<Option<Vec<String>>, Unread> {
    let call = place.call(&SSM, "DescribeDocumentPermission").set("Name", name).set("PermissionType", "Share");
    let pages = call.pages("NextToken", "NextToken");
    let all = pages.all(|page: Shared| page.account_ids).await?;
    Ok(all.map(|all| all.into_iter().collect::<BTreeSet<_>>().into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn documents() -> Canned {
        let listed = r#"{"DocumentIdentifiers": [{"Name": "restart", "DocumentType": "Command", "DocumentVersion": "1",
            "Owner": "111122223333", "CreatedDate": 1769860800.0, "Tags": [{"Key": "team", "Value": "shop"}]}]}"#;
        Canned::default().reply("ListDocuments", listed)
    }

    #[test]
    fn it_is_told_with_whom_a_document_is_shared() {
        let read = documents()
            .reply("DescribeDocumentPermission", r#"{"AccountIds": ["444455556666"], "NextToken": "more"}"#)
            .reply("DescribeDocumentPermission", r#"{"AccountIds": ["all"]}"#)
            .read::<SsmDocument>();
        assert_eq!(read.gaps, []);
        let [document] = read.resources.as_slice() else { panic!("one document") };
        let shared = serde_json::to_string(document.at("shared_with")).unwrap();
        assert_eq!(shared, r#"["444455556666","all"]"#);
        assert_eq!(document.at("tags.team").as_str(), Some("shop"));
        assert_eq!(&*document.id, "arn:aws:ssm:eu-central-1:111122223333:document/restart");
    }

    #[test]
    fn what_is_denied_is_unread_and_what_went_is_left_out() {
        let gone = documents().status("DescribeDocumentPermission", 400, r#"{"__type": "InvalidDocument"}"#);
        assert!(gone.read::<SsmDocument>().resources.is_empty());
        let read = documents().read::<SsmDocument>();
        assert_eq!(read.resources[0].unread()[0].action, SHARED);
        assert_eq!(Canned::default().read::<SsmDocument>().gaps[0].action, LIST);
    }
}
