//! A proxy before the API server that does to chosen calls what AWS and networks do to them.

use super::account::Account;
use super::action::{self, Protocol};
use super::copies::{Copies, Copy, Reply};
use super::moto;
use futures_util::StreamExt;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};

/// What happens to a call.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// The permission is missing. Who one is may always be asked.
    Deny,
    /// The same, whatever is asked.
    Refuse,
    /// So many times "slow down", and then the answer.
    Throttle(u64),
    /// So many times the connection is closed without a word, and then the answer.
    Drop(u64),
    /// So many times the server fails, and then the answer.
    Fail(u64),
    /// So many times the connection ends in the middle of the answer, and then the whole answer.
    Cut(u64),
    /// The answer comes in drips.
    Drip,
    /// The credentials have expired.
    Expire,
    /// An answer that is none.
    Babble,
    /// No answer, ever.
    Hang,
}

pub struct FaultProxy {
    address: SocketAddr,
    state: Arc<State>,
    /// It serves as long as this lives.
    _runtime: tokio::runtime::Runtime,
}

#[derive(Default)]
struct State {
    /// By action; `*` stands for all that are not named.
    faults: BTreeMap<String, Fault>,
    seen: Mutex<BTreeMap<String, u64>>,
    /// Where all accounts are told to be like one.
    copies: Option<Copies>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Body = BoxBody<Bytes, Failure>;
type Answer = Result<Response<Body>, Failure>;

impl FaultProxy {
    /// With faults by IAM action, such as `s3:GetBucketPolicy`.
    pub fn new<'a>(faults: impl IntoIterator<Item = (&'a str, Fault)>) -> Self {
        let faults = faults.into_iter().map(|(action, fault)| (action.to_owned(), fault)).collect();
        Self::start(moto::server(), State { faults, ..State::default() })
    }

    /// Without faults, before an API server in which every account is a copy of one.
    pub fn copying(model: &Account) -> Self {
        Self::start(model.server, State { copies: Some(Copies::new(model)), ..State::default() })
    }

    fn start(upstream: SocketAddr, state: State) -> Self {
        let state = Arc::new(state);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(serve(listener, upstream, Arc::clone(&state)));
        Self { address, state, _runtime: runtime }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often an action was asked for.
    pub fn seen(&self, action: &str) -> u64 {
        self.state.seen.lock().unwrap().get(action).copied().unwrap_or_default()
    }

    pub fn all_seen(&self) -> BTreeMap<String, u64> {
        self.state.seen.lock().unwrap().clone()
    }

    /// Waits until an action is asked for.
    pub fn wait_for(&self, action: &str) {
        let started = Instant::now();
        while self.seen(action) == 0 {
            assert!(started.elapsed() < Duration::from_secs(60), "{action} is never asked for");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

async fn serve(listener: TcpListener, upstream: SocketAddr, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        let service = service_fn(move |request| answer(request, upstream, Arc::clone(&state)));
        // An error here is a fault that was asked for.
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(request: Request<Incoming>, upstream: SocketAddr, state: Arc<State>) -> Answer {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    if let Some(copies) = &state.copies {
        return copied(copies, head, body, upstream).await;
    }
    let request = Request::from_parts(head, Full::new(body.clone()));
    let (action, protocol) = action::of(&request, &String::from_utf8_lossy(&body));
    let fault = state.faults.get(&action).or_else(|| state.faults.get("*")).copied();
    let before = {
        let mut seen = state.seen.lock().unwrap();
        let count = seen.entry(action.clone()).or_default();
        *count += 1;
        *count - 1
    };
    match fault {
        Some(Fault::Deny) if !action.starts_with("sts:") => Ok(error(protocol.denied(&action), protocol)),
        Some(Fault::Refuse) => Ok(error(protocol.denied(&action), protocol)),
        Some(Fault::Throttle(times)) if before < times => Ok(error(protocol.throttled(), protocol)),
        Some(Fault::Drop(times)) if before < times => Err("dropped".into()),
        Some(Fault::Fail(times)) if before < times => Ok(error(protocol.failed(), protocol)),
        Some(Fault::Expire) => Ok(error(protocol.expired(), protocol)),
        Some(Fault::Babble) => Ok(error((hyper::StatusCode::OK, "<<{{".to_owned()), protocol)),
        Some(Fault::Cut(times)) if before < times => Ok(cut(forward(request, upstream).await?).await?),
        Some(Fault::Drip) => Ok(in_drips(forward(request, upstream).await?).await?),
        Some(Fault::Hang) => std::future::pending().await,
        _ => forward(request, upstream).await,
    }
}

async fn copied(copies: &Copies, head: Parts, body: Bytes, upstream: SocketAddr) -> Answer {
    match copies.of(&head, &body) {
        Copy::Itself => {
            let request = Request::from_parts(head, Full::new(body.clone()));
            let reply = reply(request, upstream).await?;
            copies.learn(&body, &reply.body);
            Ok(reply.into())
        }
        Copy::Of { account, cell, request } => {
            let kept = cell.get_or_try_init(|| reply(request.map(Full::new), upstream)).await?;
            Ok(copies.told_of(&account, kept.clone()).into())
        }
    }
}

async fn reply(request: Request<Full<Bytes>>, upstream: SocketAddr) -> Result<Reply, Failure> {
    let (head, body) = forward(request, upstream).await?.into_parts();
    Ok(Reply { status: head.status, headers: head.headers, body: body.collect().await?.to_bytes() })
}

impl From<Reply> for Response<Body> {
    fn from(reply: Reply) -> Self {
        let mut response = Self::new(whole(reply.body));
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        response
    }
}

fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed()
}

/// Half of an answer that says it is longer.
async fn cut(answer: Response<Body>) -> Answer {
    let (mut head, body) = answer.into_parts();
    let body = body.collect().await?.to_bytes();
    head.headers.insert("content-length", (body.len() + 1).into());
    let half = futures_util::stream::iter([Ok(Frame::data(body.slice(..body.len() / 2))), Err("cut".into())]);
    Ok(Response::from_parts(head, BodyExt::boxed(StreamBody::new(half))))
}

/// An answer in four parts, with pauses.
async fn in_drips(answer: Response<Body>) -> Answer {
    let (head, body) = answer.into_parts();
    let body = body.collect().await?.to_bytes();
    let parts: Vec<Bytes> = body.chunks(body.len() / 4 + 1).map(Bytes::copy_from_slice).collect();
    let drips = futures_util::stream::iter(parts).then(|part| async move {
        tokio::time::sleep(Duration::from_millis(30)).await;
        Ok(Frame::data(part))
    });
    Ok(Response::from_parts(head, BodyExt::boxed(StreamBody::new(Box::pin(drips)))))
}

fn error((status, text): (hyper::StatusCode, String), protocol: Protocol) -> Response<Body> {
    let kind = match protocol {
        Protocol::S3 => "application/xml",
        Protocol::Json => "application/x-amz-json-1.1",
        _ => "text/xml",
    };
    let mut response = Response::new(whole(text));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static(kind));
    response
}

async fn forward(request: Request<Full<Bytes>>, upstream: SocketAddr) -> Answer {
    let stream = TcpStream::connect(upstream).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await?.into_parts();
    Ok(Response::from_parts(head, whole(body.collect().await?.to_bytes())))
}
