//! Two accounts with a good and a bad resource of all kinds that the API server knows.

use super::account::{Account, REGION, proof_seeds, seeds};
use super::cli::{Plimsoll, plimsoll};
use super::moto::Moto;
use std::net::SocketAddr;
use std::sync::LazyLock;

pub const REGIONS: [&str; 3] = [REGION, "eu-west-1", "us-east-1"];

/// A server of their own: others would find what is in them.
fn server() -> SocketAddr {
    static SERVER: LazyLock<Moto> = LazyLock::new(Moto::start);
    SERVER.address
}

/// All kinds in one region, and what every account has in two more.
pub fn model() -> &'static Account {
    static MODEL: LazyLock<Account> =
        LazyLock::new(|| seeds().iter().fold(Account::on(server()), |account, seed| account.seed(seed)));
    &MODEL
}

/// What the model lacks, so that each control finds something good and something bad.
pub fn contrast() -> &'static Account {
    static CONTRAST: LazyLock<Account> =
        LazyLock::new(|| proof_seeds().iter().fold(Account::on(server()), |account, seed| account.seed(seed)));
    &CONTRAST
}

/// A snapshot of everything. What the API server lacks is not asked for again, which would count.
pub fn everything(account: &Account) -> Plimsoll {
    let scan = plimsoll().args(["snapshot", "-o", "x.jsonl.zst", "--max-rps", "1000"]).account(account);
    REGIONS.iter().fold(scan, |scan, region| scan.args(["--region", region])).env("AWS_MAX_ATTEMPTS", "1")
}
