//! All accounts side by side, and in each its kinds in each of its regions.

use super::aws::member::ASSUME;
use super::aws::session::Session;
use super::kinds::Entry;
use super::offer::Offers;
use super::place::Place;
use super::sink::{Event, Sink};
use crate::snapshot::{AccountId, Gap, Plan, Reason, Region, Unread};
use futures_util::StreamExt;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Accounts that are read at the same time. What is kept in memory for one is small, and gone when it is read.
const ACCOUNTS_SIDE_BY_SIDE: usize = 8;
/// (kind, region) pairs of an account that are read at the same time. The pace of requests is bounded elsewhere.
const SIDE_BY_SIDE: usize = 24;

/// What is to be read, and as whom.
pub struct Estate {
    pub session: Session,
    pub accounts: Vec<AccountId>,
    /// The role in accounts that are not the session's own.
    pub role: String,
    pub external_id: Option<String>,
    /// Empty: all that an account has enabled.
    pub regions: Vec<Region>,
    pub entries: Vec<&'static Entry>,
    /// What an earlier run has read to its end.
    pub before: BTreeSet<(AccountId, Region, String)>,
    pub offers: Offers,
}

impl Estate {
    /// Reads everything, and tells what it finds.
    pub async fn read(self, sender: mpsc::Sender<Event>) {
        let estate = &self;
        let accounts = futures_util::stream::iter(&self.accounts);
        accounts
            .for_each_concurrent(ACCOUNTS_SIDE_BY_SIDE, |account| {
                let sender = sender.clone();
                async move { estate.account(account, &sender).await }
            })
            .await;
    }

    async fn account(&self, account: &AccountId, sender: &mpsc::Sender<Event>) {
        let session = match self.session(account).await {
            Ok(session) => Arc::new(session),
            Err(unread) => return self.refused(account, &unread, sender).await,
        };
        let (regions, blind) = self.regions(&session).await;
        let plan = Plan { account: account.clone(), regions: regions.clone() };
        send(sender, Event::Plan(plan)).await;
        if let Some(unread) = blind {
            // Every kind that lives in regions may have resources that nobody looked for.
            for entry in self.entries.iter().filter(|entry| !entry.scope.is_global()) {
                gap(sender, entry, account, unread.clone()).await;
            }
        }
        let all = tasks(&session, &regions, &self.entries);
        let left: Vec<Task> = all.filter(|task| !self.before.contains(&task.key())).collect();
        send(sender, Event::Places(left.len() as u64)).await;
        futures_util::stream::iter(left).for_each_concurrent(SIDE_BY_SIDE, |task| self.run(task, sender.clone())).await;
    }

    async fn session(&self, account: &AccountId) -> Result<Session, Unread> {
        if account == self.session.account() {
            return Ok(self.session.clone());
        }
        self.session.member(account, &self.role, self.external_id.as_deref()).await
    }

    /// An account that does not let us in is a gap of every kind, and not the end.
    async fn refused(&self, account: &AccountId, unread: &Unread, sender: &mpsc::Sender<Event>) {
        for entry in &self.entries {
            gap(sender, entry, account, Unread { action: ASSUME.to_owned(), ..unread.clone() }).await;
        }
    }

    /// The regions asked for, or those that the account has enabled. Where they cannot be listed, the region of the
    /// credentials alone is read, and the rest is a gap.
    async fn regions(&self, session: &Session) -> (Vec<Region>, Option<Unread>) {
        if !self.regions.is_empty() {
            return (self.regions.clone(), None);
        }
        match session.enabled_regions().await {
            Ok(regions) => (regions, None),
            Err(unread) => (vec![session.home().clone()], Some(unread)),
        }
    }

    async fn run(&self, task: Task, sender: mpsc::Sender<Event>) {
        let sink = Sink::new(&task.place, task.entry.name, sender);
        // A task of its own, so that a panic in one kind is a gap of that kind and not the end of the scan.
        let mut job = Abort(tokio::spawn((task.entry.collect)(Arc::clone(&task.place), sink.clone())));
        let result = (&mut job.0).await.unwrap_or_else(|_| {
            let action = task.entry.actions.first().map_or("", |action| action.name);
            let detail = Some("plimsoll failed on this reply; please report it".to_owned());
            Err(Unread { detail, ..Unread::new(action, Reason::Error) })
        });
        match result {
            Err(unread) if self.is_not_offered(&task.place, &unread).await => {}
            Err(unread) => sink.gap(unread).await,
            Ok(()) => {}
        }
        sink.end().await;
    }

    /// Where a service is not offered there is nothing of it, which is an answer and not a gap.
    async fn is_not_offered(&self, place: &Place, unread: &Unread) -> bool {
        let service = unread.action.split(':').next().unwrap_or_default();
        unread.reason == Reason::NoEndpoint && self.offers.is_not_offered(&self.session, service, place.region()).await
    }
}

/// After Ctrl-C nobody listens any more.
async fn send(sender: &mpsc::Sender<Event>, event: Event) {
    let _ = sender.send(event).await;
}

async fn gap(sender: &mpsc::Sender<Event>, entry: &Entry, account: &AccountId, unread: Unread) {
    let gap = Gap::new(entry.name, account.clone(), Region::global(), unread);
    send(sender, Event::Gap(entry.name, gap)).await;
}

/// One (kind, account, region) to be read.
struct Task {
    entry: &'static Entry,
    place: Arc<Place>,
}

impl Task {
    fn key(&self) -> (AccountId, Region, String) {
        (self.place.account().clone(), self.place.region().clone(), self.entry.name.to_owned())
    }
}

fn tasks<'a>(
    session: &Arc<Session>,
    regions: &[Region],
    entries: &'a [&'static Entry],
) -> impl Iterator<Item = Task> + use<'a> {
    let place = |region: Region| Arc::new(Place::new(Arc::clone(session), region));
    let global = [place(Region::global())];
    let places: Vec<_> = regions.iter().cloned().map(place).collect();
    entries.iter().flat_map(move |entry| {
        let places = if entry.scope.is_global() { &global[..] } else { &places[..] };
        places.iter().map(|place| Task { entry, place: Arc::clone(place) }).collect::<Vec<_>>()
    })
}

/// A spawned task outlives whoever waits for it, unless it is told to end.
struct Abort(tokio::task::JoinHandle<Result<(), Unread>>);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}
