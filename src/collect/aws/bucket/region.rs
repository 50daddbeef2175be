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
