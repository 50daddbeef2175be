//! How AWS's errors are judged: by code, and only here.
//!
//! A reply is one of three things: a value, "not set" (which AWS often says with an error), or unread with the gap that
//! explains it. Throttling was retried by the SDK before it comes here.

use crate::snapshot::{Reading, Reason, Unread};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Codes by which AWS says that a thing is not configured, or has gone since it was listed.
const NOT_SET: &[&str] = &[
    "AccountNotManagementOrDelegatedAdministratorException",
    "OrganizationNotFoundException",
    "OrganizationNotInAllFeaturesModeException",
    "ServiceAccessNotEnabledException",
    "NoSuchAccessPoint",
    "NoSuchAccessPointPolicy",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchConfiguration",
    "NoSuchCORSConfiguration",
    "NoSuchEntity",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "NoSuchWebsiteConfiguration",
    "NotFound",
    "NotFoundException",
    "ObjectLockConfigurationNotFoundError",
    "OwnershipControlsNotFoundError",
    "QueueDoesNotExist",
    "ReplicationConfigurationNotFoundError",
    "ResourceNotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
    "StateMachineDoesNotExist",
];

/// Codes and what they mean. Compared without the `Exception` that some services append.
const REASONS: &[(&str, Reason)] = &[
    ("AccessDenied", Reason::AccessDenied),
    ("AccessDeniedException", Reason::AccessDenied),
    ("AllAccessDisabled", Reason::AccessDenied),
    ("AuthorizationError", Reason::AccessDenied),
    ("AuthorizationErrorException", Reason::AccessDenied),
    ("Client.UnauthorizedOperation", Reason::AccessDenied),
    ("Forbidden", Reason::AccessDenied),
    ("NotAuthorized", Reason::AccessDenied),
    ("UnauthorizedOperation", Reason::AccessDenied),
    ("AuthFailure", Reason::RegionDisabled),
    ("InvalidClientTokenId", Reason::RegionDisabled),
    ("OptInRequired", Reason::RegionDisabled),
    ("SubscriptionRequiredException", Reason::RegionDisabled),
    ("UnrecognizedClientException", Reason::RegionDisabled),
    ("ExpiredToken", Reason::CredentialsExpired),
    ("ExpiredTokenException", Reason::CredentialsExpired),
    ("RequestExpired", Reason::CredentialsExpired),
    ("BandwidthLimitExceeded", Reason::Throttled),
    ("LimitExceededException", Reason::Throttled),
    ("PriorRequestNotComplete", Reason::Throttled),
    ("RequestLimitExceeded", Reason::Throttled),
    ("RequestThrottled", Reason::Throttled),
    ("SlowDown", Reason::Throttled),
    ("Throttling", Reason::Throttled),
    ("ThrottlingException", Reason::Throttled),
    ("ThrottledException", Reason::Throttled),
    ("TooManyRequestsException", Reason::Throttled),
    ("InvalidAction", Reason::Unsupported),
    ("MethodNotAllowed", Reason::Unsupported),
    ("NotImplemented", Reason::Unsupported),
    ("UnknownOperationException", Reason::Unsupported),
    ("UnsupportedOperation", Reason::Unsupported),
    ("RequestTimeout", Reason::Timeout),
    ("RequestTimeoutException", Reason::Timeout),
];

/// The error of an SDK call, of whatever operation.
pub type SdkResult<T, E> = Result<T, SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>>;

/// Judges a reply: the value, `None` where AWS says that it is not set or gone, or unread.
pub fn judge<T, E>(action: &str, reply: SdkResult<T, E>) -> Result<Option<T>, Unread>
where
    E: ProvideErrorMetadata,
{
    match reply {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code().is_some_and(|code| NOT_SET.contains(&code)) => Ok(None),
        Err(error) => Err(unread(action, &error)),
    }
}

/// Judges a reply to a question that always has an answer, such as a listing.
pub fn answer<T, E>(action: &str, reply: SdkResult<T, E>) -> Result<T, Unread>
where
    E: ProvideErrorMetadata,
{
    reply.map_err(|error| unread(action, &error))
}

/// A field that is fetched by a call of its own: `convert` sees the reply, and not-set is `None`.
pub fn reading<T, E, U>(
    action: &str,
    reply: SdkResult<T, E>,
    convert: impl FnOnce(T) -> Option<U>,
) -> Reading<Option<U>>
where
    E: ProvideErrorMetadata,
{
    judge(action, reply).map(|value| value.and_then(convert)).into()
}

/// What an error means for what it was to read.
pub fn unread<E>(
    action: &str,
    error: &SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>,
) -> Unread
where
    E: ProvideErrorMetadata,
{
    let detail = error.code().map(|code| match error.message() {
        Some(message) => shorten(&format!("{code}: {message}")),
        None => code.to_owned(),
    });
    Unread { action: action.to_owned(), reason: reason(error), detail }
}

fn reason<E>(error: &SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>) -> Reason
where
    E: ProvideErrorMetadata,
{
    if let Some(code) = error.code() {
        let known = REASONS.iter().find(|(known, _)| *known == code).map(|(_, reason)| *reason);
        return known.unwrap_or_else(|| by_status(error));
    }
    match error {
        SdkError::TimeoutError(_) => Reason::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Reason::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_io() => Reason::Unreachable,
        // No credentials in the middle of a scan: they could not be renewed.
        SdkError::DispatchFailure(_) => Reason::CredentialsExpired,
        SdkError::ResponseError(_) | SdkError::ServiceError(_) => by_status(error),
        _ => Reason::Error,
    }
}

/// S3 answers a HEAD without a body, and thus without a code.
fn by_status<E>(error: &SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>) -> Reason {
    match error.raw_response().map(|response| response.status().as_u16()) {
        Some(401 | 403) => Reason::AccessDenied,
        Some(429 | 503) => Reason::Throttled,
        Some(501) => Reason::Unsupported,
        Some(200..300) => Reason::Unparseable,
        _ => Reason::Error,
    }
}

/// AWS's messages name the caller and the action, which helps; a few encode the whole request, which does not.
fn shorten(message: &str) -> String {
    const LONGEST: usize = 300;
    let plain: String = message.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    match plain.find("Encoded authorization failure message") {
        Some(end) => plain[..end].trim_end().to_owned(),
        None => plain,
    }
}
