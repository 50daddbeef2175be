//! What AWS Backup has decided for a whole region of an account: of which services it saves anything at all, and whether
//! somebody is told how that goes.
//!
//! A service that is not opted in is left out even where a plan names its resources.
//! <https://docs.aws.amazon.com/aws-backup/latest/devguide/service-opt-in.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::BACKUP;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// AWS Backup's settings for a region: services that are saved, and reports.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BackupRegion {
    /// The services that it saves, such as `RDS` or `S3`, and those that it leaves out.
    pub resource_types: Reading<ResourceTypes>,
    /// The reports that it writes, by name; empty where there are none.
    pub report_plans: Reading<Vec<String>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ResourceTypes {
    /// Services that are saved.
    pub opted_in: Vec<String>,
    /// Services that are not.
    pub opted_out: Vec<String>,
    /// Services of whose backups Backup alone decides.
    pub managed: Vec<String>,
}

const SETTINGS: &str = "backup:DescribeRegionSettings";
const REPORTS: &str = "backup:ListReportPlans";

impl Kind for BackupRegion {
    const NAME: &'static str = "backup_region";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(SETTINGS), Action::page(REPORTS)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:backup_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                resource_types: Reading::Known(ResourceTypes {
                    opted_in: ["DynamoDB", "EBS", "EFS", "RDS", "S3"].map(str::to_owned).into(),
                    opted_out: vec![],
                    managed: vec!["DynamoDB".into(), "EFS".into()],
                }),
                report_plans: Reading::Known(vec!["daily_jobs".into()]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let settings = place.call(&BACKUP, "DescribeRegionSettings").get("/account-settings");
        let (settings, report_plans) = tokio::join!(settings.answer::<Settings>(), report_plans(place));
        let fields = Self { resource_types: settings.map(ResourceTypes::of).into(), report_plans: report_plans.into() };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

type Switches = BTreeMap<String, bool>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Settings {
    #[serde(default)]
    resource_type_opt_in_preference: Switches,
    #[serde(default)]
    resource_type_management_preference: Switches,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reports {
    #[serde(default)]
    report_plans: Vec<Report>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    report_plan_name: String,
}

impl ResourceTypes {
    fn of(settings: Settings) -> Self {
        let those = |switches: &Switches, which: bool| {
            switches.iter().filter(|(_, on)| **on == which).map(|(name, _)| name.clone()).collect()
        };
        Self {
            opted_in: those(&settings.resource_type_opt_in_preference, true),
            opted_out: those(&settings.resource_type_opt_in_preference, false),
            managed: those(&settings.resource_type_management_preference, true),
        }
    }
}

async fn report_plans(place: &Place) -> Result<Vec<String>, Unread> {
    let list = place.call(&BACKUP, "ListReportPlans").get("/audit/report-plans").set("MaxResults", 1000);
    let mut pages = list.pages("NextToken", "NextToken");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<Reports>().await? {
        all.extend(page.report_plans.into_iter().map(|one| one.report_plan_name));
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn settings_are_lists_by_switch() {
        let settings = r#"{"ResourceTypeOptInPreference": {"S3": true, "EBS": false, "RDS": true},
            "ResourceTypeManagementPreference": {"DynamoDB": true, "EFS": false}}"#;
        let reports = r#"{"ReportPlans": [{"ReportPlanName": "jobs", "ReportPlanArn": "x"}]}"#;
        let read = Canned::default()
            .reply("GET /account-settings", settings)
            .reply("GET /audit/report-plans", reports)
            .read::<BackupRegion>();
        assert_eq!(read.gaps, []);
        let [region] = read.resources.as_slice() else { panic!("one region") };
        let types = serde_json::to_string(region.at("resource_types")).unwrap();
        assert_eq!(types, r#"{"opted_in":["RDS","S3"],"opted_out":["EBS"],"managed":["DynamoDB"]}"#);
        assert_eq!(serde_json::to_string(region.at("report_plans")).unwrap(), r#"["jobs"]"#);
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().read::<BackupRegion>();
        assert_eq!((read.resources.len(), read.resources[0].unread().len()), (1, 2));
    }
}
