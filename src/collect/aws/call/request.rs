//! What is asked: an operation and its parameters.

use super::super::service::{Protocol, Service};
use super::super::session::Session;
use crate::snapshot::Region;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value as Json};

/// An operation with its parameters.
#[derive(Clone)]
pub struct Call<'a> {
    pub(super) session: &'a Session,
    pub(super) service: &'static Service,
    pub(super) operation: &'static str,
    action: Option<&'static str>,
    pub(super) region: Region,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Map<String, Json>,
    pub(super) document: Option<String>,
}

impl<'a> Call<'a> {
    /// What lives in no region is asked in that of the credentials.
    pub(in crate::collect) fn new(
        session: &'a Session,
        region: &Region,
        service: &'static Service,
        operation: &'static str,
    ) -> Self {
        let region = if region.is_global() { session.home() } else { region };
        Self {
            session,
            service,
            operation,
            action: None,
            region: region.clone(),
            method: "POST",
            path: "/".to_owned(),
            query: Vec::new(),
            body: Map::new(),
            document: None,
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

    /// The whole body of a POST, where that is XML.
    pub fn document(self, xml: impl Into<String>) -> Self {
        Self { document: Some(xml.into()), ..self }
    }

    /// A parameter: in the form, in the query of a GET, or else in the JSON body.
    pub fn set(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.put(name, value.into());
        self
    }

    pub(super) fn put(&mut self, name: &str, value: Json) {
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
}

/// A part of a path, such as a name or an ARN, encoded.
pub fn segment(part: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(part, KEPT).to_string()
}
