//! A gap: Security Hub is told that nobody could look, so that silence there is no pass.

use super::field::Fields;
use super::finding::{moment, provided, reason};
use super::{generator, home, product_arn, unread_generator};
use crate::report::{GapRow, View};
use serde_json::{Value as Json, json};

pub(super) fn of(gap: &GapRow<'_>, view: &View) -> Json {
    let mut fields = Fields::default();
    let region = home(gap.region, view.scan.partition());
    let taken_at = moment(view.scan.taken_at);
    let message = gap.message();
    let (severity, types) = (json!({"Label": "INFORMATIONAL", "Normalized": 0}), ["Software and Configuration Checks"]);
    let mut written = json!({
        "SchemaVersion": "2018-10-08",
        "Id": generator(&gap.fingerprint()),
        "ProductArn": product_arn(gap.account, region, view.scan.partition()),
        "ProductName": "Plimsoll",
        "CompanyName": "Plimsoll",
        "GeneratorId": unread_generator(gap.kind),
        "AwsAccountId": gap.account,
        "Types": types,
        "CreatedAt": taken_at,
        "UpdatedAt": taken_at,
        "FindingProviderFields": provided(&severity, &types),
        "Severity": severity,
        "Title": fields.text("Title", &format!("could not be read: {}", gap.kind), 256),
        "Description": fields.text("Description", &message, 1024),
        "Compliance": {"Status": "WARNING", "StatusReasons": [reason(gap.reason.as_str(), &message, &mut fields)]},
        "Resources": [{
            "Type": "AwsAccount",
            "Id": format!("AWS::::Account:{}", gap.account),
            "Partition": view.scan.partition(),
            "Region": region,
        }],
        "RecordState": "ACTIVE",
    });
    let mut own = json!({"plimsoll/scan": view.scan.id, "plimsoll/region": gap.region, "plimsoll/action": if gap.action.is_empty() { "-" } else { gap.action }});
    if let Some(cut) = fields.cut() {
        own["plimsoll/cut"] = json!(cut);
    }
    written["ProductFields"] = own;
    written
}
