//! An error of the API, as each protocol words it: a code, and a message for people.

use super::super::service::Protocol;
use super::xml;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use serde_json::{Map, Value as Json};
use std::fmt;

/// What AWS said instead of an answer.
#[derive(Debug, Clone)]
pub struct Failure(ErrorMetadata);

impl Failure {
    pub(super) fn of(protocol: Protocol, headers: &Headers, body: &[u8]) -> Self {
        let (code, message) = match protocol {
            Protocol::Json { .. } | Protocol::RestJson => json(headers, body),
            Protocol::Query { .. } | Protocol::RestXml => (xml::text(body, "Code"), xml::text(body, "Message")),
        };
        let mut metadata = ErrorMetadata::builder();
        if let Some(code) = code {
            metadata = metadata.code(code);
        }
        if let Some(message) = message {
            metadata = metadata.message(message);
        }
        Self(metadata.build())
    }
}

/// The code stands in a header or in the body, with a namespace before it or an address behind it.
/// <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>
fn json(headers: &Headers, body: &[u8]) -> (Option<String>, Option<String>) {
    let body: Map<String, Json> = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Json::as_str);
    let code = headers.get("x-amzn-errortype").or(text("__type")).or(text("code")).or(text("Code"));
    let code = code.map(|code| {
        let code = code.split(':').next().unwrap_or(code);
        code.rsplit('#').next().unwrap_or(code).to_owned()
    });
    (code, text("message").or(text("Message")).or(text("errorMessage")).map(str::to_owned))
}

impl ProvideErrorMetadata for Failure {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code().unwrap_or("an error without a code"))
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(protocol: Protocol, header: Option<&'static str>, body: &str) -> Option<String> {
        let mut headers = Headers::new();
        if let Some(header) = header {
            headers.insert("x-amzn-errortype", header);
        }
        Failure::of(protocol, &headers, body.as_bytes()).code().map(str::to_owned)
    }

    #[test]
    fn a_code_is_found_wherever_it_stands() {
        let json = Protocol::RestJson;
        let expected = Some("AccessDeniedException".to_owned());
        assert_eq!(code(json, Some("AccessDeniedException:http://internal.amazon.com/"), "{}"), expected);
        assert_eq!(code(json, None, r#"{"__type": "com.amazon.x#AccessDeniedException"}"#), expected);
        assert_eq!(code(json, None, r#"{"code": "AccessDeniedException", "message": "no"}"#), expected);
        assert_eq!(code(json, None, "<html>"), None);
        let query = Protocol::Query { version: "1" };
        let body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>";
        assert_eq!(code(query, None, body), Some("AccessDenied".to_owned()));
        assert_eq!(code(query, None, "oops"), None);
    }
}
