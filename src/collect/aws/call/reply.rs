//! What a reply means: a value, not set, or unread.

use super::super::error::{self, SdkResult};
use super::super::service::Protocol;
use super::failure::Failure;
use super::request::Call;
use super::send::{Body, send};
use super::xml;
use crate::snapshot::{Reading, Reason, Unread};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

impl<'a> Call<'a> {
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
        send(self).await
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
