//! Which accounts are read.

use super::aws::service::ORGANIZATIONS;
use super::aws::session::Session;
use super::place::Place;
use crate::snapshot::{AccountId, Region, Unread};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Which accounts to read.
#[derive(Debug, Clone, Default)]
pub enum Accounts {
    /// The one that the credentials belong to.
    #[default]
    Own,
    /// These, by a role in each.
    Named(Vec<AccountId>),
    /// All active ones of the organization, by a role in each.
    Organization,
}

/// A part of the accounts, for work that is split over machines: `2/5` is the second of five.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    number: u32,
    of: u32,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err(format!("`{}` is not a shard such as 2/5, the second of five", text.escape_debug())),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Shard {
    /// Whether an account belongs to it. By the account alone, so that a new account moves no other.
    pub fn has(self, account: &AccountId) -> bool {
        let digest = Sha256::digest(account.as_str());
        let number = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        number % u64::from(self.of) + 1 == u64::from(self.number)
    }
}

/// The accounts, in the order of their numbers.
pub async fn list(session: &Session, accounts: &Accounts, shard: Option<Shard>) -> Result<Vec<AccountId>, Unread> {
    let mut all = match accounts {
        Accounts::Own => vec![session.account().clone()],
        Accounts::Named(named) => named.clone(),
        Accounts::Organization => of_organization(session).await?,
    };
    all.retain(|account| shard.is_none_or(|shard| shard.has(account)));
    all.sort();
    all.dedup();
    Ok(all)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    accounts: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    id: AccountId,
    status: Option<String>,
}

/// Suspended accounts cannot be entered, and nothing runs in them.
async fn of_organization(session: &Session) -> Result<Vec<AccountId>, Unread> {
    let place = Place::new(Arc::new(session.clone()), Region::global());
    let mut pages = place.call(&ORGANIZATIONS, "ListAccounts").set("MaxResults", 20).pages("NextToken", "NextToken");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<Page>().await? {
        let active = page.accounts.into_iter().filter(|account| account.status.as_deref() == Some("ACTIVE"));
        all.extend(active.map(|account| account.id));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_a_number_of_how_many() {
        assert_eq!("2/5".parse(), Ok(Shard { number: 2, of: 5 }));
        for text in ["0/5", "6/5", "1/0", "1", "a/b", "-1/2", ""] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn each_account_is_in_one_shard() {
        let accounts: Vec<AccountId> =
            (0..200).map(|n| format!("{:012}", 210_000_000_000_u64 + n).try_into().unwrap()).collect();
        let shards: Vec<Shard> = (1..=4).map(|n| format!("{n}/4").parse().unwrap()).collect();
        for account in &accounts {
            assert_eq!(shards.iter().filter(|shard| shard.has(account)).count(), 1);
        }
        for shard in shards {
            let share = accounts.iter().filter(|account| shard.has(account)).count();
            assert!((25..=75).contains(&share), "{shard} has {share} of 200");
        }
    }
}
