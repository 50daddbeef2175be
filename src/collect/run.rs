//! From a request to a written snapshot.

use super::aws::session::{Credentials, Session, SessionError};
use super::kinds::{self, Entry};
use super::place::Place;
use super::sink::{Event, Sink};
use crate::snapshot::{AccountId, Done, Gap, Header, Reach, Reason, Region, SaveError, Unread, Writer};
use futures_util::StreamExt;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;

/// What to read, as whom, and how politely.
#[derive(Debug, Clone)]
pub struct Request {
    pub credentials: Credentials,
    /// Empty: all regions that the account has enabled.
    pub regions: Vec<Region>,
    /// The names of the kinds to read.
    pub kinds: BTreeSet<String>,
    /// Requests a second for each account, region and service.
    pub max_rps: u32,
    /// Where the snapshot goes.
    pub file: PathBuf,
}

/// How a collection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that was planned was tried.
    Finished,
    /// Somebody pressed Ctrl-C; the file is a good snapshot that knows that it is incomplete.
    Interrupted,
}

/// Hears how the collection goes on, to draw it.
pub trait Progress: Sync {
    /// The number of (kind, account, region) to be read.
    fn planned(&self, places: u64);
    fn resource(&self);
    fn finished(&self, kind: &str, region: &Region);
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum CollectError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Session(#[from] SessionError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Save(#[from] SaveError),
    #[error("cannot start the network runtime")]
    Runtime(#[source] std::io::Error),
}

/// (kind, region) pairs that are read at the same time. The pace of requests is bounded elsewhere, per service.
const SIDE_BY_SIDE: usize = 24;

/// Reads an estate into a snapshot file.
pub fn collect(request: &Request, progress: &dyn Progress) -> Result<Outcome, CollectError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CollectError::Runtime)?;
    let outcome = runtime.block_on(collect_all(request, progress));
    // Requests that hang after Ctrl-C must not hold up the end.
    runtime.shutdown_background();
    outcome
}

async fn collect_all(request: &Request, progress: &dyn Progress) -> Result<Outcome, CollectError> {
    let started = Instant::now();
    let session = Session::connect(&request.credentials, request.max_rps).await?;
    let (regions, blind) = regions(&session, &request.regions).await;
    let entries: Vec<&Entry> = kinds::registry().iter().filter(|e| request.kinds.contains(e.name)).collect();
    let mut writer = Writer::create(&request.file, &header(&session, &regions, &entries))?;
    if let Some(unread) = blind {
        // Every kind that lives in regions may have resources that nobody looked for.
        for entry in entries.iter().filter(|entry| !entry.scope.is_global()) {
            writer.gap(&Gap::new(entry.name, session.account().clone(), Region::global(), unread.clone()))?;
        }
    }
    let tasks = tasks(&Arc::new(session.clone()), &regions, &entries);
    progress.planned(tasks.len() as u64);
    let outcome = drain(tasks, &mut writer, progress).await?;
    match outcome {
        Outcome::Finished => writer.finish(elapsed_ms(started), session.calls())?,
        Outcome::Interrupted => writer.close()?,
    }
    Ok(outcome)
}

fn elapsed_ms(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The regions asked for, or those that the account has enabled. Where they cannot be listed, the region of the
/// credentials alone is read, and the rest is a gap.
async fn regions(session: &Session, asked: &[Region]) -> (Vec<Region>, Option<Unread>) {
    if !asked.is_empty() {
        return (asked.to_vec(), None);
    }
    match session.enabled_regions().await {
        Ok(regions) => (regions, None),
        Err(unread) => (vec![session.home().clone()], Some(unread)),
    }
}

fn header(session: &Session, regions: &[Region], entries: &[&Entry]) -> Header {
    let accounts = vec![session.account().clone()];
    let mut header = Header::new(session.now(), session.partition().to_owned(), accounts, regions.to_vec());
    let reach = |entry: &Entry| if entry.scope.is_global() { Reach::Global } else { Reach::Regional };
    header.kinds = entries.iter().map(|entry| (entry.name.to_owned(), reach(entry))).collect();
    header
}

/// One (kind, account, region) to be read.
struct Task {
    entry: &'static Entry,
    place: Arc<Place>,
}

fn tasks(session: &Arc<Session>, regions: &[Region], entries: &[&'static Entry]) -> Vec<Task> {
    let global = Arc::new(Place::new(Arc::clone(session), Region::global()));
    let places: Vec<_> = regions.iter().map(|r| Arc::new(Place::new(Arc::clone(session), r.clone()))).collect();
    let of = |entry: &&'static Entry| {
        let places = if entry.scope.is_global() { std::slice::from_ref(&global) } else { places.as_slice() };
        let entry: &'static Entry = entry;
        places.iter().map(move |place| Task { entry, place: Arc::clone(place) }).collect::<Vec<_>>()
    };
    entries.iter().flat_map(of).collect()
}

/// Runs the tasks side by side and writes what they find, until all have ended or Ctrl-C.
async fn drain(tasks: Vec<Task>, writer: &mut Writer, progress: &dyn Progress) -> Result<Outcome, CollectError> {
    let (sender, mut events) = mpsc::channel(512);
    let work = tokio::spawn(
        futures_util::stream::iter(tasks).for_each_concurrent(SIDE_BY_SIDE, move |task| run(task, sender.clone())),
    );
    let mut counts = BTreeMap::new();
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            _ = &mut interrupt => {
                work.abort();
                return Ok(Outcome::Interrupted);
            }
        };
        match event {
            Some(event) => write(event, writer, progress, &mut counts)?,
            None => return Ok(Outcome::Finished),
        }
    }
}

async fn run(task: Task, sender: mpsc::Sender<Event>) {
    let sink = Sink::new(&task.place, task.entry.name, sender);
    // A task of its own, so that a panic in one kind is a gap of that kind and not the end of the scan.
    let job = tokio::spawn((task.entry.collect)(Arc::clone(&task.place), sink.clone()));
    let result = job.await.unwrap_or_else(|_| {
        let action = task.entry.actions.first().map_or("", |action| action.name);
        let detail = Some("plimsoll failed on this reply; please report it".to_owned());
        Err(Unread { action: action.to_owned(), reason: Reason::Error, detail })
    });
    if let Err(unread) = result {
        sink.gap(unread).await;
    }
    sink.end().await;
}

type Counts = BTreeMap<(AccountId, Region, &'static str), (u64, bool)>;

fn write(event: Event, writer: &mut Writer, progress: &dyn Progress, counts: &mut Counts) -> Result<(), SaveError> {
    match event {
        Event::Resource(kind, resource) => {
            counts.entry((resource.account.clone(), resource.region.clone(), kind)).or_default().0 += 1;
            progress.resource();
            writer.resource(&resource)
        }
        Event::Gap(kind, gap) => {
            counts.entry((gap.account.clone(), gap.region.clone(), kind)).or_default().1 = true;
            writer.gap(&gap)
        }
        Event::End(kind, account, region) => {
            progress.finished(kind, &region);
            let (count, gap) = settle(counts, &account, &region, kind);
            if gap { Ok(()) } else { writer.done(&Done { account, region, kind: kind.to_owned(), count }) }
        }
    }
}

/// What was counted for a finished (kind, account, region). What is read once an account may live in any region.
fn settle(counts: &mut Counts, account: &AccountId, region: &Region, kind: &str) -> (u64, bool) {
    let mut sum = (0, false);
    counts.retain(|(of_account, of_region, of_kind), (count, gap)| {
        let own = of_account == account && *of_kind == kind && (region.is_global() || of_region == region);
        if own {
            sum = (sum.0 + *count, sum.1 || *gap);
        }
        !own
    });
    sum
}

impl Request {
    /// The file's folder, for messages.
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }
}
