"""What stands before the servers: distributions, load balancers, firewalls, zones; well kept and not."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name, **more):
    return session.client(name, endpoint_url=endpoint, **more)


ec2, elb, elbv2 = client("ec2"), client("elb"), client("elbv2")
TAGS = [{"Key": "team", "Value": "shop"}]

vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
zones = [f"{region}a", f"{region}b"]
subnets = [
    ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{at}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
    for at, zone in enumerate(zones)
]
group = ec2.create_security_group(GroupName="edge", Description="edge", VpcId=vpc)["GroupId"]

# Load balancers of the second generation: one that is watched over, one that is not.
shop = elbv2.create_load_balancer(Name="shop", Subnets=subnets, SecurityGroups=[group], Tags=TAGS)["LoadBalancers"][0]
wire = elbv2.create_load_balancer(Name="wire", Subnets=subnets, Type="network", Scheme="internal")["LoadBalancers"][0]
elbv2.modify_load_balancer_attributes(
    LoadBalancerArn=shop["LoadBalancerArn"],
    Attributes=[
        {"Key": "deletion_protection.enabled", "Value": "true"},
        {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"},
    ],
)
targets = elbv2.create_target_group(Name="shop", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", Tags=TAGS)
targets = targets["TargetGroups"][0]["TargetGroupArn"]
elbv2.register_targets(TargetGroupArn=targets, Targets=[{"Id": "10.9.0.10", "Port": 80}])
lonely = elbv2.create_target_group(Name="lonely", Protocol="TCP", Port=22, VpcId=vpc)["TargetGroups"][0]
redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
forward = {"Type": "forward", "TargetGroupArn": targets}
certificate = client("acm").request_certificate(DomainName="shop.example.com")["CertificateArn"]
elbv2.create_listener(
    LoadBalancerArn=shop["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=[redirect], Tags=TAGS
)
elbv2.create_listener(
    LoadBalancerArn=shop["LoadBalancerArn"],
    Protocol="HTTPS",
    Port=443,
    SslPolicy="ELBSecurityPolicy-2016-08",
    Certificates=[{"CertificateArn": certificate}],
    DefaultActions=[forward],
)
elbv2.create_listener(
    LoadBalancerArn=wire["LoadBalancerArn"],
    Protocol="TCP",
    Port=22,
    DefaultActions=[{"Type": "forward", "TargetGroupArn": lonely["TargetGroupArn"]}],
)

# Classic ones: one that encrypts and logs, one that does neither.
https = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": certificate}
http = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
elb.create_load_balancer(LoadBalancerName="old", Listeners=[https], Subnets=subnets, SecurityGroups=[group], Tags=TAGS)
elb.create_load_balancer_policy(
    LoadBalancerName="old",
    PolicyName="modern",
    PolicyTypeName="SSLNegotiationPolicyType",
    PolicyAttributes=[
        {"AttributeName": "Reference-Security-Policy", "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01"},
        {"AttributeName": "Protocol-TLSv1.2", "AttributeValue": "true"},
    ],
)
elb.set_load_balancer_policies_of_listener(LoadBalancerName="old", LoadBalancerPort=443, PolicyNames=["modern"])
elb.modify_load_balancer_attributes(
    LoadBalancerName="old",
    LoadBalancerAttributes={"AccessLog": {"Enabled": True, "S3BucketName": "logs", "EmitInterval": 60}},
)
elb.create_load_balancer(LoadBalancerName="open", Listeners=[http], AvailabilityZones=zones)

# Zones: public with its queries logged, and private.
route53, logs = client("route53"), session.client("logs", endpoint_url=endpoint, region_name="us-east-1")
public = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"].split("/")[-1]
private = route53.create_hosted_zone(
    Name="inside.example.com",
    CallerReference="2",
    VPC={"VPCRegion": region, "VPCId": vpc},
    HostedZoneConfig={"PrivateZone": True, "Comment": "inside"},
)
private = private["HostedZone"]["Id"].split("/")[-1]
route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=public, AddTags=TAGS)
log_group = "/aws/route53/example.com"
logs.create_log_group(logGroupName=log_group)
log_group = logs.describe_log_groups(logGroupNamePrefix=log_group)["logGroups"][0]["arn"]
route53.create_query_logging_config(HostedZoneId=public, CloudWatchLogsLogGroupArn=log_group)


def record(name, kind, *values):
    return {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value} for value in values]}


alias = {"HostedZoneId": shop["CanonicalHostedZoneId"], "DNSName": shop["DNSName"], "EvaluateTargetHealth": True}
records = [
    {"Name": "www.example.com", "Type": "A", "AliasTarget": alias},
    record("*.example.com", "CNAME", "long-gone.s3-website.eu-central-1.amazonaws.com"),
    record("example.com", "TXT", '"v=spf1 -all"', '"site-verification=hunter2hunter2"'),
    # More than a page holds.
    *[record(f"host{at}.example.com", "A", f"198.51.100.{at % 250}") for at in range(310)],
]
changes = [{"Action": "CREATE", "ResourceRecordSet": one} for one in records]
route53.change_resource_record_sets(HostedZoneId=public, ChangeBatch={"Changes": changes})

# Distributions: one with a bucket behind it, and one that speaks plain HTTP to a server.
cloudfront = client("cloudfront")


def distribution(reference, origin, policy):
    behavior = {"TargetOriginId": origin["Id"], "ViewerProtocolPolicy": policy, "MinTTL": 0}
    behavior["ForwardedValues"] = {"QueryString": False, "Cookies": {"Forward": "none"}}
    return {
        "CallerReference": reference,
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behavior,
    }


pictures = {"Id": "pictures", "DomainName": "pictures.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
server = {
    "Id": "server",
    "DomainName": "server.example.com",
    "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": "x-from-edge", "HeaderValue": "hunter2hunter2"}]},
    "CustomOriginConfig": {
        "HTTPPort": 80,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "http-only",
        "OriginSslProtocols": {"Quantity": 1, "Items": ["SSLv3"]},
    },
}
good = distribution("1", pictures, "redirect-to-https") | {
    "DefaultRootObject": "index.html",
    "Aliases": {"Quantity": 1, "Items": ["pictures.example.com"]},
    "Logging": {"Enabled": True, "IncludeCookies": False, "Bucket": "logs.s3.amazonaws.com", "Prefix": ""},
}
cloudfront.create_distribution_with_tags(DistributionConfigWithTags={"DistributionConfig": good, "Tags": {"Items": TAGS}})
cloudfront.create_distribution(DistributionConfig=distribution("2", server, "allow-all"))

# Web ACLs: with rules and logs, and without either.
visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "edge"}
common = {
    "Name": "common",
    "Priority": 0,
    "OverrideAction": {"None": {}},
    "VisibilityConfig": visible,
    "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}},
}
for scope, waf in (("REGIONAL", client("wafv2")), ("CLOUDFRONT", session.client("wafv2", endpoint_url=endpoint, region_name="us-east-1"))):
    made = waf.create_web_acl(
        Name="shop", Scope=scope, DefaultAction={"Allow": {}}, VisibilityConfig=visible, Rules=[common], Tags=TAGS
    )
    waf.put_logging_configuration(
        LoggingConfiguration={
            "ResourceArn": made["Summary"]["ARN"],
            "LogDestinationConfigs": [f"arn:aws:logs:{waf.meta.region_name}:123456789012:log-group:aws-waf-logs-shop"],
        }
    )
    waf.create_web_acl(Name="open", Scope=scope, DefaultAction={"Allow": {}}, VisibilityConfig=visible, Rules=[])

# Firewalls: protected and logged, and neither.
firewalls = client("network-firewall")
for name, protected in (("edge", True), ("bare", False)):
    made = firewalls.create_firewall(
        FirewallName=name,
        FirewallPolicyArn=f"arn:aws:network-firewall:{region}:123456789012:firewall-policy/edge",
        VpcId=vpc,
        SubnetMappings=[{"SubnetId": subnet} for subnet in subnets],
        DeleteProtection=protected,
        SubnetChangeProtection=protected,
        FirewallPolicyChangeProtection=protected,
        Tags=TAGS,
    )
    if protected:
        destination = {"LogType": "ALERT", "LogDestinationType": "S3", "LogDestination": {"bucketName": "logs"}}
        firewalls.update_logging_configuration(
            FirewallArn=made["Firewall"]["FirewallArn"],
            LoggingConfiguration={"LogDestinationConfigs": [destination]},
        )

made = {
    "cloudfront_distribution": 2,
    "elb_load_balancer": 2,
    "elbv2_listener": 3,
    "elbv2_load_balancer": 2,
    "elbv2_target_group": 2,
    "networkfirewall_firewall": 2,
    "route53_record": 313,
    "route53_zone": 2,
    "shield_subscription": 1,
    "wafv2_cloudfront_web_acl": 2,
    "wafv2_web_acl": 2,
}
lacking = {
    "shield:GetSubscriptionState": "moto knows protections only",
}
print(json.dumps({"made": made, "lacking": lacking}))
