//! Acme in the summer of 2026, as `testdata/README.md` tells it.

use super::estate::told;
use crate::facts::paths::Paths;
use crate::facts::{Classification, Deriver, Index};
use crate::snapshot::read_bytes;

#[test]
fn the_remote_desktop_of_the_auditors_leads_to_the_invoices() {
    let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst"));
    let snapshot = read_bytes("acme", bytes).unwrap();
    let (index, by) = (Index::new(&snapshot), Classification::default());
    let deriver = Deriver::new(&index, &by);
    let paths = Paths::of(&deriver);
    let all = paths.paths();
    let told: Vec<String> = all.iter().map(|path| told(&paths.route(path).unwrap())).collect();
    assert_eq!(
        told,
        [
            "999988887777 -account-> monitoring-partner -rights-> acme-reports",
            "internet -reach-> audit-2 -role-> ledger -rights-> acme-invoices",
            "internet -reach-> sale-2 -role-> orders-api -rights-> acme-orders",
        ]
    );
    let kinds: Vec<&str> = paths.gaps.iter().flat_map(|gap| &gap.what).map(String::as_str).collect();
    assert!(kinds.contains(&"rds_instance") && !kinds.contains(&"s3_bucket"), "{kinds:?}");
}
