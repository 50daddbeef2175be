//! Which IAM action a request needs, and how its service words an error.

use hyper::{Method, Request, StatusCode};

/// How a service writes its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    Ec2,
    /// IAM and STS.
    Query,
    S3,
    S3Control,
    /// JSON, whatever names the operation.
    Json,
}

/// The subresources of a bucket, and the action that reads each.
const BUCKET: [(&str, &str); 13] = [
    ("acl", "s3:GetBucketAcl"),
    ("encryption", "s3:GetEncryptionConfiguration"),
    ("lifecycle", "s3:GetLifecycleConfiguration"),
    ("location", "s3:GetBucketLocation"),
    ("logging", "s3:GetBucketLogging"),
    ("object-lock", "s3:GetBucketObjectLockConfiguration"),
    ("ownershipControls", "s3:GetBucketOwnershipControls"),
    ("policy", "s3:GetBucketPolicy"),
    ("policyStatus", "s3:GetBucketPolicyStatus"),
    ("publicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("replication", "s3:GetReplicationConfiguration"),
    ("tagging", "s3:GetBucketTagging"),
    ("versioning", "s3:GetBucketVersioning"),
];

/// Of services whose operations are a method and a path.
const REST: [(&str, &str, &str); 4] = [
    ("eks:GET", "/clusters", "eks:ListClusters"),
    ("lambda:GET", "/2015-03-31/functions", "lambda:ListFunctions"),
    ("macie2:GET", "/macie", "macie2:GetMacieSession"),
    ("macie2:POST", "/datasources/s3", "macie2:DescribeBuckets"),
];

/// The action, as gaps name it. What is not known is named by what was asked, so that a test that waits for it says so.
pub fn of<B>(request: &Request<B>, body: &str) -> (String, Protocol) {
    let service = signed_for(request);
    if let Some(operation) = body.split('&').find_map(|field| field.strip_prefix("Action=")) {
        let protocol = if service == "ec2" { Protocol::Ec2 } else { Protocol::Query };
        return (format!("{service}:{operation}"), protocol);
    }
    if let Some(target) = request.headers().get("x-amz-target") {
        let operation = target.to_str().unwrap_or_default().rsplit('.').next().unwrap_or_default();
        return (format!("{service}:{operation}"), Protocol::Json);
    }
    let path = request.uri().path();
    if !["s3", "unsigned"].contains(&service.as_str()) {
        let asked = format!("{service}:{}", request.method());
        let known = REST.iter().find(|(method, place, _)| *method == asked && *place == path);
        let action = known.map_or_else(|| format!("{asked} {path}"), |(_, _, action)| (*action).to_owned());
        return (action, Protocol::Json);
    }
    let query = request.uri().query().unwrap_or_default();
    if let Some(rest) = path.strip_prefix("/v20180820/") {
        return (control(rest), Protocol::S3Control);
    }
    if path.trim_matches('/').contains('/') || query.contains("list-type=2") {
        return (object(request.method(), path, query), Protocol::S3);
    }
    let named = |name: &str| query.split('&').any(|field| field.split('=').next() == Some(name));
    let subresource = BUCKET.iter().find(|(name, _)| named(name)).map(|(_, action)| (*action).to_owned());
    let action = subresource.unwrap_or_else(|| match (request.method(), path) {
        (&Method::GET, "/") => "s3:ListAllMyBuckets".to_owned(),
        (&Method::GET, _) if named("website") => "s3:GetBucketWebsite".to_owned(),
        (method, path) => format!("{service}:{method} {path}?{query}"),
    });
    (action, Protocol::S3)
}

/// Of objects, and of their listing.
fn object(method: &Method, path: &str, query: &str) -> String {
    let name = match *method {
        Method::GET if query.contains("list-type=2") => "ListBucket",
        Method::GET => "GetObject",
        Method::PUT => "PutObject",
        Method::DELETE => "DeleteObject",
        _ => return format!("s3:{method} {path}?{query}"),
    };
    format!("s3:{name}")
}

fn control(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let name = match parts.as_slice() {
        ["configuration", "publicAccessBlock"] => "GetAccountPublicAccessBlock",
        ["accesspoint"] => "ListAccessPoints",
        ["accesspoint", _, "policy"] => "GetAccessPointPolicy",
        ["accesspoint", _] => "GetAccessPoint",
        ["tags", ..] => "ListTagsForResource",
        _ => path,
    };
    format!("s3:{name}")
}

/// The service is in the scope of the signature: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
fn signed_for<B>(request: &Request<B>) -> String {
    let header = request.headers().get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split('/').nth(3).unwrap_or("unsigned").to_owned()
}

impl Protocol {
    /// No permission, in the service's own words.
    pub fn denied(self, action: &str) -> (StatusCode, String) {
        let code = match self {
            Self::Ec2 => "UnauthorizedOperation",
            Self::Json => "AccessDeniedException",
            _ => "AccessDenied",
        };
        let message = match self {
            Self::Ec2 => "You are not authorized to perform this operation.".to_owned(),
            Self::Query => format!("User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: {action}"),
            Self::S3 | Self::S3Control => "Access Denied".to_owned(),
            Self::Json => format!("User is not authorized to perform: {action}"),
        };
        (StatusCode::FORBIDDEN, self.error(code, &message))
    }

    /// Too many requests, in the service's own words.
    pub fn throttled(self) -> (StatusCode, String) {
        let (status, code, message) = match self {
            Self::Ec2 => (StatusCode::SERVICE_UNAVAILABLE, "RequestLimitExceeded", "Request limit exceeded."),
            Self::Query => (StatusCode::BAD_REQUEST, "Throttling", "Rate exceeded"),
            Self::Json => (StatusCode::BAD_REQUEST, "ThrottlingException", "Rate exceeded"),
            Self::S3 | Self::S3Control => {
                (StatusCode::SERVICE_UNAVAILABLE, "SlowDown", "Please reduce your request rate.")
            }
        };
        (status, self.error(code, message))
    }

    /// The service is in trouble.
    pub fn failed(self) -> (StatusCode, String) {
        let code = if self == Self::Ec2 { "InternalError" } else { "InternalFailure" };
        (StatusCode::INTERNAL_SERVER_ERROR, self.error(code, "An internal error has occurred"))
    }

    /// The credentials were good once.
    pub fn expired(self) -> (StatusCode, String) {
        let code = match self {
            Self::Ec2 => "RequestExpired",
            Self::Json => "ExpiredTokenException",
            _ => "ExpiredToken",
        };
        (StatusCode::FORBIDDEN, self.error(code, "The security token included in the request is expired"))
    }

    fn error(self, code: &str, message: &str) -> String {
        let error = format!("<Code>{code}</Code><Message>{message}</Message>");
        let id = "<RequestId>4442587FB7D0A2F9</RequestId>";
        match self {
            Self::Ec2 => format!(
                "<Response><Errors><Error>{error}</Error></Errors><RequestID>4442587FB7D0A2F9</RequestID></Response>"
            ),
            Self::Query => {
                format!("<ErrorResponse><Error><Type>Sender</Type>{error}</Error>{id}</ErrorResponse>")
            }
            Self::S3 => {
                format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>{error}{id}<HostId>x</HostId></Error>")
            }
            Self::Json => format!("{{\"__type\": \"{code}\", \"message\": \"{message}\"}}"),
            Self::S3Control => format!("<ErrorResponse><Error>{error}</Error>{id}</ErrorResponse>"),
        }
    }
}
