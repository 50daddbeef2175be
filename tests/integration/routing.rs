//! Whom a scan concerns: a report for each owner, and messages to webhooks.

use super::support::{Run, plimsoll};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme");

fn quarter(name: &str) -> String {
    format!("{ACME}/{name}.jsonl.zst")
}

fn whole() -> Value {
    plimsoll().args(["scan", "--format", "json", "--snapshot", &quarter("2026-Q3")]).run().json()
}

fn fingerprints(report: &Value) -> BTreeSet<String> {
    report["findings"].as_array().unwrap().iter().map(|one| one["fingerprint"].to_string()).collect()
}

#[test]
fn a_report_is_what_the_scan_of_the_snapshot_writes_in_several_formats() {
    let folder = tempfile::tempdir().unwrap();
    let (json, csv) = (folder.path().join("r.json"), folder.path().join("r.csv"));
    let run =
        plimsoll().file("plimsoll.yaml", "line: 1\n").args(["report", &quarter("2026-Q3"), "--format", "json", "-o"]);
    let run = run.args([&json]).args(["--format", "csv", "-o"]).args([&csv]).run();
    assert_eq!(run.code, 0, "no gates: {}", run.stderr);
    let report: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!((&report["findings"], &report["fixes"]), (&whole()["findings"], &whole()["fixes"]));
    assert!(std::fs::read_to_string(&csv).unwrap().lines().count() > 10);
    // A report is no snapshot, and says which one it is of.
    let id = report["scan"]["id"].as_str().unwrap();
    let packed = folder.path().join("r.json.zst");
    assert_eq!(
        plimsoll().args(["report", &quarter("2026-Q3"), "--format", "json", "-o"]).args([&packed]).run().code,
        0
    );
    let history = folder.path().join("history");
    std::fs::create_dir(&history).unwrap();
    for saved in [&json, &packed] {
        let refused = plimsoll().args(["report"]).args([saved]).run();
        assert!(refused.code == 2 && refused.stderr.contains(id), "{}", refused.stderr);
        let missing = plimsoll().args(["report"]).args([saved]).args(["--history"]).args([&history]).run();
        assert!(missing.code == 2 && missing.stderr.contains("of the name"), "{}", missing.stderr);
    }
    std::fs::copy(quarter("2026-Q3"), history.join(format!("{id}.jsonl.zst"))).unwrap();
    let again =
        plimsoll().args(["report"]).args([&packed]).args(["--format", "json", "--history"]).args([&history]).run();
    assert!(again.stderr.contains("judged again"), "{}", again.stderr);
    assert_eq!(fingerprints(&again.json()), fingerprints(&report));
}

#[test]
fn each_finding_is_in_one_owners_report_and_the_loads_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let run =
        plimsoll().args(["report", &quarter("2026-Q3"), "--by", "owner", "--format", "json", "--format", "html", "-o"]);
    let run = run.args([folder.path()]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let whole = whole();
    let (mut all, mut load, mut owners) = (BTreeSet::new(), 0.0, BTreeSet::new());
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().unwrap() == "html" {
            continue;
        }
        assert!(path.with_extension("html").is_file());
        let report: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let owner = &report["part"]["owner"];
        owners.insert(owner.to_string());
        for finding in report["findings"].as_array().unwrap() {
            assert_eq!(&finding["owner"], owner);
            assert!(all.insert(finding["fingerprint"].to_string()), "in two reports: {finding}");
        }
        let sum: u64 = report["posture"]["by_band"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        let mine = whole["posture"]["by_owner"].as_array().unwrap().iter().find(|one| &one["owner"] == owner).unwrap();
        assert_eq!((sum, &report["posture"]["load"]), (mine["failures"].as_u64().unwrap(), &mine["load"]));
        load += report["posture"]["load"].as_f64().unwrap();
    }
    assert!(owners.len() > 2 && owners.contains("null"), "{owners:?}");
    assert_eq!(all, fingerprints(&whole));
    assert!((load - whole["posture"]["load"].as_f64().unwrap()).abs() < 0.1 * owners.len() as f64);
}

#[test]
fn reports_by_owner_need_a_folder_and_metrics_are_the_estates() {
    let report = |args: &[&str]| plimsoll().args(["report", &quarter("2026-Q3"), "--by", "owner"]).args(args).run();
    assert_eq!(report(&[]).code, 2);
    let metrics = report(&["--format", "prometheus", "-o", "x"]);
    assert!(metrics.code == 2 && metrics.stderr.contains("prometheus"), "{}", metrics.stderr);
}

/// A server on this machine that takes what is posted to it, and answers as it is told.
struct Hook {
    address: SocketAddr,
    got: Arc<Mutex<Vec<(String, String)>>>,
}

impl Hook {
    fn start(answers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let got: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let kept = Arc::clone(&got);
        std::thread::spawn(move || {
            for (place, stream) in listener.incoming().enumerate() {
                let answer = answers[place.min(answers.len() - 1)];
                kept.lock().unwrap().push(answered(stream.unwrap(), answer));
            }
        });
        Self { address, got }
    }

    fn url(&self, secret: &str) -> String {
        format!("http://{}/{secret}", self.address)
    }

    /// The path and the body of each request.
    fn got(&self) -> Vec<(String, Value)> {
        let got = self.got.lock().unwrap();
        got.iter().map(|(path, body)| (path.clone(), serde_json::from_str(body).unwrap())).collect()
    }
}

fn answered(mut stream: TcpStream, answer: &str) -> (String, String) {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let (mut text, mut part) = (Vec::new(), [0; 4096]);
    let (head, body) = loop {
        let n = stream.read(&mut part).unwrap();
        text.extend_from_slice(&part[..n]);
        let all = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = all.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if n == 0 || body.len() >= length.unwrap_or(0) {
            break (head.to_owned(), body.to_owned());
        }
    };
    write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    (head.split_whitespace().nth(1).unwrap().to_owned(), body)
}

const CONFIG: &str = "notify: {band: high, url_env: GENERAL}\n\
                      owners:\n  shop: {contact: '@ana', url_env: SHOP, format: slack}\n  quiet: {url_env: QUIET}\n";

/// A history of the quarters before, and a look at the last one.
fn notified(config: &str, general: &str, shop: &str) -> Run {
    let history = tempfile::tempdir().unwrap();
    let saved = plimsoll().args(["demo", "--save"]).args([&history.path().join("all")]).run();
    assert_eq!(saved.code, 0, "{}", saved.stderr);
    let all = history.path().join("all");
    let mut names: Vec<_> = std::fs::read_dir(&all).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    std::fs::remove_file(names.last().unwrap()).unwrap();
    scan(config, Some(&all), general, shop)
}

fn scan(config: &str, history: Option<&Path>, general: &str, shop: &str) -> Run {
    let run = plimsoll().file("plimsoll.yaml", config).env("GENERAL", general).env("SHOP", shop);
    let run = run.args(["scan", "--notify", "--format", "json", "--snapshot", &quarter("2026-Q3")]);
    match history {
        Some(folder) => run.args(["--history"]).args([folder]).run(),
        None => run.run(),
    }
}

#[test]
fn each_channel_gets_one_message_with_what_is_new_or_overdue_of_its_owners() {
    let hook = Hook::start(&["200 OK"]);
    let run = notified(CONFIG, &hook.url("general-7Q2w"), &hook.url("shop-7Q2w"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("7Q2w") && !run.stdout.contains("7Q2w"), "{}", run.stderr);
    let got = hook.got();
    let of = |path: &str| got.iter().filter(|(at, _)| at == path).map(|(_, body)| body).collect::<Vec<_>>();
    let (general, shop) = (of("/general-7Q2w"), of("/shop-7Q2w"));
    assert_eq!((general.len(), shop.len(), got.len()), (1, 1, 2), "{}", run.stderr);
    let notice = general[0];
    assert_eq!((&notice["format"], &notice["owner"]), (&"plimsoll/notice/v1".into(), &Value::Null));
    assert!(notice["compared_with"].is_string(), "{notice}");
    let report = run.json();
    let findings = report["findings"].as_array().unwrap();
    for told in notice["fixes"].as_array().unwrap().iter().flat_map(|fix| fix["findings"].as_array().unwrap()) {
        let finding = findings.iter().find(|one| one["fingerprint"] == told["fingerprint"]).unwrap();
        assert!(finding["owner"] != "shop" && finding["waiver"] == Value::Null, "{finding}");
        assert!(["high", "critical"].contains(&finding["risk"]["band"].as_str().unwrap()), "{finding}");
        assert!(told["new"] == true || told["overdue"] == true, "{told}");
        assert_eq!(told["overdue"], finding["overdue"]);
    }
    // Overdue failures of the report are all told, to one or the other.
    let late = |is_shops: bool| {
        findings.iter().filter(move |one| {
            let heavy = ["high", "critical"].contains(&one["risk"]["band"].as_str().unwrap_or_default());
            heavy && one["overdue"] == true && (one["owner"] == "shop") == is_shops
        })
    };
    assert_eq!(notice["overdue"].as_u64().unwrap() as usize, late(false).count());
    let slack = shop[0].to_string();
    assert!(shop[0]["blocks"][0]["type"] == "header" && slack.contains("ask @ana"), "{slack}");
    assert!(late(true).count() > 0 && slack.contains(&format!("{} overdue", late(true).count())), "{slack}");
}

#[test]
fn without_a_history_nothing_is_called_new() {
    let hook = Hook::start(&["200 OK"]);
    let run = scan(CONFIG, None, &hook.url("x"), &hook.url("y"));
    assert!(run.code == 0 && run.stderr.contains("without a history nothing can be called new"), "{}", run.stderr);
    assert!(hook.got().is_empty());
}

#[test]
fn a_history_that_cannot_be_compared_with_changes_nothing_but_the_message() {
    let history = tempfile::tempdir().unwrap();
    std::fs::write(history.path().join("20260630T120000Z-111122223333.jsonl.zst"), "garbage").unwrap();
    let hook = Hook::start(&["200 OK"]);
    let run = scan(CONFIG, Some(history.path()), &hook.url("x"), &hook.url("y"));
    let told = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(run.code == 0 && told.contains("only what is overdue is told: nothing can be called new"), "{told}");
}

#[test]
fn a_message_is_tried_again_where_the_other_side_asks_for_it() {
    let hook = Hook::start(&["503 Busy\r\nRetry-After: 0", "429 Slowly\r\nRetry-After: 0", "200 OK"]);
    let run = notified("notify: {url_env: GENERAL}\n", &hook.url("secret"), "");
    assert!(run.code == 0 && run.stderr.contains("was told of"), "{}", run.stderr);
    assert_eq!(hook.got().len(), 3);
}

#[test]
fn what_cannot_be_told_changes_neither_the_report_nor_how_it_ends() {
    let moved = Hook::start(&["302 Found\r\nLocation: http://127.0.0.1:9/secret"]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (general, told) in [
        (moved.url("secret"), "redirects are not followed"),
        (format!("http://{closed}/secret"), "could not be told"),
        ("http://hooks.example/secret".to_owned(), "starts with https://"),
    ] {
        let run = notified("notify: {url_env: GENERAL}\n", &general, "");
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stderr.contains(told) && !run.stderr.contains("secret"), "{told}: {}", run.stderr);
        assert!(!fingerprints(&run.json()).is_empty());
    }
    assert_eq!(moved.got().len(), 1);
}

#[test]
fn mistakes_in_a_configuration_do_not_show_its_addresses() {
    for config in [
        "lien: 3\nnotify: {url: https://hooks.example/secret}\n",
        "notify: {url: https://hooks.example/secret, bnad: high}\n",
        "notify: {url: hooks.example/secret}\n",
        "notify:\n  url: ftp://hooks.example/secret\n",
        "owners: {shop: {url_env: 'https://hooks.example/secret'}}\n",
        "owners: {shop: {url: 'https://hooks.example/secret', url_env: X}}\n",
    ] {
        let run = plimsoll().file("plimsoll.yaml", config).args(["config", "check"]).run();
        assert_eq!(run.code, 2, "{config}");
        assert!(!run.stderr.contains("secret") && !run.stderr.is_empty(), "{}", run.stderr);
    }
}
