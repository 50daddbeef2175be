//! What a bucket can refuse, in sentences that say what to do.

use super::super::error::unread;
use super::super::session::chain;
use super::Asked;
use crate::snapshot::{Reason, Unread};
use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum BucketError {
    #[error("there is no bucket `{bucket}`")]
    #[diagnostic(help("check its name, and make it first: plimsoll makes no buckets"))]
    NoBucket { bucket: String },
    #[error("there is no {place}")]
    #[diagnostic(help("it may have been pruned since it was listed; run the command again"))]
    Missing { place: String },
    #[error("{action} on {place} is denied: {said}")]
    #[diagnostic(help(
        "docs/history.md has the least policy; the history is used with your own credentials (--profile), and not with \
         the role of --role-arn"
    ))]
    Denied { action: &'static str, place: String, said: String },
    #[error("the bucket `{bucket}` is in another region, and S3 does not say in which")]
    #[diagnostic(help("set AWS_REGION to the bucket's region"))]
    Elsewhere { bucket: String },
    #[error("the AWS credentials have expired")]
    #[diagnostic(help("log in again (`aws sso login`, or whatever issued them) and repeat the command"))]
    Expired,
    #[error("no AWS credentials were found to use the bucket `{bucket}` with: {said}")]
    #[diagnostic(help("set AWS_PROFILE or --profile, or run `aws sso login`"))]
    NoCredentials { bucket: String, said: String },
    #[error("AWS refused the credentials for the bucket `{bucket}`: {said}")]
    #[diagnostic(help("check the profile, and the clock of this machine"))]
    Refused { bucket: String, said: String },
    #[error("cannot reach {address}")]
    #[diagnostic(help("check the network, HTTPS_PROXY, and --endpoint-url or AWS_ENDPOINT_URL"))]
    Unreachable { address: String },
    #[error("the connection was lost again and again while {place} was read")]
    #[diagnostic(help("check the network, and repeat the command"))]
    Cut { place: String },
    #[error("{place} is archived")]
    #[diagnostic(help("restore it (`aws s3api restore-object`), or keep lifecycle rules away from the history"))]
    Archived { place: String },
    #[error("{place} is larger than {} MiB", most >> 20)]
    #[diagnostic(help("this is no snapshot that plimsoll would write; move it elsewhere"))]
    TooLarge { place: String, most: u64 },
    #[error("somebody else writes {place} all the time")]
    #[diagnostic(help("repeat the command"))]
    Busy { place: String },
    #[error("{action} on {place} failed: {said}")]
    #[diagnostic(help("repeat the command; if --endpoint-url was given, is it an S3 API?"))]
    Strange { action: &'static str, place: String, said: String },
    #[error("cannot write a temporary file")]
    #[diagnostic(help("free some space, or set TMPDIR to a place that has some"))]
    Local(#[source] std::io::Error),
    #[error("cannot start the network runtime")]
    Runtime(#[source] std::io::Error),
    /// There is an object under the key.
    #[error("the name is taken")]
    Taken,
    /// The object has no bytes of which a range could be read.
    #[error("the object is empty")]
    Empty,
}

/// Codes that mean something here and nothing, or something else, where an estate is read.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
fn by_code(code: &str, bucket: &str, place: &str, said: &str) -> Option<BucketError> {
    let (bucket, place, said) = (bucket.to_owned(), place.to_owned(), said.to_owned());
    Some(match code {
        "NoSuchBucket" | "InvalidBucketName" => BucketError::NoBucket { bucket },
        "NoSuchKey" | "NotFound" => BucketError::Missing { place },
        "PreconditionFailed" => BucketError::Taken,
        "ConditionalRequestConflict" | "OperationAborted" => BucketError::Busy { place },
        "InvalidRange" => BucketError::Empty,
        "InvalidObjectState" => BucketError::Archived { place },
        "PermanentRedirect" | "TemporaryRedirect" | "AuthorizationHeaderMalformed" => BucketError::Elsewhere { bucket },
        "InvalidAccessKeyId" | "InvalidToken" | "SignatureDoesNotMatch" | "RequestTimeTooSkewed" => {
            BucketError::Refused { bucket, said }
        }
        _ => return None,
    })
}

pub(super) fn judge<E>(
    bucket: &str,
    asked: Asked<'_>,
    error: &SdkError<E, HttpResponse>,
    config: &SdkConfig,
) -> BucketError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let place = format!("s3://{bucket}/{}", asked.key);
    let Unread { reason, detail, .. } = unread(asked.action, error);
    let said = detail.clone().unwrap_or_else(|| chain(error));
    if let Some(known) = error.code().and_then(|code| by_code(code, bucket, &place, &said)) {
        return known;
    }
    match reason {
        Reason::AccessDenied => BucketError::Denied { action: asked.action, place, said },
        Reason::CredentialsExpired if detail.is_some() || said.contains("expired") => BucketError::Expired,
        Reason::CredentialsExpired => BucketError::NoCredentials { bucket: bucket.to_owned(), said },
        Reason::Timeout | Reason::Unreachable => {
            let aws = || format!("the bucket `{bucket}`");
            BucketError::Unreachable { address: config.endpoint_url().map_or_else(aws, str::to_owned) }
        }
        _ => BucketError::Strange { action: asked.action, place, said },
    }
}
