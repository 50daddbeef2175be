//! IAM Access Analyzer in a region: the analyzers, and how much each has found. A region may have several: of the account or
//! the organisation, and for access from outside, for access that nobody uses, and for access from inside.
//!
//! - <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html>
//! - AWS counts findings itself, so that they need not be listed. The counts are renewed from time to time.
//!   <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetFindingsStatistics.html>

use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::service::ACCESS_ANALYZER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use futures_util::StreamExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A region's access analyzers, and what they found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AccessanalyzerRegion {
    /// An analyzer looks for access from outside of the account or organisation.
    pub external_access_enabled: Reading<bool>,
    /// An analyzer looks for access that nobody uses.
    pub unused_access_enabled: Reading<bool>,
    /// The analyzers, by ARN.
    pub analyzers: Reading<Vec<Analyzer>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Analyzer {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: Option<String>,
    /// `ACCOUNT` or `ORGANIZATION` look for access from outside; with `_UNUSED_ACCESS` for access that nobody uses, with
    /// `_INTERNAL_ACCESS` for access from inside.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `ACTIVE`, `CREATING`, `DISABLED` or `FAILED`.
    pub status: Option<String>,
    /// When it last looked at a resource.
    pub last_resource_analyzed_at: Option<Moment>,
    /// Its tags.
    pub tags: Tags,
    /// How much it has found that nobody has archived; null where the analyzer has gone.
    pub active_findings: Reading<Option<Findings>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Findings {
    /// Of all sorts.
    pub total: u64,
    /// Resources that all the world may reach; zero but where access from outside is looked for.
    pub public: u64,
    /// Resources that other accounts may reach; zero but where access from outside is looked for.
    pub cross_account: u64,
}

const LIST: &str = "access-analyzer:ListAnalyzers";
const STATISTICS: &str = "access-analyzer:GetFindingsStatistics";

/// Analyzers whose findings are counted at the same time.
const SIDE_BY_SIDE: usize = 4;

impl Kind for AccessanalyzerRegion {
    const NAME: &'static str = "accessanalyzer_region";
    const CLOUDFORMATION: &'static str = "AWS::AccessAnalyzer::Analyzer";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(STATISTICS)];

    fn sample() -> Found<Self> {
        let analyzer = |name: &str, kind: &str| Analyzer {
            arn: format!("arn:aws:access-analyzer:eu-central-1:111122223333:analyzer/{name}"),
            name: Some(name.to_owned()),
            kind: Some(kind.to_owned()),
            status: Some("ACTIVE".into()),
            last_resource_analyzed_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            tags: [("team".to_owned(), "security".to_owned())].into(),
            active_findings: Reading::Known(Some(Findings::default())),
        };
        Found {
            id: "plimsoll:accessanalyzer_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                external_access_enabled: Reading::Known(true),
                unused_access_enabled: Reading::Known(true),
                analyzers: Reading::Known(vec![
                    analyzer("outside", "ACCOUNT"),
                    analyzer("unused", "ACCOUNT_UNUSED_ACCESS"),
                ]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let analyzers = analyzers(place).await;
        let any = |kinds: [&str; 2]| match &analyzers {
            Ok(analyzers) => Reading::Known(analyzers.iter().any(|one| one.is_active() && one.is_of(kinds))),
            Err(unread) => Reading::Unread(unread.clone()),
        };
        let fields = Self {
            external_access_enabled: any(["ACCOUNT", "ORGANIZATION"]),
            unused_access_enabled: any(["ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS"]),
            analyzers: analyzers.into(),
        };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Analyzers {
    #[serde(default)]
    analyzers: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    arn: String,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    status: Option<String>,
    last_resource_analyzed_at: Option<Moment>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statistics {
    #[serde(default)]
    findings_statistics: Vec<BTreeMap<String, OneSort>>,
}

/// The statistics of an analyzer's sort of findings, which AWS names after the sort.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OneSort {
    #[serde(default)]
    total_active_findings: u64,
    #[serde(default)]
    resource_type_statistics: BTreeMap<String, OneType>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OneType {
    #[serde(default)]
    total_active_public: u64,
    #[serde(default)]
    total_active_cross_account: u64,
}

impl Analyzer {
    fn is_active(&self) -> bool {
        self.status.as_deref() == Some("ACTIVE")
    }

    fn is_of(&self, kinds: [&str; 2]) -> bool {
        self.kind.as_deref().is_some_and(|kind| kinds.contains(&kind))
    }
}

async fn analyzers(place: &Place) -> Result<Vec<Analyzer>, Unread> {
    let mut listed = Vec::new();
    let mut pages = place.call(&ACCESS_ANALYZER, "ListAnalyzers").get("/analyzer").pages("nextToken", "nextToken");
    while let Some(page) = pages.next::<Analyzers>().await? {
        listed.extend(page.analyzers);
    }
    let read = futures_util::stream::iter(listed).map(|analyzer| one(place, analyzer)).buffer_unordered(SIDE_BY_SIDE);
    let mut all: Vec<Analyzer> = read.collect().await;
    all.sort_by(|one, other| one.arn.cmp(&other.arn));
    Ok(all)
}

async fn one(place: &Place, analyzer: Listed) -> Analyzer {
    let statistics = place
        .call(&ACCESS_ANALYZER, "GetFindingsStatistics")
        .post("/analyzer/findings/statistics")
        .set("analyzerArn", analyzer.arn.as_str());
    Analyzer {
        active_findings: statistics.reading(|reply: Statistics| Some(findings(&reply))).await,
        arn: analyzer.arn,
        name: analyzer.name,
        kind: analyzer.kind,
        status: analyzer.status,
        last_resource_analyzed_at: analyzer.last_resource_analyzed_at,
        tags: analyzer.tags,
    }
}

fn findings(statistics: &Statistics) -> Findings {
    let sorts = || statistics.findings_statistics.iter().flat_map(BTreeMap::values);
    let types = || sorts().flat_map(|sort| sort.resource_type_statistics.values());
    Findings {
        total: sorts().map(|sort| sort.total_active_findings).sum(),
        public: types().map(|one| one.total_active_public).sum(),
        cross_account: types().map(|one| one.total_active_cross_account).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn analyzer(kind: &str, status: &str) -> String {
        format!(
            r#"{{"analyzers": [{{"arn": "arn:aws:access-analyzer:eu-central-1:111122223333:analyzer/a", "name": "a",
                "type": "{kind}", "status": "{status}", "createdAt": "2026-01-31T12:00:00Z", "tags": {{"team": "x"}},
                "lastResourceAnalyzedAt": "2026-01-31T12:00:00.5Z"}}]}}"#
        )
    }

    #[test]
    fn an_analyzer_is_read_with_what_it_found() {
        let statistics = r#"{"lastUpdatedAt": "2026-01-31T12:00:00Z", "findingsStatistics": [
            {"externalAccessFindingsStatistics": {"totalActiveFindings": 5, "totalArchivedFindings": 1,
                "resourceTypeStatistics": {
                    "AWS::S3::Bucket": {"totalActivePublic": 2, "totalActiveCrossAccount": 1, "totalActiveErrors": 0},
                    "AWS::IAM::Role": {"totalActiveCrossAccount": 2}}}}]}"#;
        let read = Canned::default()
            .reply("GET /analyzer", &analyzer("ACCOUNT", "ACTIVE"))
            .reply("POST /analyzer/findings/statistics", statistics)
            .read::<AccessanalyzerRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(region.at("external_access_enabled").as_bool(), Some(true));
        assert_eq!(region.at("unused_access_enabled").as_bool(), Some(false));
        let analyzers = serde_json::to_string(region.at("analyzers")).unwrap();
        assert!(analyzers.contains(r#""active_findings":{"total":5,"public":2,"cross_account":3}"#), "{analyzers}");
    }

    #[test]
    fn other_sorts_are_counted_alike() {
        let statistics: Statistics = serde_json::from_str(
            r#"{"findingsStatistics": [{"unusedAccessFindingsStatistics": {"totalActiveFindings": 7,
                "topAccounts": [{"account": "111122223333"}], "unusedAccessTypeStatistics": [{"total": 7}]}}]}"#,
        )
        .unwrap();
        assert_eq!(findings(&statistics), Findings { total: 7, public: 0, cross_account: 0 });
    }

    #[test]
    fn none_is_a_value_and_denied_is_not() {
        let none = Canned::default().reply("GET /analyzer", r#"{"analyzers": []}"#).read::<AccessanalyzerRegion>();
        assert_eq!(none.resources[0].at("external_access_enabled").as_bool(), Some(false));
        let failed =
            Canned::default().reply("GET /analyzer", &analyzer("ACCOUNT", "FAILED")).read::<AccessanalyzerRegion>();
        assert_eq!(failed.resources[0].at("external_access_enabled").as_bool(), Some(false));
        assert_eq!(failed.resources[0].unread().len(), 1, "what it found");
        let denied = Canned::default().read::<AccessanalyzerRegion>();
        assert_eq!(denied.resources[0].unread().len(), 3);
    }
}
