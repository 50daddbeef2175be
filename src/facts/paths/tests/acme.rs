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
    assert!(paths.gaps.is_empty(), "{:?}", paths.gaps);
}

#[test]
fn a_kind_that_nobody_looked_at_is_a_gap() {
    let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst"));
    let mut snapshot = read_bytes("acme", bytes).unwrap();
    snapshot.header.kinds.remove("rds_instance");
    let (index, by) = (Index::new(&snapshot), Classification::default());
    let deriver = Deriver::new(&index, &by);
    let paths = Paths::of(&deriver);
    let kinds: Vec<&str> = paths.gaps.iter().flat_map(|gap| &gap.what).map(String::as_str).collect();
    assert_eq!(kinds, ["rds_instance"]);
}
