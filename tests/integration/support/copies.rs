//! Many accounts out of one: what an API server answers for a model account is remembered, and told of every other
//! account as its own, with its id and its buckets' names. No server holds two hundred accounts as fast as they are read.

use super::account::Account;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;

/// Buckets of the seeds. Their names are the world's, so that each account's have names of their own.
const BUCKETS: [&str; 7] =
    ["acme-trails", "acme-config", "good-flow-logs", "good-logs", "good-bucket", "bad-bucket", "bucket-elsewhere"];

pub struct Copies {
    model: String,
    model_key: String,
    /// The account of each access key that was given out.
    accounts: Mutex<HashMap<String, String>>,
    replies: Mutex<HashMap<Question, Arc<OnceCell<Reply>>>>,
    /// How often an account has asked a question: who asks again may be waiting for another answer.
    asked: Mutex<HashMap<(String, u64), u64>>,
}

/// A request in the words of the model account: what it asks, and for the how many-th time.
type Question = (String, u64);

#[derive(Clone)]
pub struct Reply {
    pub status: hyper::StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// How a request is to be answered.
pub enum Copy {
    /// By the server, and what it says of sessions is to be learnt.
    Itself,
    /// From memory, or by the server in the model's name.
    Of { account: String, cell: Arc<OnceCell<Reply>>, request: Box<Request<Bytes>> },
}

impl Copies {
    pub fn new(model: &Account) -> Self {
        let accounts = HashMap::from([(model.access_key.clone(), model.id.clone())]);
        Self {
            model: model.id.clone(),
            model_key: model.access_key.clone(),
            accounts: Mutex::new(accounts),
            replies: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    pub fn of(&self, head: &Parts, body: &Bytes) -> Copy {
        let signed = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let scope = signed.split("Credential=").nth(1).unwrap_or_default();
        let mut parts = scope.split('/');
        let (key, place) =
            (parts.next().unwrap_or_default(), [parts.nth(1), parts.next()].map(Option::unwrap_or_default));
        let account = self.accounts.lock().unwrap().get(key).cloned();
        let Some(account) = account.filter(|_| place[1] != "sts") else { return Copy::Itself };
        let uri = self.of_model(&account, &head.uri.to_string());
        let body = Bytes::from(self.of_model(&account, &String::from_utf8_lossy(body)));
        let target = head.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let said = String::from_utf8_lossy(&body);
        let question = format!("{} {uri} {}/{} {target} {said}", head.method, place[0], place[1]);
        let number = self.number(&account, &question);
        let cell = Arc::clone(self.replies.lock().unwrap().entry((question, number)).or_default());
        let mut request = Request::new(body);
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = uri.parse().unwrap();
        *request.headers_mut() = head.headers.clone();
        let length = request.body().len();
        request.headers_mut().insert(CONTENT_LENGTH, length.into());
        let signed = signed.replace(key, &self.model_key);
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_str(&signed).unwrap());
        if let Some(id) = request.headers_mut().get_mut("x-amz-account-id") {
            *id = HeaderValue::from_str(&self.model).unwrap();
        }
        Copy::Of { account, cell, request: Box::new(request) }
    }

    fn number(&self, account: &str, question: &str) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hash = DefaultHasher::new();
        question.hash(&mut hash);
        let mut asked = self.asked.lock().unwrap();
        let count = asked.entry((account.to_owned(), hash.finish())).or_default();
        *count += 1;
        *count
    }

    /// Learns whose key was given out: of a role in an account, named in the request.
    pub fn learn(&self, asked: &Bytes, told: &Bytes) {
        let (asked, told) = (String::from_utf8_lossy(asked), String::from_utf8_lossy(told));
        let field = |text: &str, from: &str, to: &str| Some(text.split(from).nth(1)?.split(to).next()?.to_owned());
        let account = field(&asked, "RoleArn=arn%3Aaws%3Aiam%3A%3A", "%3A");
        let key = field(&told, "<AccessKeyId>", "<");
        if let (Some(account), Some(key)) = (account, key) {
            self.accounts.lock().unwrap().insert(key, account);
        }
    }

    fn of_model(&self, account: &str, text: &str) -> String {
        if account == self.model {
            return text.to_owned();
        }
        let text = BUCKETS.iter().fold(text.to_owned(), |text, name| text.replace(&renamed(name, account), name));
        text.replace(account, &self.model)
    }

    /// The model's reply, as another account's.
    pub fn told_of(&self, account: &str, mut reply: Reply) -> Reply {
        if account == self.model {
            return reply;
        }
        let Ok(text) = std::str::from_utf8(&reply.body) else { return reply };
        let text = text.replace(&self.model, account);
        let text = BUCKETS.iter().fold(text, |text, name| text.replace(name, &renamed(name, account)));
        reply.body = text.into();
        reply.headers.insert(CONTENT_LENGTH, reply.body.len().into());
        reply
    }
}

fn renamed(bucket: &str, account: &str) -> String {
    format!("{bucket}-of-{account}")
}
