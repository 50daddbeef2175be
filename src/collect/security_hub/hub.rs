//! One hub: what is known there, what is sent, what is archived.

use super::known::Known;
use super::{Hub, Push, Sent, told};
use crate::collect::aws::call::Call;
use crate::collect::aws::service::SECURITY_HUB;
use crate::collect::aws::session::Session;
use crate::snapshot::Unread;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// A call takes a hundred findings, and six megabytes.
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html>
const MOST_FINDINGS: usize = 100;
const MOST_BYTES: usize = 5_000_000;

/// <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html>
const PEOPLES: [&str; 3] = ["Severity", "Types", "Workflow"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    findings: Vec<Json>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Imported {
    success_count: u64,
    #[serde(default)]
    failed_findings: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refused {
    id: String,
    error_code: String,
    error_message: String,
}

pub(super) async fn send(session: &Session, hub: &Hub, push: &Push) -> Sent {
    let known = match known(session, hub, push).await {
        Ok(Some(known)) => known,
        Ok(None) => return Sent::not(hub, "Security Hub is off there; turn it on, or scan without that region"),
        Err(unread) => return Sent::not(hub, &told(&unread)),
    };
    let there: BTreeSet<&str> = known.iter().map(Known::id).collect();
    let found: BTreeSet<&str> = hub.findings.iter().filter_map(|finding| finding["Id"].as_str()).collect();
    let new = hub.findings.iter().map(|finding| {
        let is_there = finding["Id"].as_str().is_some_and(|id| there.contains(id));
        if is_there { renewed(finding) } else { finding.clone() }
    });
    let mut sent = Sent::default();
    for batch in batches(new) {
        sent.imported += import(session, hub, batch, &mut sent.failures).await;
    }
    let missing = known.iter().filter(|one| one.is_active() && !found.contains(one.id()));
    let (gone, in_doubt): (Vec<&Known>, Vec<&Known>) = missing.partition(|one| one.is_gone(hub, push));
    sent.in_doubt = in_doubt.len() as u64;
    for batch in batches(gone.into_iter().map(|one| one.archived(push))) {
        sent.archived += import(session, hub, batch, &mut sent.failures).await;
    }
    sent
}

/// Without what a person may have set: how far they are with it, and what they think of its severity and type, of which
/// a provider's word is in fields of its own.
fn renewed(finding: &Json) -> Json {
    let mut finding = finding.clone();
    if let Some(members) = finding.as_object_mut() {
        PEOPLES.iter().for_each(|name| drop(members.remove(*name)));
    }
    finding
}

/// Ours that the hub holds; none where it is off.
async fn known(session: &Session, hub: &Hub, push: &Push) -> Result<Option<Vec<Known>>, Unread> {
    let is = |value: &str, comparison: &str| json!([{"Value": value, "Comparison": comparison}]);
    let filters = json!({
        "ProductArn": is(&hub.product, "EQUALS"),
        "AwsAccountId": is(hub.account.as_str(), "EQUALS"),
        "GeneratorId": is(push.ours, "PREFIX"),
    });
    let call = Call::new(session, &hub.region, &SECURITY_HUB, "GetFindings").post("/findings");
    let pages = call.set("Filters", filters).set("MaxResults", 100).pages("NextToken", "NextToken");
    let all = pages.all(|page: Page| page.findings).await?;
    // What is archived is never anybody else's, whatever a server makes of filters.
    Ok(all.map(|all| all.into_iter().filter_map(|finding| Known::of(finding, hub, push)).collect()))
}

fn batches(findings: impl Iterator<Item = Json>) -> Vec<Vec<Json>> {
    let (mut all, mut batch, mut bytes) = (Vec::new(), Vec::new(), 0);
    for finding in findings {
        let size = finding.to_string().len();
        if batch.len() == MOST_FINDINGS || (bytes + size > MOST_BYTES && !batch.is_empty()) {
            all.push(std::mem::take(&mut batch));
            bytes = 0;
        }
        bytes += size;
        batch.push(finding);
    }
    if !batch.is_empty() {
        all.push(batch);
    }
    all
}

/// How many were taken. What was refused is told by its id.
async fn import(session: &Session, hub: &Hub, batch: Vec<Json>, failures: &mut Vec<String>) -> u64 {
    let n = batch.len();
    let call = Call::new(session, &hub.region, &SECURITY_HUB, "BatchImportFindings").post("/findings/import");
    let place = format!("{} in {}", hub.region, hub.account);
    match call.set("Findings", batch).answer::<Imported>().await {
        Ok(reply) => {
            let refused = reply.failed_findings.iter();
            failures
                .extend(refused.map(|one| format!("{place}: {}: {}: {}", one.id, one.error_code, one.error_message)));
            reply.success_count
        }
        Err(unread) => {
            failures.push(format!("{place}: {n} findings were not sent: {}", told(&unread)));
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PRODUCT: &str = "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default";

    fn finding(id: &str, generator: &str, region: &str) -> Json {
        json!({"Id": id, "GeneratorId": generator, "ProductArn": PRODUCT, "AwsAccountId": "111122223333",
            "RecordState": "ACTIVE", "Workflow": {"Status": "SUPPRESSED"}, "Note": {"Text": "a person's"},
            "ProductFields": {"plimsoll/region": region, "aws/securityhub/ProductName": "Default"}})
    }

    fn hub(findings: Vec<Json>) -> Hub {
        Hub {
            account: "111122223333".try_into().unwrap(),
            region: "eu-central-1".try_into().unwrap(),
            product: PRODUCT.to_owned(),
            findings,
            looked_at: ["eu-central-1".to_owned()].into(),
            blind: [("plimsoll/s3/blind".to_owned(), "eu-central-1".to_owned())].into(),
        }
    }

    fn push() -> Push {
        let asked = ["plimsoll/s3/a", "plimsoll/s3/blind"].map(str::to_owned).into();
        Push { ours: "plimsoll/", at: "2026-06-30T12:00:00Z".to_owned(), asked, hubs: Vec::new() }
    }

    fn sent(canned: &Canned, findings: Vec<Json>) -> Sent {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(send(&canned.session(), &hub(findings), &push()))
    }

    #[test]
    fn a_call_takes_a_hundred_and_six_megabytes() {
        let sizes = |all: Vec<Json>| batches(all.into_iter()).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(vec![json!({}); 250]), [100, 100, 50]);
        assert_eq!(sizes(vec![json!("x".repeat(2_000_000)); 5]), [2, 2, 1]);
        assert!(sizes(vec![]).is_empty());
    }

    #[test]
    fn what_is_gone_is_archived_and_what_may_be_there_is_not() {
        let foreign = json!({"Id": "plimsoll/9", "GeneratorId": "other/x", "ProductArn": PRODUCT,
            "AwsAccountId": "111122223333", "RecordState": "ACTIVE"});
        let known = [
            finding("plimsoll/1", "plimsoll/s3/a", "eu-central-1"),
            finding("plimsoll/2", "plimsoll/s3/a", "eu-central-1"),
            finding("plimsoll/3", "plimsoll/s3/blind", "eu-central-1"),
            finding("plimsoll/4", "plimsoll/s3/not-asked", "eu-central-1"),
            finding("plimsoll/5", "plimsoll/s3/a", "global"),
            foreign,
        ];
        let page = json!({"Findings": known}).to_string();
        let imported = |n: u64| json!({"SuccessCount": n, "FailedCount": 0}).to_string();
        let canned = Canned::default()
            .reply("POST /findings", &page)
            .reply("POST /findings/import", &imported(2))
            .reply("POST /findings/import", &imported(1));
        let findings = vec![
            finding("plimsoll/1", "plimsoll/s3/a", "eu-central-1"),
            finding("plimsoll/0", "plimsoll/s3/a", "eu-central-1"),
        ];
        let expected = Sent { imported: 2, archived: 1, in_doubt: 3, failures: vec![] };
        assert_eq!(sent(&canned, findings), expected);
    }

    #[test]
    fn what_is_refused_is_told_by_its_id() {
        let reply = r#"{"SuccessCount": 0, "FailedCount": 1, "FailedFindings":
            [{"Id": "plimsoll/1", "ErrorCode": "InvalidInput", "ErrorMessage": "too long"}]}"#;
        let canned =
            Canned::default().reply("POST /findings", r#"{"Findings": []}"#).reply("POST /findings/import", reply);
        let one = || vec![finding("plimsoll/1", "plimsoll/s3/a", "eu-central-1")];
        assert_eq!(sent(&canned, one()).failures, ["eu-central-1 in 111122223333: plimsoll/1: InvalidInput: too long"]);
        let denied = sent(&Canned::default(), one());
        assert!(
            denied.failures[0].contains("1 findings were not sent: securityhub:GetFindings: access_denied"),
            "{denied:?}"
        );
    }

    #[test]
    fn a_hub_that_is_off_is_a_failure_where_something_was_to_be_sent() {
        let off = r#"{"Code": "InvalidAccessException", "Message": "Account 1 is not subscribed to AWS Security Hub"}"#;
        let canned = Canned::default().status("POST /findings", 401, off);
        assert_eq!(sent(&canned, vec![]), Sent::default());
        let told = sent(&canned, vec![finding("plimsoll/1", "plimsoll/s3/a", "eu-central-1")]);
        assert!(told.failures[0].contains("Security Hub is off there"), "{told:?}");
    }
}
