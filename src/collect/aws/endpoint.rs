//! Where a service is to be found, and for which region its requests are signed.
//!
//! <https://docs.aws.amazon.com/general/latest/gr/rande.html>

use super::service::Service;
use crate::snapshot::Region;

/// An address, and the region in its signatures.
#[derive(Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub url: String,
    pub region: String,
}

/// The endpoint of a service for a region of a partition.
pub fn endpoint(service: &Service, partition: &str, region: &Region) -> Endpoint {
    let suffix = match partition {
        "aws-cn" => "amazonaws.com.cn",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        _ => "amazonaws.com",
    };
    let host = service.host;
    if !service.global {
        return Endpoint { url: format!("https://{host}.{region}.{suffix}"), region: region.to_string() };
    }
    let home = match (partition, host) {
        ("aws-cn", _) => "cn-northwest-1",
        ("aws-us-gov", _) => "us-gov-west-1",
        ("aws-iso", _) => "us-iso-east-1",
        ("aws-iso-b", _) => "us-isob-east-1",
        _ => "us-east-1",
    };
    let url = match (partition, host) {
        ("aws", "cloudfront" | "route53") => format!("https://{host}.{suffix}"),
        ("aws-cn", "route53") => format!("https://{host}.{suffix}"),
        ("aws-us-gov", "route53") => format!("https://{host}.us-gov.{suffix}"),
        _ => format!("https://{host}.{home}.{suffix}"),
    };
    Endpoint { url, region: home.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::service;
    use super::*;

    #[test]
    fn each_service_is_where_aws_says() {
        let at = |service: &Service, partition: &str, region: &str| {
            let Endpoint { url, region } = endpoint(service, partition, &Region::try_from(region).unwrap());
            format!("{url} {region}")
        };
        for (service, partition, region, expected) in [
            (&service::KMS, "aws", "eu-central-1", "https://kms.eu-central-1.amazonaws.com eu-central-1"),
            (&service::ECR, "aws", "us-west-2", "https://api.ecr.us-west-2.amazonaws.com us-west-2"),
            (&service::SNS, "aws-cn", "cn-north-1", "https://sns.cn-north-1.amazonaws.com.cn cn-north-1"),
            (&service::ROUTE53, "aws", "eu-central-1", "https://route53.amazonaws.com us-east-1"),
            (&service::ROUTE53, "aws-us-gov", "us-gov-east-1", "https://route53.us-gov.amazonaws.com us-gov-west-1"),
            (&service::CLOUDFRONT, "aws", "eu-west-1", "https://cloudfront.amazonaws.com us-east-1"),
            (&service::ORGANIZATIONS, "aws", "eu-west-1", "https://organizations.us-east-1.amazonaws.com us-east-1"),
        ] {
            assert_eq!(at(service, partition, region), expected);
        }
    }
}
