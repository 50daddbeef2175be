//! Where kinds put what they find.

use super::aws::error::is_gone;
use super::aws::ration;
use super::kinds::{Found, Kind};
use super::place::Place;
use crate::snapshot::{AccountId, Gap, Plan, Reason, Region, Resource, Unread};
use futures_util::future::Either;
use futures_util::{FutureExt, StreamExt};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// Resources of one kind that are read at the same time. The pace of requests is bounded elsewhere, per service.
const SIDE_BY_SIDE: usize = 8;

/// What a kind tells the writer.
#[derive(Debug)]
pub enum Event {
    /// An account was entered, and these are its regions.
    Plan(Plan),
    /// So many more (kind, account, region) are to be read.
    Places(u64),
    Resource(&'static str, Resource),
    Gap(&'static str, Gap),
    End(&'static str, AccountId, Region),
}

/// Where a kind puts what it finds, each resource as soon as it is whole. Waits when the disk is slower than AWS.
#[derive(Clone)]
pub struct Sink {
    kind: &'static str,
    account: AccountId,
    region: Region,
    /// How many more may be asked about one by one.
    ration: Arc<AtomicUsize>,
    sender: mpsc::Sender<Event>,
}

impl Sink {
    pub fn new(place: &Place, kind: &'static str, sender: mpsc::Sender<Event>) -> Self {
        let ration = Arc::new(AtomicUsize::new(place.session().ration()));
        Self { kind, account: place.account().clone(), region: place.region().clone(), ration, sender }
    }

    pub async fn push<K: Kind>(&self, found: Found<K>) {
        self.push_in(self.region.clone(), found).await;
    }

    /// For a kind that is read once an account and lives in a region of its own, such as a bucket.
    pub async fn push_in<K: Kind>(&self, region: Region, found: Found<K>) {
        self.send(Event::Resource(self.kind, self.whole(region, found))).await;
    }

    fn whole<K: Kind>(&self, region: Region, found: Found<K>) -> Resource {
        found.into_resource(self.kind, self.account.clone(), region)
    }

    /// Reads each of what was listed by calls of its own, several at a time. `None` is what has gone since it was listed,
    /// and so is one of which any call says that; one that cannot be read is a gap, and the others are read on.
    pub async fn each<I, K, F>(&self, listed: impl IntoIterator<Item = I>, mut read: impl FnMut(I) -> F)
    where
        K: Kind,
        F: Future<Output = Result<Option<Found<K>>, Unread>>,
    {
        let here = |found| (self.region.clone(), found);
        self.each_in(listed, |one| read(one).map(|found| found.map(|found| found.map(here)))).await;
    }

    /// The same for a kind that is read once an account, where each may live in a region of its own.
    pub async fn each_in<I, K, F>(&self, listed: impl IntoIterator<Item = I>, mut read: impl FnMut(I) -> F)
    where
        K: Kind,
        F: Future<Output = Result<Option<(Region, Found<K>)>, Unread>>,
    {
        let rationed = |one| {
            let read = read(one);
            if self.takes_one() { Either::Left(read) } else { Either::Right(ration::beyond(read)) }
        };
        let mut found = futures_util::stream::iter(listed).map(rationed).buffer_unordered(SIDE_BY_SIDE);
        let mut capped = false;
        while let Some(one) = found.next().await {
            match one {
                Ok(Some((region, one))) => self.unless_gone(self.whole(region, one)).await,
                // Told once, and not of each.
                Err(unread) if unread.reason == Reason::Capped && std::mem::replace(&mut capped, true) => {}
                Ok(None) => {}
                Err(unread) => self.missed(unread).await,
            }
        }
    }

    /// Whether another may be asked about by calls of its own.
    fn takes_one(&self) -> bool {
        self.ration.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    async fn unless_gone(&self, resource: Resource) {
        if !resource.unread().into_iter().any(is_gone) {
            self.send(Event::Resource(self.kind, resource)).await;
        }
    }

    /// What could not be read of one of those that were listed: a gap, unless the one has gone since.
    pub async fn missed(&self, unread: Unread) {
        if !is_gone(&unread) {
            self.gap(unread).await;
        }
    }

    /// Some resources of this kind may be missing, and others are read on.
    pub async fn gap(&self, unread: Unread) {
        let gap = Gap::new(self.kind, self.account.clone(), self.region.clone(), unread);
        self.send(Event::Gap(self.kind, gap)).await;
    }

    pub async fn end(&self) {
        self.send(Event::End(self.kind, self.account.clone(), self.region.clone())).await;
    }

    /// After Ctrl-C nobody listens any more; what is found then is lost with the rest.
    async fn send(&self, event: Event) {
        let _ = self.sender.send(event).await;
    }
}
