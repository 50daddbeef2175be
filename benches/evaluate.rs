//! What judging a snapshot costs, beside decoding it. `BENCH_RESOURCES` sets the size; 100,000 without it.

#![expect(clippy::expect_used, reason = "a benchmark that cannot set up may end")]

mod synthetic;

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll::control;
use plimsoll::evaluate::Keep;
use plimsoll::framework;
use plimsoll::scan::{Rules, scan};
use plimsoll::snapshot::read;
use std::collections::BTreeMap;
use std::hint::black_box;

fn benches(criterion: &mut Criterion) {
    let count = std::env::var("BENCH_RESOURCES").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("synthetic.jsonl.zst");
    synthetic::write(count, &file);
    let rules = Rules {
        controls: control::load(&control::built_in(), &BTreeMap::new()).expect("good controls"),
        frameworks: framework::load(&framework::built_in()).expect("good frameworks"),
        ..Rules::default()
    };
    let snapshot = read(&file).expect("a good snapshot");
    let mut group = criterion.benchmark_group(format!("{count} resources"));
    group.sample_size(10);
    group.bench_function("decode", |bench| bench.iter(|| black_box(read(&file).expect("a good snapshot"))));
    group.bench_function("scan", |bench| {
        bench.iter(|| black_box(scan(&snapshot, &rules, Keep::Problems).ranking.loads));
    });
    group.finish();
    criterion.bench_function("load all controls", |bench| {
        bench.iter(|| black_box(control::load(&control::built_in(), &BTreeMap::new()).expect("good controls")));
    });
}

criterion_group!(all, benches);
criterion_main!(all);
