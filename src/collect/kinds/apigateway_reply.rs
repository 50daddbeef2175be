//! What kinds of API Gateway have in common: the permission, ARNs without an account, policies in quotes.

use crate::collect::Place;
use crate::snapshot::Reading;
use crate::snapshot::policy_document::PolicyDocument;

/// API Gateway names its permissions after the methods of HTTP: this one reads all.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html>
pub const GET: &str = "apigateway:GET";

/// The largest page of the first version's listings. The second says nothing of how large one may be.
pub const LIMIT: i64 = 500;

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html>
pub fn arn(place: &Place, path: &str) -> String {
    format!("arn:{}:apigateway:{}::{path}", place.session().partition(), place.region())
}

/// A policy comes as the inside of a JSON string: each quote has a backslash before it.
pub fn policy(text: Option<String>) -> Reading<Option<PolicyDocument>> {
    let plain = |text: String| serde_json::from_str::<String>(&format!("\"{text}\"")).unwrap_or(text);
    PolicyDocument::reading(GET, Ok(text.map(plain)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_understood_with_and_without_backslashes() {
        for text in [r#"{\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"a:\/b\"}]}"#, r#"{"Statement": []}"#] {
            assert!(policy(Some(text.to_owned())).known().is_some_and(Option::is_some), "{text}");
        }
        assert!(policy(None).known().is_some_and(Option::is_none));
        assert!(policy(Some("oops".to_owned())).known().is_none());
    }
}
