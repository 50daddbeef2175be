//! How often AWS lets an account ask, and how much of that a scan takes.
//!
//! An account's people, pipelines and autoscaling live on the same quotas. A scan keeps to a share of each, for each
//! account, region, service and class of operations; docs/limits.md shows the table.

/// Requests a second that are taken to be allowed where AWS publishes nothing.
pub const UNPUBLISHED: f64 = 20.0;

/// The share of what is allowed that a scan takes.
pub const SHARE: f64 = 0.5;
/// The share with `--gentle`.
pub const GENTLE: f64 = 0.1;

/// A published rate.
#[derive(Debug)]
pub struct Quota {
    /// As signatures name it.
    pub service: &'static str,
    /// An operation that has a bucket of its own; `*` is all others of the service.
    pub operation: &'static str,
    /// Requests a second, for each account and region; the steady rate where a burst above it is allowed.
    pub rate: f64,
    /// Where AWS says so.
    pub source: &'static str,
}

const fn quota(service: &'static str, operation: &'static str, rate: f64, source: &'static str) -> Quota {
    Quota { service, operation, rate, source }
}

const API_GATEWAY: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html";
const EC2: &str = "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html";
const KINESIS: &str = "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html";
const KMS: &str = "https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html";
const LAMBDA: &str = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
const LOGS: &str = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html";
const ROUTE53: &str = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html";
const S3: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html";
const SECRETS_MANAGER: &str = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html";
const SECURITY_HUB: &str = "https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html";

/// What AWS publishes for what a scan asks.
pub const QUOTAS: &[Quota] = &[
    quota("apigateway", "*", 10.0, API_GATEWAY),
    quota("ec2", "*", 20.0, EC2),
    quota("kinesis", "DescribeStreamSummary", 20.0, KINESIS),
    quota("kinesis", "ListStreams", 5.0, KINESIS),
    quota("kms", "*", 500.0, KMS),
    quota("lambda", "*", 15.0, LAMBDA),
    quota("logs", "DescribeLogGroups", 10.0, LOGS),
    quota("route53", "*", 5.0, ROUTE53),
    // No rate is published for the settings of buckets; that of requests for objects is far above.
    quota("s3", "*", 100.0, S3),
    quota("secretsmanager", "GetResourcePolicy", 50.0, SECRETS_MANAGER),
    quota("securityhub", "*", 10.0, SECURITY_HUB),
    quota("securityhub", "GetFindings", 3.0, SECURITY_HUB),
];

/// The class of an operation: itself where it has a bucket of its own, or `*`. And what AWS allows for it.
pub fn class(service: &str, operation: Option<&str>) -> (&'static str, f64) {
    let of = |wanted: &str| QUOTAS.iter().find(|quota| quota.service == service && quota.operation == wanted);
    let own = operation.and_then(of).or_else(|| of("*"));
    own.map_or(("*", UNPUBLISHED), |quota| (quota.operation, quota.rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_has_its_own_bucket_or_its_services() {
        assert_eq!(class("kinesis", Some("ListStreams")), ("ListStreams", 5.0));
        assert_eq!(class("kinesis", Some("ListTagsForStream")), ("*", UNPUBLISHED));
        assert_eq!(class("ec2", Some("DescribeVpcs")), ("*", 20.0));
        assert_eq!(class("route53", None), ("*", 5.0));
        assert_eq!(class("sagemaker", None), ("*", UNPUBLISHED));
    }
}
