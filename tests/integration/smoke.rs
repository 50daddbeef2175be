//! Program, API server and seeds work together.

use super::support::{Account, REGION, plimsoll};

#[test]
fn an_empty_account_is_read_whole() {
    let account = Account::new();
    let scan = ["scan", "--format", "json", "--strict", "--region", REGION];
    let run = plimsoll().args(scan).args(["--service", "s3", "--service", "ec2"]).account(&account).run();
    assert_eq!(run.code, 0, "{}{}", run.stderr, run.json()["gaps"]);
    assert_eq!(run.json()["format"], "plimsoll/report/v1");
    assert_eq!(run.json()["scan"]["accounts"], serde_json::json!([account.id]));
    assert_eq!(run.json()["gaps"].as_array().map(Vec::len), Some(0), "{}", run.json()["gaps"]);
}
