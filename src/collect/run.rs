//! From a request to a written snapshot.

use super::accounts::{self, Accounts, Shard};
use super::aws::pace::Pace;
use super::aws::session::{Credentials, Session, SessionError};
use super::estate::Estate;
use super::kinds::{self, Entry};
use super::offer::Offers;
use super::sink::Event;
use crate::snapshot::{AccountId, Done, Header, Reach, Region, ResumeError, SaveError, Unread, Writer};
use crate::yaml::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;
use tokio::sync::mpsc;

/// What to read, as whom, and how politely.
#[derive(Debug, Clone)]
pub struct Request {
    pub credentials: Credentials,
    pub accounts: Accounts,
    /// The role by which other accounts than the credentials' own are entered.
    pub role: String,
    pub shard: Option<Shard>,
    /// Empty: all regions that an account has enabled.
    pub regions: Vec<Region>,
    /// The names of the kinds to read.
    pub kinds: BTreeSet<String>,
    /// Requests a second for each account, region and service.
    pub max_rps: u32,
    /// Take less of what AWS allows.
    pub gentle: bool,
    /// Of each kind, in each account and region, so many resources are asked about one by one.
    pub ration: usize,
    /// Where the snapshot goes.
    pub file: PathBuf,
    /// Go on with the snapshot that is in the file: accounts, regions and kinds are then its own.
    pub resume: bool,
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
    /// So many more (kind, account, region) are to be read.
    fn planned(&self, places: u64);
    fn resource(&self, kind: &str);
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
    #[error(transparent)]
    #[diagnostic(transparent)]
    Resume(#[from] ResumeError),
    #[error("the accounts of the organization cannot be listed: {0}")]
    #[diagnostic(help(
        "organizations:ListAccounts is allowed in the management account and in accounts that it delegated to; \
         elsewhere, name the accounts with --account"
    ))]
    Organization(Unread),
    #[error("the regions of the account cannot be listed: {0}")]
    #[diagnostic(help("allow ec2:DescribeRegions, or name the regions with --region"))]
    Regions(Unread),
    #[error("AWS has no region `{name}`")]
    NoSuchRegion {
        name: Region,
        #[help]
        help: String,
    },
    #[error("shard {0} has no account")]
    #[diagnostic(help("there are fewer accounts than shards, or none falls into this one; there is nothing to do"))]
    EmptyShard(Shard),
    #[error("cannot start the network runtime")]
    #[diagnostic(help(
        "the system refuses threads or open files: end other programs, or raise `ulimit -u` and `ulimit -n`"
    ))]
    Runtime(#[source] std::io::Error),
}

/// Reads an estate into a snapshot file.
pub fn collect(request: &Request, progress: &dyn Progress) -> Result<Outcome, CollectError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CollectError::Runtime)?;
    let outcome = runtime.block_on(collect_all(request, progress));
    // Requests that hang after Ctrl-C must not hold up the end.
    runtime.shutdown_background();
    outcome
}

/// What would be read: the accounts, and the regions of the credentials' own, by which the others are judged.
pub fn survey(request: &Request) -> Result<(Vec<AccountId>, Vec<Region>), CollectError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(CollectError::Runtime)?;
    runtime.block_on(async {
        let session = connect(request).await?;
        check_regions(request, &session).await?;
        let regions = match request.regions.as_slice() {
            [] => session.enabled_regions().await.map_err(CollectError::Regions)?,
            asked => asked.to_vec(),
        };
        Ok((accounts_of(request, &session).await?, regions))
    })
}

pub(super) async fn connect(request: &Request) -> Result<Session, CollectError> {
    let stand_in = request.credentials.endpoint_url.is_some();
    let pace = Pace { max_rps: request.max_rps, gentle: request.gentle, ration: request.ration, stand_in };
    Ok(Session::connect(&request.credentials, pace).await?)
}

async fn accounts_of(request: &Request, session: &Session) -> Result<Vec<AccountId>, CollectError> {
    let listed = accounts::list(session, &request.accounts, request.shard).await;
    let accounts = listed.map_err(CollectError::Organization)?;
    match request.shard {
        Some(shard) if accounts.is_empty() => Err(CollectError::EmptyShard(shard)),
        _ => Ok(accounts),
    }
}

/// A misspelt region would look like one in which there is nothing. Where AWS does not say which there are, names are taken
/// as they are.
async fn check_regions(request: &Request, session: &Session) -> Result<(), CollectError> {
    if request.regions.is_empty() {
        return Ok(());
    }
    let Ok(known) = session.all_regions().await else { return Ok(()) };
    let Some(name) = request.regions.iter().find(|region| !known.contains(region)) else { return Ok(()) };
    let partition = session.partition();
    let help = match nearest(name.as_str(), known.iter().map(Region::as_str)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("the credentials are for the partition `{partition}`: name one of its regions"),
    };
    Err(CollectError::NoSuchRegion { name: name.clone(), help })
}

async fn collect_all(request: &Request, progress: &dyn Progress) -> Result<Outcome, CollectError> {
    let started = Instant::now();
    let session = connect(request).await?;
    let (mut writer, header) = open(request, &session).await?;
    let estate = Estate {
        accounts: header.accounts,
        role: request.role.clone(),
        external_id: request.credentials.external_id.clone(),
        regions: header.regions,
        entries: kinds::registry().iter().filter(|entry| header.kinds.contains_key(entry.name)).collect(),
        before: writer.done_before().iter().map(key).collect(),
        session: session.clone(),
        offers: Offers::default(),
    };
    let outcome = drain(estate, &mut writer, progress).await?;
    match outcome {
        Outcome::Finished => writer.finish(elapsed_ms(started), session.calls())?,
        Outcome::Interrupted => writer.close()?,
    }
    Ok(outcome)
}

fn key(done: &Done) -> (AccountId, Region, String) {
    (done.account.clone(), done.region.clone(), done.kind.clone())
}

fn elapsed_ms(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A new file, or one that is gone on with.
async fn open(request: &Request, session: &Session) -> Result<(Writer, Header), CollectError> {
    if request.resume {
        return Ok(Writer::resume(&request.file)?);
    }
    check_regions(request, session).await?;
    let accounts = accounts_of(request, session).await?;
    let mut header = Header::new(session.now(), session.partition().to_owned(), accounts, request.regions.clone());
    let entries = kinds::registry().iter().filter(|entry| request.kinds.contains(entry.name));
    header.kinds = entries.map(|entry| (entry.name.to_owned(), reach(entry))).collect();
    Ok((Writer::create(&request.file, &header)?, header))
}

fn reach(entry: &Entry) -> Reach {
    if entry.scope.is_global() { Reach::Global } else { Reach::Regional }
}

/// Reads the estate and writes what it finds, until all has ended or Ctrl-C.
async fn drain(estate: Estate, writer: &mut Writer, progress: &dyn Progress) -> Result<Outcome, CollectError> {
    let (sender, mut events) = mpsc::channel(512);
    let work = tokio::spawn(estate.read(sender));
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

type Counts = BTreeMap<(AccountId, Region, &'static str), (u64, bool)>;

fn write(event: Event, writer: &mut Writer, progress: &dyn Progress, counts: &mut Counts) -> Result<(), SaveError> {
    match event {
        Event::Plan(plan) => writer.plan(&plan),
        Event::Places(places) => {
            progress.planned(places);
            Ok(())
        }
        Event::Resource(kind, resource) => {
            counts.entry((resource.account.clone(), resource.region.clone(), kind)).or_default().0 += 1;
            progress.resource(kind);
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
