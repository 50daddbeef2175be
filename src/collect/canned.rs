//! Tests of a kind without a server: replies as AWS documents them, by operation.

use super::aws::session::Session;
use super::kinds::Kind;
use super::place::Place;
use super::sink::{Event, Sink};
use crate::snapshot::{Gap, Region, Resource};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

/// An API that knows a few replies. What it does not know is refused, as AWS refuses what the caller may not do.
#[derive(Debug, Clone, Default)]
pub struct Canned {
    replies: Arc<Mutex<BTreeMap<String, Replies>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// Status and body of each, in order.
type Replies = VecDeque<(u16, String)>;

/// What a kind found.
pub struct Read {
    pub resources: Vec<Resource>,
    pub gaps: Vec<Gap>,
    /// The operations that were asked for, in order, as replies name them.
    pub asked: Vec<String>,
}

/// A resource as JSON, for a look into lists.
pub fn json(resource: &Resource) -> serde_json::Value {
    serde_json::to_value(resource).unwrap()
}

impl Canned {
    /// The reply to an operation: by its name, such as `ListKeys`, or in the REST protocols by method and path, such as
    /// `GET /clusters`. Several for one are its pages, in order; the last is given again and again.
    pub fn reply(self, operation: &str, body: &str) -> Self {
        self.status(operation, 200, body)
    }

    /// An error, with its code as the protocol has it in `body`.
    pub fn status(self, operation: &str, status: u16, body: &str) -> Self {
        self.replies.lock().unwrap().entry(operation.to_owned()).or_default().push_back((status, body.to_owned()));
        self
    }

    /// Reads a kind in eu-central-1, or in no region where it has none.
    pub fn read<K: Kind>(&self) -> Read {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(self.read_all::<K>())
    }

    /// A session with this API.
    pub fn session(&self) -> Session {
        let connector = SharedHttpConnector::new(self.clone());
        Session::of(http_client_fn(move |_, _| connector.clone()))
    }

    async fn read_all<K: Kind>(&self) -> Read {
        let session = self.session();
        let region = if K::SCOPE.is_global() { "global" } else { "eu-central-1" };
        let place = Place::new(Arc::new(session), Region::try_from(region).unwrap());
        let (sender, mut events) = tokio::sync::mpsc::channel(10_000);
        let sink = Sink::new(&place, K::NAME, sender);
        if let Err(unread) = K::collect(&place, &sink).await {
            sink.gap(unread).await;
        }
        drop(sink);
        let mut read = Read { resources: vec![], gaps: vec![], asked: self.asked.lock().unwrap().clone() };
        while let Some(event) = events.recv().await {
            match event {
                Event::Resource(_, resource) => read.resources.push(resource),
                Event::Gap(_, gap) => read.gaps.push(gap),
                Event::Plan(_) | Event::Places(_) | Event::End(..) => {}
            }
        }
        read
    }

    fn answer(&self, operation: &str) -> (u16, String) {
        self.asked.lock().unwrap().push(operation.to_owned());
        let mut replies = self.replies.lock().unwrap();
        let Some(known) = replies.get_mut(operation) else {
            return (403, denied(operation));
        };
        match known.len() {
            1 => known[0].clone(),
            _ => known.pop_front().unwrap(),
        }
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = self.answer(&operation(&request));
        let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
        HttpConnectorFuture::ready(Ok(response))
    }
}

/// In the words of both JSON and XML, as it is not known here which protocol the caller speaks.
fn denied(operation: &str) -> String {
    let code = "AccessDeniedException";
    format!("{{\"__type\": \"{code}\", \"message\": \"<Code>{code}</Code> no reply is known to {operation}\"}}")
}

/// The operation is in a header, in the form, or in method and path.
fn operation(request: &HttpRequest) -> String {
    if let Some(target) = request.headers().get("x-amz-target") {
        return target.rsplit('.').next().unwrap_or(target).to_owned();
    }
    let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
    if let Some(action) = body.split('&').find_map(|field| field.strip_prefix("Action=")) {
        return action.to_owned();
    }
    let path = request.uri().split_once("//").map_or(request.uri(), |(_, rest)| &rest[rest.find('/').unwrap_or(0)..]);
    format!("{} {}", request.method(), path.split('?').next().unwrap_or(path))
}
