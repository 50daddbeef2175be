//! Polite by construction: every request of every kind passes here. It is counted by operation, and it waits its turn
//! in a queue for its service and region, so that a scan never starves an account's own users of their quota.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, Metadata};
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

/// Requests under way at the same time for each service and region.
const IN_FLIGHT: usize = 8;

/// An HTTP client that makes each request wait its turn.
#[derive(Debug, Clone)]
pub struct Paced {
    inner: SharedHttpClient,
    lanes: Lanes,
}

impl Paced {
    pub fn new(inner: SharedHttpClient, max_rps: u32) -> Self {
        let interval = Duration::from_secs(1) / max_rps.max(1);
        Self { inner, lanes: Lanes { interval, open: Arc::default() } }
    }
}

impl HttpClient for Paced {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(PacedConnector { inner, lanes: self.lanes.clone() })
    }
}

#[derive(Debug)]
struct PacedConnector {
    inner: SharedHttpConnector,
    lanes: Lanes,
}

impl HttpConnector for PacedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let lane = self.lanes.of(&request);
        let inner = self.inner.clone();
        HttpConnectorFuture::new(async move {
            let _under_way = lane.turn().await;
            inner.call(request).await
        })
    }
}

/// One lane for each service and region.
#[derive(Debug, Clone)]
struct Lanes {
    interval: Duration,
    open: Arc<Mutex<HashMap<String, Arc<Lane>>>>,
}

impl Lanes {
    fn of(&self, request: &HttpRequest) -> Arc<Lane> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = open.entry(lane_name(request)).or_insert_with(|| Arc::new(Lane::new(self.interval)));
        Arc::clone(lane)
    }
}

/// Region and service as the signature names them: `.../20260101/us-east-1/ec2/aws4_request`. Hosts would not do, as
/// each bucket has its own, and a stand-in for AWS has one for all.
fn lane_name(request: &HttpRequest) -> String {
    let scope = request.headers().get("authorization").and_then(|auth| {
        let (_, scope) = auth.split_once("Credential=")?;
        let mut parts = scope.split(',').next()?.rsplit('/');
        parts.next()?;
        Some(format!("{}/{}", parts.next()?, parts.next()?))
    });
    scope.unwrap_or_else(|| request.uri().split('/').take(3).collect())
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
        tokio::time::sleep_until(self.book(Instant::now())).await;
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
}
