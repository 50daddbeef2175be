//! Polite by construction: every request of every kind passes here. It is counted by operation, and it waits its turn
//! in a queue for its service and region, so that a scan never starves an account's own users of their quota.

use super::breaker::{Breaker, GivenUp, NoAddress, is_unresolved};
use super::quota;
use super::ration::{self, Spent};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, Metadata};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Counts calls by operation, retries included.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<BTreeMap<String, u64>>>);

impl Meter {
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(operation) = cfg.load::<Metadata>() {
            let service = operation.service().to_ascii_lowercase().replace(' ', "");
            let name = format!("{service}:{}", operation.name());
            *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
        }
        Ok(())
    }
}

/// Requests under way at the same time for each account, service and region.
const IN_FLIGHT: usize = 8;
/// Requests under way at the same time altogether, so that many accounts do not cost more memory than one.
const IN_FLIGHT_IN_ALL: usize = 96;

/// How fast to ask.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Requests a second for each account, region and service, whatever AWS allows.
    pub max_rps: u32,
    /// Take less of what AWS allows.
    pub gentle: bool,
    /// Of each kind, in each account and region, so many resources are asked about one by one.
    pub ration: usize,
    /// It is not AWS that is asked, so that its quotas do not count.
    pub stand_in: bool,
}

/// An HTTP client that makes each request wait its turn, for one account.
#[derive(Debug, Clone)]
pub struct Paced {
    inner: SharedHttpClient,
    lanes: Lanes,
    shared: Shared,
}

/// What all accounts have in common.
#[derive(Debug, Clone)]
struct Shared {
    seats: Arc<Semaphore>,
    breaker: Breaker,
}

impl Paced {
    pub fn new(inner: SharedHttpClient, pace: Pace) -> Self {
        let shared = Shared { seats: Arc::new(Semaphore::new(IN_FLIGHT_IN_ALL)), breaker: Breaker::default() };
        Self { inner, lanes: Lanes::new(pace), shared }
    }

    /// How many resources of a kind are asked about one by one.
    pub fn ration(&self) -> usize {
        self.lanes.pace.ration
    }

    /// The same connections, for an account with quotas of its own.
    pub fn for_another_account(&self) -> Self {
        Self { inner: self.inner.clone(), lanes: Lanes::new(self.lanes.pace), shared: self.shared.clone() }
    }
}

impl HttpClient for Paced {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(PacedConnector { inner, lanes: self.lanes.clone(), shared: self.shared.clone() })
    }
}

#[derive(Debug)]
struct PacedConnector {
    inner: SharedHttpConnector,
    lanes: Lanes,
    shared: Shared,
}

impl HttpConnector for PacedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if ration::is_spent() {
            return HttpConnectorFuture::ready(Err(ConnectorError::other(Spent.into(), None)));
        }
        let asked = Asked::of(&request);
        let lane = self.lanes.of(&asked);
        let (inner, Shared { seats, breaker }) = (self.inner.clone(), self.shared.clone());
        HttpConnectorFuture::new(async move {
            let _turn = lane.turn().await;
            let _seat = seats.acquire_owned().await.ok();
            if breaker.is_open(&asked.region) {
                // Neither a timeout nor an error of the connection, which would be tried again.
                return Err(ConnectorError::other(GivenUp.into(), None));
            }
            let answer = inner.call(request).await;
            match answer {
                Err(error) if breaker.has_answered(&asked.region) && is_unresolved(&error) => {
                    Err(ConnectorError::other(NoAddress.into(), None))
                }
                Err(error) => {
                    breaker.failed(&asked.region);
                    Err(error)
                }
                Ok(answer) => {
                    breaker.answered(&asked.region);
                    Ok(answer)
                }
            }
        })
    }
}

/// One lane for each service, region and class of operations.
#[derive(Debug, Clone)]
struct Lanes {
    pace: Pace,
    open: Arc<Mutex<HashMap<String, Arc<Lane>>>>,
}

impl Lanes {
    fn new(pace: Pace) -> Self {
        Self { pace, open: Arc::default() }
    }

    fn of(&self, asked: &Asked) -> Arc<Lane> {
        let (class, allowed) = quota::class(&asked.service, asked.operation.as_deref());
        let name = format!("{}/{}/{class}", asked.region, asked.service);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(open.entry(name).or_insert_with(|| Arc::new(Lane::new(self.pace.interval(allowed)))))
    }
}

impl Pace {
    /// The time between two requests where AWS allows so many a second.
    fn interval(self, allowed: f64) -> Duration {
        let share = if self.gentle { quota::GENTLE } else { quota::SHARE };
        let allowed = if self.stand_in { f64::INFINITY } else { allowed * share };
        Duration::from_secs_f64(1.0 / allowed.min(f64::from(self.max_rps.max(1))))
    }
}

/// What a request is for, by its signature: `.../20260101/us-east-1/ec2/aws4_request`. Hosts would not do, as each bucket
/// has its own, and a stand-in for AWS has one for all.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    region: String,
    service: String,
    operation: Option<String>,
}

impl Asked {
    fn of(request: &HttpRequest) -> Self {
        let signed = request.headers().get("authorization").and_then(|auth| {
            let (_, scope) = auth.split_once("Credential=")?;
            let mut parts = scope.split(',').next()?.rsplit('/');
            parts.next()?;
            Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
        });
        let (service, region) = signed.unwrap_or_default();
        Self { region, service, operation: Self::operation(request) }
    }

    /// Where the protocol names it: in a header, or in the form.
    fn operation(request: &HttpRequest) -> Option<String> {
        if let Some(target) = request.headers().get("x-amz-target") {
            return target.rsplit('.').next().map(str::to_owned);
        }
        let form = request.body().bytes()?.strip_prefix(b"Action=")?;
        let end = form.iter().position(|byte| *byte == b'&').unwrap_or(form.len());
        std::str::from_utf8(&form[..end]).ok().map(str::to_owned)
    }
}

#[derive(Debug)]
struct Lane {
    interval: Duration,
    seats: Arc<Semaphore>,
    next: Mutex<Instant>,
}

impl Lane {
    /// Requests that may go at once after a pause.
    const BURST: u32 = 5;

    fn new(interval: Duration) -> Self {
        Self { interval, seats: Arc::new(Semaphore::new(IN_FLIGHT)), next: Mutex::new(Instant::now()) }
    }

    /// Waits for a seat and for the time to go.
    async fn turn(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        let seat = Arc::clone(&self.seats).acquire_owned().await.ok();
        let now = Instant::now();
        let slot = self.book(now);
        if slot > now {
            tokio::time::sleep_until(slot).await;
        }
        seat
    }

    /// The generic cell rate algorithm: each request books the next interval, and a pause saves up a burst.
    fn book(&self, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let burst = self.interval * Self::BURST;
        let slot = (*next).max(now.checked_sub(burst).unwrap_or(now));
        *next = slot + self.interval;
        slot.max(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lane_keeps_its_pace_after_a_burst() {
        let lane = Lane::new(Duration::from_millis(100));
        let start = Instant::now() + Duration::from_secs(10);
        let slots: Vec<_> = (0..20).map(|_| lane.book(start) - start).collect();
        let at_once = slots.iter().filter(|wait| wait.is_zero()).count();
        assert_eq!(at_once, Lane::BURST as usize + 1);
        assert_eq!(slots[19], Duration::from_millis(100) * (19 - Lane::BURST));
    }

    #[test]
    fn a_share_of_what_is_allowed_is_taken() {
        let pace = |max_rps, gentle| Pace { max_rps, gentle, ration: 1, stand_in: false }.interval(20.0);
        assert_eq!(pace(1000, false), Duration::from_millis(100));
        assert_eq!(pace(1000, true), Duration::from_millis(500));
        assert_eq!(pace(2, false), Duration::from_millis(500), "and never more than was asked for");
    }

    #[test]
    fn a_request_says_what_it_is_for() {
        let mut request = HttpRequest::new("Action=DescribeVpcs&Version=1".into());
        let auth =
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/ec2/aws4_request, SignedHeaders=host, Signature=0";
        request.headers_mut().insert("authorization", auth);
        let expected =
            Asked { region: "eu-central-1".into(), service: "ec2".into(), operation: Some("DescribeVpcs".into()) };
        assert_eq!(Asked::of(&request), expected);
        request.headers_mut().insert("x-amz-target", "TrentService.ListKeys");
        assert_eq!(Asked::of(&request).operation.as_deref(), Some("ListKeys"));
        assert_eq!(Asked::of(&HttpRequest::new("x".into())), Asked::default());
    }
}
