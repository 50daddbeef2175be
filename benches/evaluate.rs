//! What judging a snapshot costs, beside decoding it. `BENCH_RESOURCES` sets the size; 100,000 without it.

#![expect(clippy::expect_used, reason = "a benchmark that cannot set up may end")]

mod synthetic;

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll::control;
use plimsoll::evaluate::{Keep, evaluate};
use plimsoll::facts::{Deriver, Index};
use plimsoll::framework;
use plimsoll::scan::{Rules, scan};
use plimsoll::snapshot::{Snapshot, read};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

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
    group.bench_function("derive all facts", |bench| bench.iter(|| black_box(derive(&snapshot, &rules))));
    group.bench_function("evaluate all controls", |bench| bench.iter(|| black_box(judge(&snapshot, &rules))));
    group.finish();
    facts_cost_no_more_than_controls(&snapshot, &rules);
    criterion.bench_function("load all controls", |bench| {
        bench.iter(|| black_box(control::load(&control::built_in(), &BTreeMap::new()).expect("good controls")));
    });
}

/// The facts of every resource, by as many threads as controls have.
fn derive(snapshot: &Snapshot, rules: &Rules) -> usize {
    let index = Index::new(snapshot);
    let deriver = Deriver::new(&index, &rules.classification).asked_by(&rules.controls);
    snapshot.resources.par_iter().filter(|resource| deriver.sheet(resource).exposure.is_known()).count()
}

/// The same, and the controls over them.
fn judge(snapshot: &Snapshot, rules: &Rules) -> usize {
    let index = Index::new(snapshot);
    let deriver = Deriver::new(&index, &rules.classification).asked_by(&rules.controls);
    evaluate(&deriver, &rules.controls, &rules.waivers, Keep::Problems).0.findings.len()
}

/// What a fact costs it costs for each resource, whatever is asked: all together may take as long as the controls do.
/// The fastest of several runs each, as others use the machine too.
#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn facts_cost_no_more_than_controls(snapshot: &Snapshot, rules: &Rules) {
    let fastest = |run: fn(&Snapshot, &Rules) -> usize| {
        let time = || {
            let started = Instant::now();
            black_box(run(snapshot, rules));
            started.elapsed()
        };
        (0..5).map(|_| time()).min().unwrap_or_default()
    };
    let (facts, both): (Duration, Duration) = (fastest(derive), fastest(judge));
    let controls = both.saturating_sub(facts);
    println!("facts {facts:.2?}, controls {controls:.2?}");
    assert!(facts <= controls, "facts take {facts:.2?}, controls {controls:.2?}");
}

criterion_group!(all, benches);
criterion_main!(all);
