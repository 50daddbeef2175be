//! A finding.

use super::field::{Fields, units};
use super::{generator, home, product_arn, resource_type};
use crate::evaluate::Verdict;
use crate::report::{FindingRow, View, common_scale, plain_value};
use crate::risk::Band;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

const MOST_REQUIREMENTS: usize = 32;
const MOST_TAGS: usize = 50;

pub(super) fn of(finding: &FindingRow<'_>, view: &View) -> Json {
    let mut fields = Fields::default();
    let (control, resource) = (finding.control, &finding.resource);
    let region = home(resource.region, view.scan.partition());
    let seen = moment(finding.first_seen.unwrap_or(view.scan.taken_at));
    let taken_at = moment(view.scan.taken_at);
    let (severity, types) = (severity(finding), ["Software and Configuration Checks/AWS Security Best Practices"]);
    let mut written = json!({
        "SchemaVersion": "2018-10-08",
        "Id": generator(finding.fingerprint),
        "ProductArn": product_arn(resource.account, region, view.scan.partition()),
        "ProductName": "Plimsoll",
        "CompanyName": "Plimsoll",
        "GeneratorId": fields.text("GeneratorId", &generator(&control.id), 512),
        "AwsAccountId": resource.account,
        "Types": types,
        "CreatedAt": seen,
        "UpdatedAt": taken_at,
        "FirstObservedAt": seen,
        "LastObservedAt": taken_at,
        "FindingProviderFields": provided(&severity, &types),
        "Severity": severity,
        "Title": fields.text("Title", &finding.rule(), 256),
        "Description": fields.text("Description", &finding.message(), 1024),
        "Remediation": {"Recommendation": recommendation(finding, &mut fields)},
        "Compliance": compliance(finding, &mut fields),
        "Resources": [resource_of(finding, view, &mut fields)],
        "RecordState": "ACTIVE",
    });
    // Only what was accepted here is said: whatever else a person set in Security Hub is theirs.
    if finding.waiver.is_some() {
        written["Workflow"] = json!({"Status": "SUPPRESSED"});
    }
    written["ProductFields"] = product_fields(finding, view, fields);
    written
}

/// As Security Hub writes moments.
pub fn moment(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What a provider says again of a finding that is there: a person may have decided otherwise.
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/finding-provider-fields.html>
pub(super) fn provided(severity: &Json, types: &[&str]) -> Json {
    let mut severity = severity.clone();
    if let Some(members) = severity.as_object_mut() {
        members.remove("Normalized");
    }
    json!({"Severity": severity, "Types": types})
}

/// What is a part of another failure, or could not be decided, is for information.
fn severity(finding: &FindingRow<'_>) -> Json {
    let weighs = finding.verdict == Verdict::Fail && finding.folded_under.is_none();
    let Some(score) = finding.risk.filter(|_| weighs) else {
        return json!({"Label": "INFORMATIONAL", "Normalized": 0});
    };
    let label = match score.band() {
        Band::Low => "LOW",
        Band::Medium => "MEDIUM",
        Band::High => "HIGH",
        Band::Critical => "CRITICAL",
    };
    let original = format!("{:.1}", score.value());
    json!({"Label": label, "Normalized": common_scale(score).round() as u64, "Original": original})
}

fn recommendation(finding: &FindingRow<'_>, fields: &mut Fields) -> Json {
    let fix = &finding.control.fix;
    let command = finding.command.as_ref().map(|command| format!(" {command}")).unwrap_or_default();
    let text = fields.text("Remediation", &format!("{}{command}", fix.text), 512);
    match finding.control.references.first() {
        Some(url) => json!({"Text": text, "Url": fields.text("Url", url, 2048)}),
        None => json!({"Text": text}),
    }
}

fn compliance(finding: &FindingRow<'_>, fields: &mut Fields) -> Json {
    let status = match finding.verdict {
        Verdict::Pass => "PASSED",
        Verdict::Fail => "FAILED",
        // Some information is missing.
        Verdict::Unknown => "WARNING",
    };
    let mut compliance = json!({"Status": status});
    let requirements = finding.control.requirements();
    let all = requirements.iter().flat_map(|(framework, ids)| ids.iter().map(move |id| format!("{framework} {id}")));
    let mut related: Vec<String> = all.map(|one| fields.text("RelatedRequirements", &one, 64)).collect();
    if related.len() > MOST_REQUIREMENTS {
        related.truncate(MOST_REQUIREMENTS);
        fields.note("RelatedRequirements");
    }
    if !related.is_empty() {
        compliance["RelatedRequirements"] = json!(related);
    }
    if let Some(unread) = finding.unread {
        compliance["StatusReasons"] = json!([reason(unread.reason.as_str(), &unread.to_string(), fields)]);
    }
    compliance
}

/// Codes are in capitals.
pub(super) fn reason(code: &str, text: &str, fields: &mut Fields) -> Json {
    json!({"ReasonCode": code.to_uppercase(), "Description": fields.text("StatusReasons", text, 1024)})
}

fn resource_of(finding: &FindingRow<'_>, view: &View, fields: &mut Fields) -> Json {
    let row = &finding.resource;
    let mut resource = json!({
        "Type": resource_type::of(row.cloudformation),
        "Id": fields.text("Resources.Id", row.id, 512),
        "Partition": view.scan.partition(),
        "Region": home(row.region, view.scan.partition()),
    });
    let mut tags = Map::new();
    for (name, value) in row.tags.as_object().into_iter().flat_map(|tags| tags.iter()) {
        let value = plain_value(value);
        let fits = !name.trim().is_empty() && !value.trim().is_empty() && units(name) <= 128;
        if fits && tags.len() < MOST_TAGS {
            tags.insert(fields.text("Tags", name, 128), json!(fields.text("Tags", &value, 256)));
        } else {
            fields.note("Tags");
        }
    }
    if !tags.is_empty() {
        resource["Tags"] = json!(tags);
    }
    resource
}

/// What Security Hub has no name for.
fn product_fields(finding: &FindingRow<'_>, view: &View, mut fields: Fields) -> Json {
    let row = &finding.resource;
    let all = [
        ("plimsoll/scan", Some(view.scan.id.to_owned())),
        ("plimsoll/region", Some(row.region.to_owned())),
        ("plimsoll/kind", Some(row.kind.to_owned())),
        ("plimsoll/weight", Some(finding.weight_text()).filter(|text| !text.is_empty())),
        // Else the description tells it.
        ("plimsoll/seen", fields.has_cut("Description").then(|| finding.seen_text())),
        ("plimsoll/owner", finding.owner.map(str::to_owned)),
        ("plimsoll/due", finding.due.map(|due| due.to_string())),
        ("plimsoll/part-of", finding.folded_under.map(str::to_owned)),
    ];
    let set = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let mut written: Map<String, Json> =
        set.map(|(name, value)| (name, json!(fields.text("ProductFields", &value, 2048)))).collect();
    if let Some(cut) = fields.cut() {
        written.insert("plimsoll/cut".to_owned(), json!(cut));
    }
    Json::Object(written)
}
