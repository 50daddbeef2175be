//! Where a bucket is, by what S3 says to whoever asks in another region. That needs no permission.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use crate::snapshot::Region;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;

/// A redirect has it in a header; a signature for the wrong region is answered by a message with the right one.
pub(super) fn told_by<E>(error: &SdkError<E, HttpResponse>) -> Option<Region> {
    let response = error.raw_response()?;
    if !matches!(response.status().as_u16(), 301 | 307 | 400) {
        return None;
    }
    let body = || std::str::from_utf8(response.body().bytes()?).ok();
    let region = response.headers().get("x-amz-bucket-region").or_else(|| in_body(body()?))?;
    Region::try_from(region).ok().filter(|region| !region.is_global())
}

fn in_body(body: &str) -> Option<&str> {
    let (_, rest) = body.split_once("<Region>")?;
    rest.split_once("</Region>").map(|(region, _)| region)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::body::SdkBody;

    fn told(status: u16, header: Option<&'static str>, body: &str) -> Option<String> {
        let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
        if let Some(region) = header {
            response.headers_mut().insert("x-amz-bucket-region", region);
        }
        told_by(&SdkError::<(), HttpResponse>::response_error("no", response)).map(|region| region.to_string())
    }

    #[test]
    fn s3_tells_the_region_in_a_header_or_in_a_message() {
        let message = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>";
        assert_eq!(told(301, Some("us-west-2"), "").as_deref(), Some("us-west-2"));
        assert_eq!(told(400, None, message).as_deref(), Some("eu-west-1"));
        assert_eq!(told(403, Some("us-west-2"), message), None, "a refusal is one wherever it comes from");
        for body in ["", "<Region>", "<Region>global</Region>", "<Region>../x</Region>"] {
            assert_eq!(told(301, None, body), None, "{body}");
        }
    }
}
