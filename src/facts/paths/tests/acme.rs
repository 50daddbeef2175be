use crate::facts::paths::{Node, Paths};
use crate::facts::{Classification, Deriver, Index};
use crate::snapshot::read_bytes;

#[test]
fn show() {
    let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst"));
    let snapshot = read_bytes("acme", bytes).unwrap();
    let index = Index::new(&snapshot);
    let by = Classification::default();
    let deriver = Deriver::new(&index, &by);
    let now = std::time::Instant::now();
    let paths = Paths::of(&deriver);
    let all = paths.paths();
    let cuts = paths.cuts(&all);
    eprintln!("{:?} {} nodes {} edges", now.elapsed(), paths.graph.node_count(), paths.graph.edge_count());
    for (path, cut) in all.iter().zip(cuts) {
        let route = paths.route(path).unwrap();
        eprintln!("== {:?} {:?} certain {}", route.entry, route.prize, route.certain);
        for hop in &route.hops {
            let node = match hop.node {
                Node::Thing(t) => t.0.label().to_owned(),
                other => format!("{other:?}"),
            };
            for by in &hop.by {
                eprintln!("     {:?} {}", by.step, by.because);
            }
            eprintln!("   -> {node} (+{})", hop.alike);
        }
        eprintln!("   CUT {:?} cuts {}", cut.changes, cut.cuts);
    }
    for gap in &paths.gaps {
        eprintln!("GAP {gap:?}");
    }
}
