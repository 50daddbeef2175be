//! Histories in a folder and in a bucket: whatever happens, nothing that was kept is lost, and what is odd is told.

use super::support::{Account, Fault, FaultProxy, Moto, Plimsoll, REGION, Run, plimsoll};
use plimsoll::snapshot::{self, AccountId, Header, Writer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

/// A scan that asks little.
fn scan(account: &Account, history: &str) -> Plimsoll {
    let args = ["scan", "--control", "s3/bucket-versioning", "--region", REGION, "--max-rps", "1000"];
    plimsoll().args(args).args(["--history", history]).account(account)
}

fn history(account: &Account, args: &[&str], history: &str) -> Plimsoll {
    plimsoll().args(args).args(["--history", history]).account(account)
}

fn listed(account: &Account, place: &str) -> Value {
    let run = history(account, &["history", "list", "--format", "json"], place).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.json()
}

fn ids(listing: &Value) -> Vec<String> {
    let snapshots = listing["snapshots"].as_array().unwrap();
    snapshots.iter().map(|snapshot| snapshot["id"].as_str().unwrap().to_owned()).collect()
}

/// What was told, in one line: lines are broken to fit a terminal.
fn told(run: &Run) -> String {
    run.stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn tells(run: &Run, code: i32, words: &[&str]) {
    let told = told(run);
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    for words in words {
        assert!(told.contains(words), "not told: {words}\n{told}");
    }
}

/// A whole snapshot with nothing in it, as bytes.
fn empty_snapshot(account: &str, taken_at: &str) -> (String, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.jsonl.zst");
    let account = AccountId::try_from(account).unwrap();
    let header = Header::new(taken_at.parse().unwrap(), "aws".into(), vec![account], vec![]);
    Writer::create(&file, &header).unwrap().finish(0, BTreeMap::new()).unwrap();
    (header.id, fs::read(file).unwrap())
}

/// One at noon of each day.
fn fill(account: &Account, bucket: &str, days: &[&str]) -> Vec<String> {
    let put = |day: &&str| {
        let (id, bytes) = empty_snapshot(&account.id, &format!("{day}T12:00:00Z"));
        let answer = account.s3("PUT", &format!("/{bucket}/h/{id}.jsonl.zst"), bytes);
        assert!(answer.contains(" 200 "), "{answer}");
        id
    };
    days.iter().map(put).collect()
}

#[test]
fn a_bucket_is_a_history_like_a_folder() {
    let account = Account::new();
    // In a region that is not the one of the configuration.
    account.bucket("us-west-2", "history-elsewhere");
    let place = "s3://history-elsewhere/plimsoll/prod";
    for _ in 0..2 {
        let run = scan(&account, place).args(["--format", "json"]).run();
        tells(&run, 0, &[]);
        assert_eq!(run.json()["trend"]["quarters"].as_array().map(Vec::len), Some(1));
    }
    let listing = listed(&account, &format!("{place}/"));
    assert_eq!((ids(&listing).len(), listing["leftovers"].as_array().map(Vec::len)), (2, Some(0)));
    assert_eq!(listing["snapshots"][1]["last_of_quarter"], true);
    let reported = history(&account, &["trend", "--as-reported", "--format", "json"], place).run();
    tells(&reported, 0, &[]);
    let said = &reported.json()["quarters"][0];
    let (of, last) = (said["snapshot"].as_str().unwrap(), ids(&listing).pop().unwrap());
    assert!(last.starts_with(of) && said["reported_by"]["tool"].is_string(), "{last}: {said:#}");
    for args in [&["trend"][..], &["paths"], &["explain", "s3/bucket-versioning"], &["scan", "--plan"]] {
        tells(&history(&account, args, place).run(), 0, &[]);
    }
    // The API server as an option, and the history in the configuration.
    let configured = plimsoll().file("plimsoll.yaml", format!("history: {place}"));
    let run = configured.args(["trend", "--endpoint-url", &account.endpoint()]).account(&account).endpoint("").run();
    tells(&run, 0, &[]);
    let init = history(&account, &["config", "init", "-o", "new.yaml"], place);
    let folder = init.folder().to_owned();
    assert!(!folder.join("new.yaml").exists());
    tells(&init.run(), 0, &["config check"]);
    let elsewhere = history(&account, &["trend"], "s3://history-elsewhere/plimsoll").run();
    tells(
        &elsewhere,
        2,
        &["there are no snapshots in s3://history-elsewhere/plimsoll/", "plimsoll scan --history DIR"],
    );
}

fn all_end(jobs: Vec<Child>) {
    for job in jobs {
        let out = job.wait_with_output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
}

/// They begin in the same seconds, so that their snapshots want the same names.
#[test]
fn jobs_at_once_lose_nothing() {
    const JOBS: usize = 6;
    let account = Account::new();
    account.bucket(REGION, "history-at-once");
    let folder = tempfile::tempdir().unwrap();
    for place in [folder.path().to_str().unwrap(), "s3://history-at-once/h"] {
        let mut scans: Vec<Plimsoll> = (0..JOBS).map(|_| scan(&account, place)).collect();
        all_end(scans.iter_mut().map(Plimsoll::start).collect());
        let listing = listed(&account, place);
        assert_eq!((ids(&listing).len(), listing["leftovers"].as_array().map(Vec::len)), (JOBS, Some(0)), "{place}");
        let twins = ids(&listing).iter().filter(|id| id.matches('-').count() == 2).count();
        let pairs = listing["warnings"].as_array().unwrap().iter().map(|warning| warning.as_str().unwrap());
        assert_eq!(pairs.filter(|warning| warning.contains(" were both taken at ")).count(), twins);
    }
    let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
    let (reports, snapshots): (Vec<_>, Vec<_>) = files.partition(|path| path.to_string_lossy().contains(".reported."));
    assert!(snapshots.iter().all(|path| snapshot::read(path).unwrap().is_complete()));
    assert_eq!((snapshots.len(), reports.len()), (JOBS, JOBS));
}

/// Whoever is killed, at whatever moment: before, while it reads, while it writes, after.
#[test]
fn a_killed_job_takes_nothing_with_it() {
    let account = Account::new();
    account.bucket(REGION, "history-killed");
    let folder = tempfile::tempdir().unwrap();
    for place in [folder.path().to_str().unwrap(), "s3://history-killed/h"] {
        let mut before = Vec::new();
        tells(&scan(&account, place).run(), 0, &[]);
        for round in 0..10 {
            let mut doomed = scan(&account, place);
            let mut job = doomed.start();
            sleep(Duration::from_millis(round * 60));
            job.kill().unwrap();
            job.wait().unwrap();
            let after = ids(&listed(&account, place));
            assert!(after.len() > before.len().saturating_sub(1) && after.starts_with(&before), "{before:?} {after:?}");
            before = after;
        }
        tells(&history(&account, &["trend"], place).run(), 0, &[]);
        for id in &before {
            let file = folder.path().join(format!("{id}.jsonl.zst"));
            if !place.starts_with("s3:") {
                assert!(snapshot::read(&file).unwrap().is_complete());
            }
        }
    }
}

#[test]
fn what_a_killed_job_leaves_is_told_and_pruned() {
    let account = Account::new();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    tells(&scan(&account, place).run(), 0, &[]);
    let proxy = FaultProxy::new([("s3:ListAllMyBuckets", Fault::Hang)]);
    let mut hanging = scan(&account, place).endpoint(&proxy.url());
    let mut job = hanging.start();
    proxy.wait_for("s3:ListAllMyBuckets");
    job.kill().unwrap();
    job.wait().unwrap();
    let listing = listed(&account, place);
    let left = listing["leftovers"][0].as_str().unwrap().to_owned();
    assert!(left.starts_with(".taking-") && ids(&listing).len() == 1);
    let shown = history(&account, &["history", "list"], place).run();
    let words: Vec<&str> = shown.stdout.split_whitespace().collect();
    assert!(words.join(" ").contains("`plimsoll history prune` removes what is older than a day"), "{}", shown.stdout);
    let prune = |more: &[&str]| history(&account, &["history", "prune", "--keep", "1"], place).args(more).run();
    assert_eq!(prune(&[]).stdout, "nothing is old enough to go\n", "it may be running");
    let old = std::time::SystemTime::now() - Duration::from_secs(25 * 3600);
    File::options().write(true).open(folder.path().join(&left)).unwrap().set_modified(old).unwrap();
    let dry = prune(&["--dry-run"]);
    assert_eq!(dry.stdout, format!("drop  {left}, a leftover\n"));
    tells(&dry, 0, &["nothing was deleted"]);
    assert_eq!(prune(&[]).stdout, dry.stdout);
    assert!(!folder.path().join(&left).exists() && ids(&listed(&account, place)).len() == 1);
}

#[test]
fn what_was_scanned_is_kept_where_the_history_cannot_take_it() {
    let account = Account::new();
    account.bucket(REGION, "history-refuses");
    let proxy = FaultProxy::new([("s3:PutObject", Fault::Deny)]);
    let kept = tempfile::tempdir().unwrap();
    let run = scan(&account, "s3://history-refuses/h")
        .endpoint(&proxy.url())
        .env("TMPDIR", kept.path().to_str().unwrap())
        .run();
    tells(
        &run,
        2,
        &["cannot keep the snapshot in the history", "s3:PutObject on s3://history-refuses/h/2", "docs/history.md"],
    );
    let folders: Vec<_> = fs::read_dir(kept.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 1, "and nothing else is left behind");
    let file = folders[0].join("snapshot.jsonl.zst");
    let said: String = run.stderr.split_whitespace().filter(|word| *word != "│").collect();
    assert!(said.contains(&format!("keptas{}", file.display())), "{}", run.stderr);
    tells(&plimsoll().args(["scan", "--snapshot", file.to_str().unwrap()]).run(), 0, &[]);
}

#[test]
fn who_may_only_write_adds_and_compares_nothing() {
    let account = Account::new();
    account.bucket(REGION, "history-write-only");
    let place = "s3://history-write-only/h";
    let faults = ["s3:ListBucket", "s3:GetObject", "s3:DeleteObject"].map(|action| (action, Fault::Deny));
    let proxy = FaultProxy::new(faults);
    let run = scan(&account, place).endpoint(&proxy.url()).args(["--format", "json"]).run();
    tells(&run, 0, &["nothing is compared with the history", "s3:ListBucket on s3://history-write-only/ is denied"]);
    assert_eq!(run.json()["trend"], Value::Null);
    assert_eq!(ids(&listed(&account, place)).len(), 1);
    assert_eq!((proxy.seen("s3:PutObject"), proxy.seen("s3:DeleteObject")), (2, 0), "it and its report");
}

#[test]
fn each_refusal_says_what_to_do() {
    let account = Account::new();
    account.bucket(REGION, "history-refused");
    fill(&account, "history-refused", &["2026-01-10"]);
    let trend = |place: &str| history(&account, &["trend"], place);
    tells(&trend("s3://history-nowhere/h").run(), 2, &["there is no bucket `history-nowhere`", "make it first"]);
    tells(&scan(&account, "s3://history-nowhere/h").run(), 2, &["there is no bucket `history-nowhere`"]);
    let place = "s3://history-refused/h";
    for (action, fault, words) in [
        ("s3:ListBucket", Fault::Deny, ["s3:ListBucket on s3://history-refused/ is denied", "--profile"]),
        ("s3:GetObject", Fault::Deny, ["s3:GetObject on s3://history-refused/h/20260110", "--profile"]),
        ("s3:ListBucket", Fault::Expire, ["the AWS credentials have expired", "aws sso login"]),
        ("s3:ListBucket", Fault::Babble, ["s3:ListBucket on s3://history-refused/ failed", "is it an S3 API?"]),
    ] {
        let proxy = FaultProxy::new([(action, fault)]);
        tells(&trend(place).endpoint(&proxy.url()).run(), 2, &words);
    }
    let gone = trend(place).endpoint("http://127.0.0.1:9").env("AWS_MAX_ATTEMPTS", "2").run();
    tells(&gone, 2, &["cannot reach http://127.0.0.1:9", "--endpoint-url"]);
    let nobody = plimsoll().args(["trend", "--history", place]).endpoint(&account.endpoint()).run();
    tells(&nobody, 2, &["no AWS credentials", "AWS_PROFILE"]);
    tells(&trend("gs://bucket/h").run(), 2, &["`gs://` is not known", "s3://bucket/prefix"]);
}

#[test]
fn storms_on_the_way_lose_nothing() {
    let account = Account::new();
    account.bucket(REGION, "history-storms");
    fill(&account, "history-storms", &["2026-01-10", "2026-05-10"]);
    let place = "s3://history-storms/h";
    let faults =
        [("s3:ListBucket", Fault::Throttle(2)), ("s3:GetObject", Fault::Cut(2)), ("s3:PutObject", Fault::Drop(2))];
    let proxy = FaultProxy::new(faults);
    tells(&history(&account, &["trend"], place).endpoint(&proxy.url()).run(), 0, &[]);
    assert_eq!(proxy.seen("s3:GetObject"), 4, "what was cut is gone on with");
    tells(&scan(&account, place).endpoint(&proxy.url()).run(), 0, &[]);
    assert_eq!(ids(&listed(&account, place)).len(), 3, "a write that is tried again is one write");
}

/// A name says enough: a listing fetches nothing, and what is fetched is fetched once.
#[test]
fn little_is_fetched() {
    let account = Account::new();
    account.bucket(REGION, "history-frugal");
    let days = ["2025-11-01", "2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10", "2026-05-10"];
    fill(&account, "history-frugal", &days);
    let place = "s3://history-frugal/h";
    for (args, fetched) in [(&["history", "list"][..], 0), (&["trend"], 3), (&["paths"], 1)] {
        let proxy = FaultProxy::new([]);
        tells(&history(&account, args, place).endpoint(&proxy.url()).run(), 0, &[]);
        assert_eq!((proxy.seen("s3:ListBucket"), proxy.seen("s3:GetObject")), (1, fetched), "{args:?}");
    }
    // A name of a person's: its first bytes are read.
    let (_, bytes) = empty_snapshot(&account.id, "2025-07-01T00:00:00Z");
    account.s3("PUT", "/history-frugal/h/before%20the%20merger.jsonl.zst", &bytes);
    account.s3("PUT", "/history-frugal/h/empty.jsonl.zst", "");
    let proxy = FaultProxy::new([]);
    let run = history(&account, &["history", "list"], place).endpoint(&proxy.url()).run();
    tells(&run, 0, &["left out of the history: s3://history-frugal/h/empty.jsonl.zst is not a snapshot"]);
    assert!(run.stdout.contains("before the merger") && run.stdout.contains("2025-Q3"), "{}", run.stdout);
    assert_eq!(proxy.seen("s3:GetObject"), 2);
}

#[test]
fn a_damaged_snapshot_does_not_take_its_quarter_with_it() {
    let account = Account::new();
    account.bucket(REGION, "history-damaged");
    fill(&account, "history-damaged", &["2026-01-10", "2026-05-10"]);
    for (day, bytes) in [("20260111", &b"garbage"[..]), ("20260112", b"")] {
        let name = format!("/history-damaged/h/{day}T000000Z-{}.jsonl.zst", account.id);
        account.s3("PUT", &name, bytes);
    }
    let run = history(&account, &["trend", "--format", "json"], "s3://history-damaged/h").run();
    let of = |day: &str| {
        format!(
            "passed over in the history: s3://history-damaged/h/{day}T000000Z-{}.jsonl.zst is not a snapshot",
            account.id
        )
    };
    tells(&run, 0, &[&of("20260111"), &of("20260112")]);
    let quarters = run.json()["trend"]["quarters"].as_array().or(run.json()["quarters"].as_array()).map(Vec::len);
    assert_eq!(quarters, Some(2), "{}", run.stdout);
}

#[test]
fn pruning_keeps_what_trends_are_made_of() {
    let account = Account::new();
    account.bucket(REGION, "history-pruned");
    let all = fill(&account, "history-pruned", &["2025-11-01", "2026-01-10", "2026-02-10", "2026-05-10"]);
    let report = format!("/history-pruned/h/{}.reported.json.zst", all[1]);
    account.s3("PUT", &report, "{}");
    let place = "s3://history-pruned/h";
    let prune = |more: &[&str]| history(&account, &["history", "prune"], place).args(more).run();
    tells(&prune(&[]), 2, &["nothing says how much is to be kept", "--keep-days D"]);
    let dry = prune(&["--keep", "1", "--dry-run"]);
    tells(&dry, 0, &["nothing was deleted"]);
    let address = |id: &str| format!("s3://history-pruned/h/{id}.jsonl.zst");
    let expected = format!(
        "drop  {} and its report\nkeep  {}: the last of 2025-Q4\nkeep  {}: the last of 2026-Q1\n",
        address(&all[1]),
        address(&all[0]),
        address(&all[2])
    );
    assert_eq!(dry.stdout, expected);
    assert_eq!(ids(&listed(&account, place)), all);
    assert_eq!(prune(&["--keep", "1"]).stdout, expected);
    assert_eq!(ids(&listed(&account, place)), [&all[0][..], &all[2], &all[3]]);
    assert!(account.s3("GET", &report, "").contains("404"));
}

/// Only where the configuration says so, and only of the history that it names.
#[test]
fn a_scan_prunes_where_it_is_configured() {
    let account = Account::new();
    account.bucket(REGION, "history-configured");
    let all = fill(&account, "history-configured", &["2026-01-10", "2026-02-10"]);
    let place = "s3://history-configured/h";
    tells(&scan(&account, place).run(), 0, &[]);
    assert_eq!(ids(&listed(&account, place)).len(), 3, "never by itself");
    let with = |config: &str| scan(&account, place).file("plimsoll.yaml", config).run();
    tells(&with("history: {place: s3://history-other/h, keep_days: 30}"), 0, &[]);
    assert_eq!(ids(&listed(&account, place)).len(), 4, "another history is another matter");
    tells(&with("history: {keep_days: 30}"), 0, &["1 old snapshot was pruned from the history, as plimsoll.yaml says"]);
    let left = ids(&listed(&account, place));
    assert_eq!((left.len(), &left[0]), (4, &all[1]));
    tells(&with("history: {keep: 3, keep_days: 30}"), 2, &["`keep` and `keep_days`", "give one of them"]);
    tells(&with("history: {keep_days: 0}"), 2, &["keep_days"]);
}

/// What is odd about clocks is a sentence of each command that opens the history, and nothing is left out for it.
#[test]
fn wrong_clocks_are_told() {
    let account = Account::new();
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &Path, at: &str| {
        let (id, bytes) = empty_snapshot(&account.id, at);
        fs::write(path.join(format!("{id}.jsonl.zst")), bytes).unwrap();
    };
    write(folder.path(), "2026-01-10T12:00:00Z");
    write(folder.path(), "2999-01-01T00:00:00Z");
    let run = history(&account, &["trend"], folder.path().to_str().unwrap()).run();
    tells(&run, 0, &["says that it was taken at 2999-01-01 00:00:00 UTC, which lies in the future"]);
    assert_eq!(ids(&listed(&account, folder.path().to_str().unwrap())).len(), 2);
}

/// An estate in which the history's own bucket lies: it is scanned like every other one.
#[test]
fn the_bucket_of_the_history_is_scanned_like_others() {
    let moto = Moto::start();
    let account = Account::on(moto.address);
    account.bucket(REGION, "history-own");
    let run = scan(&account, "s3://history-own/h").args(["--format", "json", "--include", "pass"]).run();
    tells(&run, 0, &[]);
    let report = run.json();
    let names: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|finding| finding["resource"]["name"].as_str())
        .collect();
    assert_eq!(names, ["history-own"]);
}

#[test]
fn a_snapshot_is_named_as_the_history_lists_it_or_by_its_quarter() {
    let acme = |quarter: &str| format!("{}/testdata/acme/{quarter}.jsonl.zst", env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    for (quarter, id) in [("2026-Q1", "20260331T120000Z-111122223333"), ("2026-Q2", "20260630T120000Z-111122223333")] {
        std::fs::copy(acme(quarter), folder.path().join(format!("{id}.jsonl.zst"))).unwrap();
    }
    let named = |args: &[&str]| plimsoll().args(args).args(["--history", place]).run();
    let by_file = plimsoll().args(["diff", &acme("2026-Q1"), &acme("2026-Q2"), "--format", "json"]).run().stdout;
    assert_eq!(named(&["diff", "2026-Q1", "2026-Q2", "--format", "json"]).stdout, by_file);
    let by_id = ["diff", "20260331T120000Z-111122223333", &acme("2026-Q2"), "--format", "json"];
    assert_eq!(named(&by_id).stdout, by_file);
    let report = named(&["report", "2026-Q1", "--format", "json"]).json();
    assert_eq!(report["scan"]["id"], "acme-2026-Q1");
    // The fiscal year decides what a quarter is called.
    let fiscal = plimsoll().file("c.yaml", "fiscal_year: {starts_in: 4}\n").args(["report", "FY2027-Q1"]);
    let run = fiscal.args(["--config", "c.yaml", "--format", "json", "--history", place]).run();
    assert_eq!(run.json()["scan"]["id"], "acme-2026-Q2", "{}", run.stderr);
    // So does a history that is configured, also for a control.
    let configured = plimsoll().file("plimsoll.yaml", format!("history: {place}\n"));
    let run = configured.args(["explain", "s3/bucket-versioning", "--snapshot", "2026-Q1"]).run();
    assert!(run.code == 0 && run.stdout.contains("  this scan  "), "{}{}", run.stdout, run.stderr);
    tells(&named(&["paths", "--snapshot", "2026-Q4"]), 2, &["neither a file nor a snapshot in the history", "2026-Q4"]);
    // Of a quarter, what can be read of it.
    let later = folder.path().join("20260630T130000Z-111122223333.jsonl.zst");
    std::fs::write(&later, "garbage").unwrap();
    let run = named(&["report", "2026-Q2", "--format", "json"]);
    assert!(run.json()["scan"]["id"] == "acme-2026-Q2" && run.stderr.contains("passed over"), "{}", run.stderr);
    let named_itself = named(&["report", "20260630T130000Z-111122223333"]);
    tells(&named_itself, 2, &["nothing can be read in the history of the name", "passed over"]);
}
