//! Findings to Security Hub: the one thing that writes to AWS, and only where somebody asked for it.
//!
//! No kind: what a scan may do stays read-only, and `plimsoll permissions` does not know of it. docs/security-hub.md says
//! what is allowed beside it, and what becomes of findings that are already there.

mod hub;
mod known;

use super::aws::session::Session;
use super::run::{CollectError, Request, connect};
use crate::snapshot::{AccountId, Region, Unread};
use futures_util::StreamExt;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Hubs that are written to at the same time.
const SIDE_BY_SIDE: usize = 8;

/// What to send, and what is ours there.
#[derive(Debug)]
pub struct Push {
    /// What ids and generators of ours begin with.
    pub ours: &'static str,
    /// When the scan was taken, as Security Hub writes moments.
    pub at: String,
    /// The generators that were asked in this scan: of others, nothing is known to be gone.
    pub asked: BTreeSet<String>,
    pub hubs: Vec<Hub>,
}

/// Security Hub in a region of an account.
#[derive(Debug)]
pub struct Hub {
    pub account: AccountId,
    pub region: Region,
    pub product: String,
    /// In the AWS Security Finding Format.
    pub findings: Vec<Json>,
    /// The regions whose resources belong here and were looked at.
    pub looked_at: BTreeSet<String>,
    /// Generators and regions of resources where not all could be listed: what is not found there may be there still.
    pub blind: BTreeSet<(String, String)>,
}

/// What became of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub imported: u64,
    /// Ours that were there and are gone.
    pub archived: u64,
    /// Ours that were there and were not seen, where not all could be seen.
    pub in_doubt: u64,
    pub failures: Vec<String>,
}

/// Sends findings to the hubs, archives those of ours that are gone, and says what became of each hub.
pub fn push(request: &Request, push: &Push) -> Result<Vec<Sent>, CollectError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CollectError::Runtime)?;
    let sent = runtime.block_on(async {
        let session = connect(request).await?;
        Ok(push_all(request, &session, push).await)
    });
    runtime.shutdown_background();
    sent
}

async fn push_all(request: &Request, own: &Session, push: &Push) -> Vec<Sent> {
    let mut sessions: BTreeMap<&AccountId, Result<Session, Unread>> = BTreeMap::new();
    for hub in &push.hubs {
        if !sessions.contains_key(&hub.account) {
            sessions.insert(&hub.account, enter(request, own, &hub.account).await);
        }
    }
    let sessions = &sessions;
    let all: Vec<_> = push.hubs.iter().map(|hub| in_account(&sessions[&hub.account], hub, push)).collect();
    futures_util::stream::iter(all).buffered(SIDE_BY_SIDE).collect().await
}

async fn enter(request: &Request, own: &Session, account: &AccountId) -> Result<Session, Unread> {
    if account == own.account() {
        return Ok(own.clone());
    }
    own.member(account, &request.role, request.credentials.external_id.as_deref()).await
}

async fn in_account(session: &Result<Session, Unread>, hub: &Hub, push: &Push) -> Sent {
    match session {
        Ok(session) => hub::send(session, hub, push).await,
        Err(unread) => Sent::not(hub, &told(unread)),
    }
}

impl Sent {
    /// Nothing was sent; where nothing was to be sent, that is no failure.
    fn not(hub: &Hub, why: &str) -> Self {
        let of = format!("{} in {}", hub.region, hub.account);
        let failures = match hub.findings.len() {
            0 => Vec::new(),
            n => vec![format!("{of}: {n} findings were not sent: {why}")],
        };
        Self { failures, ..Self::default() }
    }
}

/// An error with what AWS said of it.
fn told(unread: &Unread) -> String {
    let detail = unread.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
    format!("{unread}{detail}")
}
