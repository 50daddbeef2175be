//! What judging a snapshot costs, beside decoding it. `BENCH_RESOURCES` sets the size; 100,000 without it.
//!
//! The bars stand beside what is measured: 50 ms to load and compile the whole rule book, three times the decoding for a
//! scan, and four times the snapshot, uncompressed, of memory.

#![expect(clippy::expect_used, reason = "a benchmark that cannot set up may end")]

mod synthetic;

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll::control::{self, Control};
use plimsoll::evaluate::{Keep, evaluate};
use plimsoll::facts::{Deriver, Index};
use plimsoll::framework;
use plimsoll::scan::{Rules, scan};
use plimsoll::snapshot::{Snapshot, read};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
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
    bars(&file, &snapshot, &rules);
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

/// The fastest of several runs, as others use the machine too.
fn fastest<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut time = || {
        let started = Instant::now();
        black_box(run());
        started.elapsed()
    };
    (0..5).map(|_| time()).min().unwrap_or_default()
}

/// All controls, with each of their expressions compiled: a scan compiles them on all threads when it first needs them.
fn compile() -> usize {
    let controls = control::load(&control::built_in(), &BTreeMap::new()).expect("good controls");
    let compiled = |control: &Control| control.checks().map(|check| check.paths().len()).sum::<usize>();
    controls.controls().par_iter().map(compiled).sum()
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn bars(file: &Path, snapshot: &Snapshot, rules: &Rules) {
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    println!("load and compile of the whole rule book: {:.1} ms (bar 50)", millis(fastest(compile)));
    let decode = fastest(|| read(file).expect("a good snapshot"));
    let evaluate = fastest(|| judge(snapshot, rules));
    let whole = fastest(|| scan(snapshot, rules, Keep::Problems).ranking.loads);
    println!("decode: {:.0} ms", millis(decode));
    for (what, time) in [("evaluate", evaluate), ("scan", whole)] {
        let ratio = time.as_secs_f64() / decode.as_secs_f64();
        println!("{what}: {:.0} ms, {ratio:.2} of decode (bar 3)", millis(time));
    }
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let size = uncompressed(file);
    match peak(file) {
        Some(peak) => println!(
            "memory of the program: {:.0} MiB, {:.2} of {:.0} MiB uncompressed (bar 4)",
            mib(peak),
            peak as f64 / size as f64,
            mib(size)
        ),
        None => println!("memory of the program: this system does not tell"),
    }
}

fn uncompressed(file: &Path) -> u64 {
    let file = BufReader::new(File::open(file).expect("a snapshot"));
    io::copy(&mut zstd::Decoder::new(file).expect("zstd"), &mut io::sink()).expect("good zstd")
}

/// The most memory that the program takes to judge a file and tell it all, by what Linux says while it tells.
fn peak(file: &Path) -> Option<u64> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["scan", "--format", "json", "--snapshot"])
        .arg(file)
        .current_dir(file.parent()?)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", program.id());
    let mut told = program.stdout.take().expect("a pipe");
    let (mut part, mut peak) = (vec![0; 1 << 16], None);
    while told.read(&mut part).expect("a report") > 0 {
        peak = peak.max(resident(&status));
    }
    assert!(program.wait().expect("an end").success(), "the program could not judge the snapshot");
    peak
}

/// The most that a process had at a time.
fn resident(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    most.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib << 10)
}

/// What a fact costs it costs for each resource, whatever is asked: all together may take as long as the controls do.
#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn facts_cost_no_more_than_controls(snapshot: &Snapshot, rules: &Rules) {
    let (facts, both): (Duration, Duration) = (fastest(|| derive(snapshot, rules)), fastest(|| judge(snapshot, rules)));
    let controls = both.saturating_sub(facts);
    println!("facts {facts:.2?}, controls {controls:.2?}");
    assert!(facts <= controls, "facts take {facts:.2?}, controls {controls:.2?}");
}

criterion_group!(all, benches);
criterion_main!(all);
