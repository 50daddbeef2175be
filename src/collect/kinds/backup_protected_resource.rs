//! Resources of which AWS Backup holds a recovery point, whatever saved them: a plan, or somebody by hand.
//!
//! It has no ARN of its own, and the resource's is that of another kind.
//! <https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListProtectedResources.html>

use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::service::BACKUP;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A resource of which there is a backup.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BackupProtectedResource {
    /// The resource.
    pub resource_arn: String,
    /// Its sort, such as `EBS`, `RDS` or `DynamoDB`.
    pub resource_type: Option<String>,
    /// When it was last saved.
    pub last_backup_at: Option<Moment>,
    /// The vault in which that lies.
    pub last_backup_vault_arn: Option<String>,
}

const LIST: &str = "backup:ListProtectedResources";

impl Kind for BackupProtectedResource {
    const NAME: &'static str = "backup_protected_resource";
    // Config's name for what is kept of it; CloudFormation has none.
    const CLOUDFORMATION: &'static str = "AWS::Backup::RecoveryPoint";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let arn = "arn:aws:rds:eu-central-1:111122223333:db:invoices";
        Found {
            id: format!("plimsoll:backup_protected_resource:111122223333:eu-central-1:{arn}"),
            name: Some("invoices".into()),
            tags: Reading::Known(None),
            fields: Self {
                resource_arn: arn.into(),
                resource_type: Some("RDS".into()),
                last_backup_at: Some(Moment::sample("2026-09-30T05:00:00Z")),
                last_backup_vault_arn: Some("arn:aws:backup:eu-central-1:111122223333:backup-vault:production".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&BACKUP, "ListProtectedResources").get("/resources/").set("maxResults", 1000);
        let mut pages = list.pages("nextToken", "NextToken");
        while let Some(page) = pages.next::<Protected>().await? {
            for one in page.results {
                out.push(found(place, one)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Protected {
    #[serde(default)]
    results: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    resource_arn: String,
    resource_type: Option<String>,
    resource_name: Option<String>,
    last_backup_time: Option<Moment>,
    last_backup_vault_arn: Option<String>,
}

fn found(place: &Place, listed: Listed) -> Found<BackupProtectedResource> {
    let id = place.made_up_id(BackupProtectedResource::NAME, &listed.resource_arn);
    let fields = BackupProtectedResource {
        resource_arn: listed.resource_arn,
        resource_type: listed.resource_type,
        last_backup_at: listed.last_backup_time,
        last_backup_vault_arn: listed.last_backup_vault_arn,
    };
    let name = listed.resource_name.filter(|name| !name.is_empty());
    Found { id, name, tags: Reading::Known(None), fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const ASKED: &str = "GET /resources/";

    #[test]
    fn protected_resources_are_read_over_all_pages() {
        let page = |name: &str, more: &str| {
            format!(
                r#"{{"Results": [{{"ResourceArn": "arn:aws:ec2:eu-central-1:111122223333:volume/{name}",
                    "ResourceType": "EBS", "LastBackupTime": 1769860800.0}}]{more}}}"#
            )
        };
        let read = Canned::default()
            .reply(ASKED, &page("vol-1", r#", "NextToken": "more""#))
            .reply(ASKED, &page("vol-2", ""))
            .read::<BackupProtectedResource>();
        assert_eq!(read.gaps, []);
        assert_eq!(read.resources.len(), 2);
        assert_eq!(read.resources[0].at("resource_type").as_str(), Some("EBS"));
        assert_eq!(read.resources[0].at("last_backup_at").as_str(), Some("2026-01-31T12:00:00Z"));
    }

    #[test]
    fn a_listing_that_is_denied_is_a_gap() {
        assert_eq!(Canned::default().read::<BackupProtectedResource>().gaps[0].action, LIST);
    }
}
