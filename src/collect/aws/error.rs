//! How AWS's errors are judged: by code, and only here.
//!
//! A reply is one of three things: a value, "not set" (which AWS often says with an error), or unread with the gap that
//! explains it. What has gone since it was listed is unread, too, and told by [`is_gone`]: it is neither kept nor missed.
//! Throttling was retried by the SDK before it comes here.

use super::breaker::{GivenUp, NoAddress};
use super::ration::Spent;
use crate::snapshot::{DeniedBy, Reading, Reason, Unread};
use aws_smithy_runtime_api::client::result::{DispatchFailure, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error;

/// Codes by which AWS says that a thing is not configured, or, where the thing itself is asked for, that there is none.
const NOT_SET: &[&str] = &[
    "AWSOrganizationsNotInUseException",
    "AccountNotManagementOrDelegatedAdministratorException",
    "ClusterNotFound",
    "DBClusterSnapshotNotFoundFault",
    "DBSnapshotNotFound",
    "EntityNotFoundException",
    // Security Hub is off; what the caller may not do is an `AccessDeniedException` there as everywhere.
    "InvalidAccessException",
    "InvalidDocument",
    "LifecyclePolicyNotFoundException",
    "LoadBalancerNotFound",
    "NoSuchAccessPointPolicy",
    "NoSuchBucketPolicy",
    "NoSuchCORSConfiguration",
    "NoSuchConfiguration",
    "NoSuchDistribution",
    "NoSuchEntity",
    "NoSuchHostedZone",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "NoSuchWebsiteConfiguration",
    "NotFound",
    "NotFoundException",
    "ObjectLockConfigurationNotFoundError",
    "OrganizationNotFoundException",
    "OrganizationNotInAllFeaturesModeException",
    "OwnershipControlsNotFoundError",
    "PipelineNotFoundException",
    "PolicyNotFound",
    "PolicyNotFoundException",
    "QueueDoesNotExist",
    "RegistryPolicyNotFoundException",
    "ReplicationConfigurationNotFoundError",
    "RepositoryPolicyNotFoundException",
    "ResourceNotFound",
    "ResourceNotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
    "ServiceAccessNotEnabledException",
    "ServiceSettingNotFound",
    "StateMachineDoesNotExist",
    "TargetGroupNotFound",
    "TrailNotFoundException",
    "WAFNonexistentItemException",
];

/// Codes by which AWS says that what it is asked about has gone, and how the actions begin that mean just that by them: the
/// same code is "not set" elsewhere. An action whose code can mean both is not here.
const GONE: &[(&str, &[&str])] = &[
    ("ChildNotFoundException", &["organizations:ListParents"]),
    ("ClusterNotFoundException", &["ecs:"]),
    ("DBParameterGroupNotFound", &["rds:DescribeDBClusterParameters", "rds:DescribeDBParameters"]),
    ("FileSystemNotFound", &["elasticfilesystem:"]),
    ("InvalidAMIID.NotFound", &["ec2:DescribeImageAttribute"]),
    ("InvalidInstanceID.NotFound", &["ec2:DescribeInstanceAttribute"]),
    ("InvalidPrefixListID.NotFound", &["ec2:GetManagedPrefixListEntries"]),
    ("InvalidPrefixListId.NotFound", &["ec2:GetManagedPrefixListEntries"]),
    ("InvalidSnapshot.NotFound", &["ec2:DescribeSnapshotAttribute"]),
    ("LoadBalancerNotFound", &["elasticloadbalancing:DescribeLoadBalancerPolicies"]),
    ("NoSuchAccessPoint", &["s3:GetAccessPoint"]),
    (
        "NoSuchBucket",
        &[
            "s3:GetBucket",
            "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration",
            "s3:GetReplicationConfiguration",
        ],
    ),
    ("NoSuchResource", &["cloudfront:ListTagsForResource"]),
    ("NotFoundException", &["apigateway:", "kms:GetKey"]),
    ("ParentNotFoundException", &["organizations:ListOrganizationalUnitsForParent"]),
    ("PolicyNotFoundException", &["organizations:ListTargetsForPolicy"]),
    ("RepositoryNotFoundException", &["ecr:"]),
    (
        "ResourceNotFoundException",
        &[
            "backup:ListBackupSelections",
            "bedrock:ListTagsForResource",
            "cognito-identity:GetIdentityPoolRoles",
            "cognito-idp:ListUserPoolClients",
            "dynamodb:GetResourcePolicy",
            "eks:",
            "events:ListRules",
        ],
    ),
    ("TableNotFoundException", &["dynamodb:DescribeContinuousBackups"]),
    ("TargetNotFoundException", &["organizations:ListTagsForResource"]),
    ("WAFNonexistentItemException", &["wafv2:ListResourcesForWebACL", "wafv2:ListTagsForResource"]),
];

/// Codes and what they mean, compared as they are: some services append `Exception`, so that a code may stand here twice.
const REASONS: &[(&str, Reason)] = &[
    ("AccessDenied", Reason::AccessDenied),
    ("AccessDeniedException", Reason::AccessDenied),
    ("AllAccessDisabled", Reason::AccessDenied),
    ("AuthorizationError", Reason::AccessDenied),
    ("AuthorizationErrorException", Reason::AccessDenied),
    ("Client.UnauthorizedOperation", Reason::AccessDenied),
    ("Forbidden", Reason::AccessDenied),
    // Step Functions', where the key may not be used.
    ("KmsAccessDeniedException", Reason::AccessDenied),
    ("NotAuthorized", Reason::AccessDenied),
    // Cognito's.
    ("NotAuthorizedException", Reason::AccessDenied),
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
    ("KmsThrottlingException", Reason::Throttled),
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

/// Judges a reply: the value, `None` where AWS says that it is not set, or unread.
pub fn judge<T, E>(action: &str, reply: SdkResult<T, E>) -> Result<Option<T>, Unread>
where
    E: ProvideErrorMetadata,
{
    match reply {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code().is_some_and(|code| means_not_set(action, code)) => Ok(None),
        Err(error) => Err(unread(action, &error)),
    }
}

fn means_not_set(action: &str, code: &str) -> bool {
    NOT_SET.contains(&code) && !means_gone(action, code)
}

fn means_gone(action: &str, code: &str) -> bool {
    GONE.iter().any(|(gone, actions)| *gone == code && actions.iter().any(|start| action.starts_with(start)))
}

/// Whether it is unread because what was asked about has gone since it was listed.
pub fn is_gone(unread: &Unread) -> bool {
    code(unread).is_some_and(|code| means_gone(&unread.action, code))
}

/// AWS's code, with which the detail begins.
pub fn code(unread: &Unread) -> Option<&str> {
    unread.detail.as_deref()?.split(": ").next()
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
    let reason = reason(error);
    let denied_by = if reason == Reason::AccessDenied { error.message().and_then(denied_by) } else { None };
    Unread { detail, denied_by, ..Unread::new(action, reason) }
}

/// Which policy denied a call. No code tells, and the message does so in fixed words.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
fn denied_by(message: &str) -> Option<DeniedBy> {
    const POLICIES: [(&str, DeniedBy); 7] = [
        ("identity-based policy", DeniedBy::IdentityPolicy),
        ("service control policy", DeniedBy::ServiceControlPolicy),
        ("resource control policy", DeniedBy::ResourceControlPolicy),
        ("resource-based policy", DeniedBy::ResourcePolicy),
        ("permissions boundary", DeniedBy::PermissionsBoundary),
        ("session policy", DeniedBy::SessionPolicy),
        ("VPC endpoint policy", DeniedBy::EndpointPolicy),
    ];
    let starts = ["because no ", "explicit deny in a ", "explicit deny in an "];
    let rest = starts.iter().find_map(|start| message.split_once(start)).map(|(_, rest)| rest)?;
    POLICIES.iter().find(|(words, _)| rest.starts_with(words)).map(|(_, policy)| *policy)
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
        SdkError::DispatchFailure(failure) if is_caused_by::<GivenUp>(failure) => Reason::Unreachable,
        SdkError::DispatchFailure(failure) if is_caused_by::<NoAddress>(failure) => Reason::NoEndpoint,
        SdkError::DispatchFailure(failure) if is_caused_by::<Spent>(failure) => Reason::Capped,
        // No credentials in the middle of a scan: they could not be renewed.
        SdkError::DispatchFailure(_) => Reason::CredentialsExpired,
        SdkError::ResponseError(_) | SdkError::ServiceError(_) => by_status(error),
        _ => Reason::Error,
    }
}

/// Why a call was not made, or not again.
fn is_caused_by<T: Error + 'static>(failure: &DispatchFailure) -> bool {
    let mut cause = failure.as_connector_error().map(|error| error as &dyn Error);
    while let Some(error) = cause {
        if error.is::<T>() {
            return true;
        }
        cause = error.source();
    }
    false
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_gone_is_told_from_what_is_not_set_by_the_call() {
        let judged = |action: &str, code: &str| {
            let unread = Unread { detail: Some(format!("{code}: x: y")), ..Unread::new(action, Reason::Error) };
            (is_gone(&unread), means_not_set(action, code))
        };
        let code = "ResourceNotFoundException";
        assert_eq!(judged("eks:ListAccessEntries", code), (true, false));
        assert_eq!(judged("lambda:GetPolicy", code), (false, true));
        assert_eq!(judged("dynamodb:DescribeTable", code), (false, true));
        assert_eq!(judged("ecr:GetLifecyclePolicy", "RepositoryNotFoundException"), (true, false));
        assert_eq!(judged("ecr:GetLifecyclePolicy", "LifecyclePolicyNotFoundException"), (false, true));
        assert_eq!(judged("eks:ListAccessEntries", "AccessDeniedException"), (false, false));
        assert!(!is_gone(&Unread::new("eks:ListAccessEntries", Reason::Timeout)));
    }

    #[test]
    fn a_denial_says_by_which_policy() {
        let who = "User: arn:aws:iam::111122223333:user/a is not authorized to perform: ec2:DescribeVpcs";
        for (why, expected) in [
            ("because no identity-based policy allows the ec2:DescribeVpcs action", Some(DeniedBy::IdentityPolicy)),
            ("with an explicit deny in an identity-based policy", Some(DeniedBy::IdentityPolicy)),
            ("with an explicit deny in a service control policy", Some(DeniedBy::ServiceControlPolicy)),
            ("because no service control policy allows the action", Some(DeniedBy::ServiceControlPolicy)),
            ("with an explicit deny in a resource-based policy", Some(DeniedBy::ResourcePolicy)),
            ("because no permissions boundary allows the action", Some(DeniedBy::PermissionsBoundary)),
            ("because no session policy allows the action", Some(DeniedBy::SessionPolicy)),
            ("with an explicit deny in a VPC endpoint policy", Some(DeniedBy::EndpointPolicy)),
            ("", None),
            ("because no", None),
        ] {
            assert_eq!(denied_by(&format!("{who} {why}")), expected, "{why}");
        }
    }
}
