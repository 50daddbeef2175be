//! Vaults of AWS Backup, in which recovery points lie. The listing gives all of a vault but its policy and its tags.
//!
//! A lock keeps recovery points from being deleted before their time. Until its date it can be taken away again; without
//! a date, always. <https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::BACKUP;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A vault: where recovery points lie, under which key and lock.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BackupVault {
    /// `BACKUP_VAULT`, `LOGICALLY_AIR_GAPPED_BACKUP_VAULT` or `RESTORE_ACCESS_BACKUP_VAULT`.
    pub vault_type: Option<String>,
    /// The KMS key that encrypts what lies in it.
    pub encryption_key_arn: Option<String>,
    /// `CUSTOMER_MANAGED_KMS_KEY` or `AWS_OWNED_KMS_KEY`; null where nothing is said.
    pub encryption_key_type: Option<String>,
    /// How many recovery points lie in it.
    pub number_of_recovery_points: Option<i64>,
    /// Whether a lock is on it.
    pub locked: Option<bool>,
    /// From when the lock stays for ever; null where it can be taken away, or where there is none.
    pub lock_at: Option<Moment>,
    /// For how long a recovery point must at least be kept; null where the lock does not say.
    pub min_retention_days: Option<i64>,
    /// For how long a recovery point may at most be kept; null where the lock does not say.
    pub max_retention_days: Option<i64>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// Who may use it, and who may not; null where it has no policy of its own.
    pub policy: Reading<Option<PolicyDocument>>,
}

const LIST: &str = "backup:ListBackupVaults";
const POLICY: &str = "backup:GetBackupVaultAccessPolicy";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "NobodyDeletes", "Effect": "Deny",
    "Principal": {"AWS": "*"}, "Action": ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
    "Resource": "*"}]}"#;

impl Kind for BackupVault {
    const NAME: &'static str = "backup_vault";
    const CLOUDFORMATION: &'static str = "AWS::Backup::BackupVault";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(POLICY), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:backup:eu-central-1:111122223333:backup-vault:production".into(),
            name: Some("production".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                vault_type: Some("BACKUP_VAULT".into()),
                encryption_key_arn: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                encryption_key_type: Some("CUSTOMER_MANAGED_KMS_KEY".into()),
                number_of_recovery_points: Some(420),
                locked: Some(true),
                lock_at: Some(Moment::sample("2026-02-03T12:00:00Z")),
                min_retention_days: Some(35),
                max_retention_days: Some(400),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "backup:backup-vault");
        let list = place.call(&BACKUP, "ListBackupVaults").get("/backup-vaults/").set("maxResults", 1000);
        let mut pages = list.pages("nextToken", "NextToken");
        while let Some(page) = pages.next::<Vaults>().await? {
            out.each(page.backup_vault_list, |vault| one(place, vault, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vaults {
    #[serde(default)]
    backup_vault_list: Vec<Vault>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vault {
    backup_vault_name: String,
    backup_vault_arn: String,
    vault_type: Option<String>,
    encryption_key_arn: Option<String>,
    encryption_key_type: Option<String>,
    number_of_recovery_points: Option<i64>,
    locked: Option<bool>,
    lock_date: Option<Moment>,
    min_retention_days: Option<i64>,
    max_retention_days: Option<i64>,
    creation_date: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy: Option<String>,
}

/// A vault that is gone, and one without a policy, are answered alike: it stays, without a policy.
async fn one(place: &Place, vault: Vault, region_tags: &RegionTags<'_>) -> Result<Option<Found<BackupVault>>, Unread> {
    let path = format!("/backup-vaults/{}/access-policy", segment(&vault.backup_vault_name));
    let policy = place.call(&BACKUP, "GetBackupVaultAccessPolicy").get(path);
    let (policy, tags) = tokio::join!(policy.judge::<Policy>(), region_tags.of(&vault.backup_vault_arn));
    let fields = BackupVault {
        vault_type: vault.vault_type,
        encryption_key_arn: vault.encryption_key_arn,
        encryption_key_type: vault.encryption_key_type,
        number_of_recovery_points: vault.number_of_recovery_points,
        locked: vault.locked,
        lock_at: vault.lock_date,
        min_retention_days: vault.min_retention_days,
        max_retention_days: vault.max_retention_days,
        created_at: vault.creation_date,
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.and_then(|reply| reply.policy))),
    };
    Ok(Some(Found { id: vault.backup_vault_arn, name: Some(vault.backup_vault_name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const POLICY_OF: &str = "GET /backup-vaults/production/access-policy";

    fn vaults() -> Canned {
        let listed = r#"{"BackupVaultList": [{"BackupVaultName": "production", "Locked": true, "MinRetentionDays": 35,
            "BackupVaultArn": "arn:aws:backup:eu-central-1:111122223333:backup-vault:production",
            "LockDate": 1769860800.087, "NumberOfRecoveryPoints": 7}]}"#;
        let tags = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "platform"}],
            "ResourceARN": "arn:aws:backup:eu-central-1:111122223333:backup-vault:production"}]}"#;
        Canned::default().reply("GET /backup-vaults/", listed).reply("GetResources", tags)
    }

    #[test]
    fn a_vault_is_read_whole() {
        let read = vaults().reply(POLICY_OF, r#"{"Policy": "{\"Statement\": []}"}"#).read::<BackupVault>();
        assert_eq!(read.gaps, []);
        let [vault] = read.resources.as_slice() else { panic!("one vault") };
        assert!(vault.unread().is_empty() && !vault.at("policy").is_null());
        assert_eq!(vault.at("lock_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(vault.at("min_retention_days").as_int(), Some(35));
        assert_eq!(vault.at("tags.team").as_str(), Some("platform"));
    }

    #[test]
    fn a_vault_may_have_no_policy_and_a_denial_is_unread() {
        let none = r#"{"code": "ERROR_3930", "__type": "ResourceNotFoundException"}"#;
        let read = vaults().status(POLICY_OF, 404, none).read::<BackupVault>();
        assert!(read.resources[0].unread().is_empty() && read.resources[0].at("policy").is_null());
        assert_eq!(vaults().read::<BackupVault>().resources[0].unread()[0].action, POLICY);
        assert_eq!(Canned::default().read::<BackupVault>().gaps[0].action, LIST);
    }
}
