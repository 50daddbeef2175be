//! What is asked: an operation, its parameters, and what its reply means.

use super::super::error::{self, SdkResult};
use super::super::service::{Protocol, Service};
use super::failure::Failure;
use super::xml;
use crate::collect::Place;
use crate::snapshot::{Reading, Reason, Region, Unread};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

/// The body of a reply.
pub type Body = Vec<u8>;

/// An operation with its parameters.
#[derive(Clone)]
pub struct Call<'a> {
    pub(super) place: &'a Place,
    pub(super) service: &'static Service,
    pub(super) operation: &'static str,
    action: Option<&'static str>,
    pub(super) region: Region,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Map<String, Json>,
}

impl<'a> Call<'a> {
    pub(in crate::collect) fn new(place: &'a Place, service: &'static Service, operation: &'static str) -> Self {
        let region = if place.region().is_global() { place.session().home() } else { place.region() };
        Self {
            place,
            service,
            operation,
            action: None,
            region: region.clone(),
            method: "POST",
            path: "/".to_owned(),
            query: Vec::new(),
            body: Map::new(),
        }
    }

    /// Where IAM names the permission otherwise than service and operation.
    pub fn action(mut self, action: &'static str) -> Self {
        self.action = Some(action);
        self
    }

    /// Where the answer lives in another region than the place.
    pub fn in_region(mut self, region: Region) -> Self {
        self.region = region;
        self
    }

    /// A GET of a path, for the REST protocols. What is put into the path goes through [`segment`].
    pub fn get(self, path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), ..self }
    }

    /// A POST to a path, for the REST protocols: some listings are one.
    pub fn post(self, path: impl Into<String>) -> Self {
        Self { method: "POST", path: path.into(), ..self }
    }

    /// A parameter: in the form, in the query of a GET, or else in the JSON body.
    pub fn set(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.put(name, value.into());
        self
    }

    fn put(&mut self, name: &str, value: Json) {
        let in_query = matches!(self.service.protocol, Protocol::Query { .. }) || self.method == "GET";
        if in_query {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.query.retain(|(known, _)| known != name);
            self.query.push((name.to_owned(), text));
        } else {
            self.body.insert(name.to_owned(), value);
        }
    }

    /// The IAM action, as gaps name it.
    pub fn needs(&self) -> String {
        self.action.map_or_else(|| format!("{}:{}", self.service.name, self.operation), str::to_owned)
    }

    /// A reply to a question that always has an answer, such as a listing.
    pub async fn answer<T: DeserializeOwned>(self) -> Result<T, Unread> {
        let body = error::answer(&self.needs(), self.send().await)?;
        self.parse(&body)
    }

    /// A reply, or `None` where AWS says that it is not set or gone.
    pub async fn judge<T: DeserializeOwned>(self) -> Result<Option<T>, Unread> {
        let body = error::judge(&self.needs(), self.send().await)?;
        body.map(|body| self.parse(&body)).transpose()
    }

    /// A field that is fetched by a call of its own: `convert` sees the reply, and not-set is `None`.
    pub async fn reading<T: DeserializeOwned, U>(self, convert: impl FnOnce(T) -> Option<U>) -> Reading<Option<U>> {
        self.judge().await.map(|reply| reply.and_then(convert)).into()
    }

    /// All pages of a listing: the reply's token of one name is the next request's parameter of another.
    pub fn pages(self, request: &'static str, reply: &'static str) -> Pages<'a> {
        Pages { next: Some(self), request, reply, last: String::new() }
    }

    async fn send(&self) -> SdkResult<Body, Failure> {
        super::send::send(self).await
    }

    fn parse<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, Unread> {
        let parsed = match self.service.protocol {
            // Some operations answer with nothing at all where everything is a default.
            Protocol::Json { .. } | Protocol::RestJson if body.is_empty() => {
                serde_json::from_slice(b"{}").map_err(|e| e.to_string())
            }
            Protocol::Json { .. } | Protocol::RestJson => json(body),
            Protocol::Query { .. } => xml::result(body),
            Protocol::RestXml => xml::root(body),
        };
        parsed.map_err(|at| Unread { detail: Some(at), ..Unread::new(self.needs(), Reason::Unparseable) })
    }

    fn token(&self, body: &[u8], name: &str) -> Option<String> {
        let token = match self.service.protocol {
            Protocol::Json { .. } | Protocol::RestJson => {
                let reply: Map<String, Json> = serde_json::from_slice(body).ok()?;
                reply.get(name)?.as_str()?.to_owned()
            }
            Protocol::Query { .. } | Protocol::RestXml => xml::text(body, name)?,
        };
        Some(token).filter(|token| !token.is_empty())
    }
}

/// In a reply, null stands for what is not there, also where a list or an object is expected: Lambda and others write it
/// so. <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>
fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).or_else(|error| {
        let place = place_of(error);
        let mut reply: Json = serde_json::from_slice(body).map_err(place_of)?;
        drop_nulls(&mut reply);
        serde_json::from_value(reply).map_err(|_| place)
    })
}

/// The depth of a reply is bounded by its parser.
fn drop_nulls(json: &mut Json) {
    match json {
        Json::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Json::Array(items) => items.iter_mut().for_each(drop_nulls),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Where a reply is not as expected. The message would quote it, and it may hold a secret.
fn place_of(error: serde_json::Error) -> String {
    format!("{:?} error in line {}, column {}", error.classify(), error.line(), error.column())
}

/// A listing, page by page.
pub struct Pages<'a> {
    next: Option<Call<'a>>,
    request: &'static str,
    reply: &'static str,
    last: String,
}

impl Pages<'_> {
    /// The next page; `None` behind the last.
    pub async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Unread> {
        let Some(mut call) = self.next.take() else { return Ok(None) };
        let body = error::answer(&call.needs(), call.send().await)?;
        let page = call.parse(&body)?;
        if let Some(token) = call.token(&body, self.reply) {
            // A server that sends the same token for ever would never be left.
            if token == self.last {
                let detail = Some("the same page again and again".to_owned());
                return Err(Unread { detail, ..Unread::new(call.needs(), Reason::Unparseable) });
            }
            call.put(self.request, token.clone().into());
            self.last = token;
            self.next = Some(call);
        }
        Ok(Some(page))
    }
}

/// A part of a path, such as a name or an ARN, encoded.
pub fn segment(part: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(part, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn null_is_what_is_not_there() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Reply {
            #[serde(default)]
            list: Vec<Option<i32>>,
            #[serde(default)]
            map: BTreeMap<String, i32>,
        }
        let reply: Reply = json(br#"{"list": null, "map": null}"#).unwrap();
        assert_eq!(reply, Reply { list: vec![], map: BTreeMap::new() });
        let reply: Reply = json(br#"{"list": [1, null], "map": {"a": 1, "b": null}}"#).unwrap();
        assert_eq!(reply, Reply { list: vec![Some(1), None], map: [("a".to_owned(), 1)].into() });
        assert_eq!(json::<Reply>(br#"{"list": "x"}"#).unwrap_err(), "Data error in line 1, column 12");
    }
}
