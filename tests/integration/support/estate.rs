//! An account with a good and a bad resource of each kind, made once, which tests read and none changes.

use super::account::{Account, REGION};
use super::cli::{Plimsoll, plimsoll};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::LazyLock;

pub struct Estate {
    pub account: Account,
    /// Its snapshot.
    pub snapshot: PathBuf,
    /// The report of the scan that took the snapshot.
    pub text: String,
    /// Kept for the file in it.
    _scan: tempfile::TempDir,
}

/// The services whose resources are in the account.
pub const SERVICES: [&str; 8] = ["--service", "iam", "--service", "ec2", "--service", "s3", "--service", "vpc"];

pub fn seeded() -> &'static Estate {
    static ESTATE: LazyLock<Estate> = LazyLock::new(Estate::new);
    &ESTATE
}

impl Estate {
    fn new() -> Self {
        let account = Account::new().seed("network").seed("storage").seed("iam");
        let folder = tempfile::tempdir().unwrap();
        let snapshot = folder.path().join("calm.jsonl.zst");
        let run = scan(&account).args(["--save", &snapshot.to_string_lossy()]).run();
        assert_eq!(run.code, 0, "{}", run.stderr);
        Self { account, snapshot, text: run.stdout, _scan: folder }
    }

    pub fn report(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// A scan of it, with all verdicts as JSON.
    pub fn scan(&self) -> Plimsoll {
        scan(&self.account)
    }
}

fn scan(account: &Account) -> Plimsoll {
    plimsoll()
        .args(["scan", "--format", "json", "--include", "pass,unknown", "--region", REGION, "--max-rps", "1000"])
        .args(SERVICES)
        .account(account)
}
