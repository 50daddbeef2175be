//! Texts that claim to be policies, from the reader of collection to the facts: `cargo +nightly fuzz run policy
//! testdata/policies`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::facts::{Classification, Deriver, Index};
use plimsoll::snapshot::policy_document::PolicyDocument;
use plimsoll::snapshot::{Header, Resource, Snapshot};
use serde_json::json;

const KINDS: [(&str, &str); 5] = [
    ("s3_bucket", "policy"),
    ("sqs_queue", "policy"),
    ("iam_role", "trust_policy"),
    ("opensearch_domain", "policy"),
    ("efs_file_system", "policy"),
];

fuzz_target!(|text: &str| {
    let document = PolicyDocument::reading("x:GetPolicy", Ok(Some(text.to_owned())));
    let resources = KINDS.iter().filter_map(|(kind, field)| {
        let line = json!({"kind": kind, "id": kind, "name": null, "account": "111122223333", "region": "eu-west-1",
            "tags": null, *field: document});
        serde_json::from_str::<Resource>(&line.to_string()).ok()
    });
    let Ok(now) = "2026-06-30T00:00:00Z".parse() else { return };
    let snapshot = Snapshot::of(Header::new(now, "fuzz".into(), vec![], vec![]), resources.collect());
    let (index, by) = (Index::new(&snapshot), Classification::default());
    let deriver = Deriver::new(&index, &by);
    for resource in &snapshot.resources {
        let _ = deriver.sheet(resource).to_value();
    }
});
