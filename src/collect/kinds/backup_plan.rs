//! Plans of AWS Backup: what is saved, when, where to and for how long. A listing gives names; the rules come with one
//! call a plan, the names of its selections with another, and what a selection selects one by one.
//!
//! - A resource is selected if it matches any of the ARNs and tags, all of the conditions, and none of the exceptions.
//!   <https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html>

use super::backup_selection::{Selection, selections};
use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::BACKUP;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A plan: what is saved, when, where to and for how long.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BackupPlan {
    /// Its id, which stays when it is changed.
    pub backup_plan_id: String,
    /// When, where to and for how long.
    pub rules: Reading<Vec<Rule>>,
    /// What is saved; empty where nothing is.
    pub selections: Reading<Vec<Selection>>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it last ran; null where it never did.
    pub last_execution_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Rule {
    /// Its name.
    pub rule_name: String,
    /// The vault that gets the recovery points.
    pub target_backup_vault_name: Option<String>,
    /// The air-gapped vault that gets them, too; null for none.
    pub target_logically_air_gapped_backup_vault_arn: Option<String>,
    /// When it runs, such as `cron(0 5 ? * * *)`; null where it runs only when somebody says so.
    pub schedule_expression: Option<String>,
    /// The time zone of that.
    pub schedule_expression_timezone: Option<String>,
    /// Whether every moment can be gone back to, and not only those of the schedule; null where nothing is said.
    pub enable_continuous_backup: Option<bool>,
    /// How long recovery points are kept; null for always.
    pub lifecycle: Option<Lifecycle>,
    /// Where copies go, such as to another region or account.
    #[serde(default)]
    pub copy_actions: Vec<CopyAction>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Lifecycle {
    /// After how many days they go to cheaper storage; null for never.
    pub move_to_cold_storage_after_days: Option<i64>,
    /// After how many days they are deleted; null for never.
    pub delete_after_days: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct CopyAction {
    /// The vault that gets the copies.
    pub destination_backup_vault_arn: String,
    /// How long copies are kept; null for always.
    pub lifecycle: Option<Lifecycle>,
}

const LIST: &str = "backup:ListBackupPlans";
const GET: &str = "backup:GetBackupPlan";
const SELECTIONS: &str = "backup:ListBackupSelections";
const SELECTION: &str = "backup:GetBackupSelection";

impl Kind for BackupPlan {
    const NAME: &'static str = "backup_plan";
    const CLOUDFORMATION: &'static str = "AWS::Backup::BackupPlan";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::each(GET), Action::each(SELECTIONS), Action::each(SELECTION), GET_RESOURCES];

    fn sample() -> Found<Self> {
        let lifecycle = || Some(Lifecycle { move_to_cold_storage_after_days: None, delete_after_days: Some(35) });
        Found {
            id: "arn:aws:backup:eu-central-1:111122223333:backup-plan:0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
            name: Some("production".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                backup_plan_id: "0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                rules: Reading::Known(vec![Rule {
                    rule_name: "daily".into(),
                    target_backup_vault_name: Some("production".into()),
                    target_logically_air_gapped_backup_vault_arn: None,
                    schedule_expression: Some("cron(0 5 ? * * *)".into()),
                    schedule_expression_timezone: Some("Etc/UTC".into()),
                    enable_continuous_backup: Some(true),
                    lifecycle: lifecycle(),
                    copy_actions: vec![CopyAction {
                        destination_backup_vault_arn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:copies"
                            .into(),
                        lifecycle: lifecycle(),
                    }],
                }]),
                selections: Reading::Known(vec![Selection::sample()]),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                last_execution_at: Some(Moment::sample("2026-09-30T05:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "backup:backup-plan");
        let list = place.call(&BACKUP, "ListBackupPlans").get("/backup/plans/").set("maxResults", 1000);
        let mut pages = list.pages("nextToken", "NextToken");
        while let Some(page) = pages.next::<Plans>().await? {
            out.each(page.backup_plans_list, |plan| one(place, plan, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Plans {
    #[serde(default)]
    backup_plans_list: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    backup_plan_id: String,
    backup_plan_arn: String,
    backup_plan_name: Option<String>,
    creation_date: Option<Moment>,
    last_execution_date: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    backup_plan: Plan,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Plan {
    #[serde(default)]
    rules: Vec<Rule>,
}

/// None for a plan that has gone since it was listed.
async fn one(place: &Place, plan: Listed, region_tags: &RegionTags<'_>) -> Result<Option<Found<BackupPlan>>, Unread> {
    let get = place.call(&BACKUP, "GetBackupPlan").get(format!("/backup/plans/{}/", segment(&plan.backup_plan_id)));
    let (described, selections, tags) = tokio::join!(
        get.judge::<Described>(),
        selections(place, &plan.backup_plan_id),
        region_tags.of(&plan.backup_plan_arn)
    );
    let Some(described) = described.transpose() else { return Ok(None) };
    let fields = BackupPlan {
        backup_plan_id: plan.backup_plan_id,
        rules: described.map(|reply| reply.backup_plan.rules).into(),
        selections: selections.into(),
        created_at: plan.creation_date,
        last_execution_at: plan.last_execution_date,
    };
    Ok(Some(Found { id: plan.backup_plan_arn, name: plan.backup_plan_name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn plans() -> Canned {
        let listed = r#"{"BackupPlansList": [{"BackupPlanId": "p1", "BackupPlanName": "production",
            "BackupPlanArn": "arn:aws:backup:eu-central-1:111122223333:backup-plan:p1", "CreationDate": 1769860800.0}]}"#;
        Canned::default().reply("GET /backup/plans/", listed).reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
    }

    const PLAN: &str = r#"{"BackupPlan": {"BackupPlanName": "production", "Rules": [{"RuleName": "daily",
        "TargetBackupVaultName": "v", "ScheduleExpression": "cron(0 5 ? * * *)", "Lifecycle": {"DeleteAfterDays": 35},
        "CopyActions": [{"DestinationBackupVaultArn": "arn:aws:backup:eu-west-1:111122223333:backup-vault:c"}]}]}}"#;

    const SELECTED: &str = r#"{"BackupSelection": {"SelectionName": "tagged",
        "IamRoleArn": "arn:aws:iam::111122223333:role/backup", "Resources": ["*"], "NotResources": [],
        "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "yes"}],
        "Conditions": {"StringNotEquals": [{"ConditionKey": "aws:ResourceTag/stage", "ConditionValue": "dev"}]}}}"#;

    #[test]
    fn a_plan_is_read_with_its_selections() {
        let read = plans()
            .reply("GET /backup/plans/p1/", PLAN)
            .reply("GET /backup/plans/p1/selections/", r#"{"BackupSelectionsList": [{"SelectionId": "s1"}]}"#)
            .reply("GET /backup/plans/p1/selections/s1", SELECTED)
            .read::<BackupPlan>();
        assert_eq!(read.gaps, []);
        let [plan] = read.resources.as_slice() else { panic!("one plan") };
        assert!(plan.unread().is_empty());
        let text = |path: &str| serde_json::to_string(plan.at(path)).unwrap();
        assert!(
            text("rules").contains(r#""lifecycle":{"move_to_cold_storage_after_days":null,"delete_after_days":35}"#)
        );
        let selections: serde_json::Value = serde_json::from_str(&text("selections")).unwrap();
        assert_eq!(selections[0]["tags"], serde_json::json!([{"key": "backup", "value": "yes"}]));
        let condition =
            serde_json::json!([{"operator": "StringNotEquals", "key": "aws:ResourceTag/stage", "value": "dev"}]);
        assert_eq!(selections[0]["conditions"], condition);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_went_is_left_out() {
        let unread = plans().read::<BackupPlan>();
        assert_eq!(unread.resources[0].unread().len(), 2);
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = plans().status("GET /backup/plans/p1/", 404, gone).read::<BackupPlan>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        let listed = r#"{"BackupSelectionsList": [{"SelectionId": "s1"}]}"#;
        let half = plans()
            .reply("GET /backup/plans/p1/", PLAN)
            .reply("GET /backup/plans/p1/selections/", listed)
            .read::<BackupPlan>();
        assert_eq!(half.resources[0].unread()[0].action, SELECTION);
    }
}
