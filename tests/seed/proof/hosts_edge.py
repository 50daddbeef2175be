"""Certificates, distributions, zones and web ACLs: well kept and badly kept."""

import datetime
import sys

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name, **more):
    return session.client(name, endpoint_url=endpoint, **more)


def tags(**values):
    return [{"Key": name.replace("_", "-"), "Value": value} for name, value in values.items()]


acm, elb, ec2, s3 = client("acm"), client("elb"), client("ec2"), client("s3")
account = client("sts").get_caller_identity()["Account"]
IMPORTANT = tags(criticality="high")


def imported(days, bits=2048):
    """A certificate that is brought along, for so many days from now."""
    own = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "brought.example.com")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(own.public_key())
    made = made.serial_number(days).not_valid_before(now - datetime.timedelta(days=1))
    made = made.not_valid_after(now + datetime.timedelta(days=days)).sign(own, hashes.SHA256())
    form = serialization.Encoding.PEM
    plain = own.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return acm.import_certificate(Certificate=made.public_bytes(form), PrivateKey=plain)["CertificateArn"]


def certificates():
    """In use by load balancers: strong and weak, good for long and nearly over."""
    for name, certificate in (("brought-strong", imported(300)), ("brought-weak", imported(10, bits=1024))):
        listener = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": certificate}
        elb.create_load_balancer(LoadBalancerName=name, Listeners=[listener], AvailabilityZones=[f"{region}a"])


def behavior(origin, policy="redirect-to-https", **more):
    values = {"QueryString": False, "Cookies": {"Forward": "none"}}
    return {"TargetOriginId": origin, "ViewerProtocolPolicy": policy, "MinTTL": 0, "ForwardedValues": values, **more}


def distribution(name, origin, default, labels=(), **more):
    config = {
        "CallerReference": name, "Comment": name, "Enabled": True, "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": default, **more,
    }
    made = client("cloudfront").create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": {"Items": list(labels)}}
    )
    return made["Distribution"]["DomainName"]


def bucket(name, **more):
    domain = f"{name}.s3.amazonaws.com"
    return {"Id": name, "DomainName": domain, "S3OriginConfig": {"OriginAccessIdentity": ""}, **more}


def server(name, policy, *protocols):
    how = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": policy}
    how["OriginSslProtocols"] = {"Quantity": len(protocols), "Items": list(protocols)}
    return {"Id": name, "DomainName": name, "CustomOriginConfig": how}


def viewer(version):
    arn = acm.request_certificate(DomainName="edge.example.com")["CertificateArn"]
    return {
        "CloudFrontDefaultCertificate": False, "ACMCertificateArn": arn, "SSLSupportMethod": "sni-only",
        "MinimumProtocolVersion": version,
    }


def distributions():
    s3.create_bucket(Bucket="proof-pictures", CreateBucketConfiguration={"LocationConstraint": region})
    control = client("cloudfront").create_origin_access_control(
        OriginAccessControlConfig={
            "Name": "pictures", "SigningProtocol": "sigv4", "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        }
    )["OriginAccessControl"]["Id"]
    logged = {"Enabled": True, "IncludeCookies": False, "Bucket": "proof-logs.s3.amazonaws.com", "Prefix": ""}
    signed = {"TrustedKeyGroups": {"Enabled": True, "Quantity": 1, "Items": ["kg-1"]}}
    by_account = {"TrustedSigners": {"Enabled": True, "Quantity": 1, "Items": ["self"]}}
    confidential = tags(data_class="confidential")
    own = distribution(
        "pictures-good", bucket("proof-pictures", OriginAccessControlId=control), behavior("proof-pictures", **signed),
        confidential, DefaultRootObject="index.html", Logging=logged, ViewerCertificate=viewer("TLSv1.2_2021"),
    )
    distribution(
        "pictures-bad", bucket("proof-never-made"), behavior("proof-never-made", "allow-all"), confidential,
        ViewerCertificate=viewer("TLSv1"),
    )
    distribution("pictures-old", bucket("proof-pictures"), behavior("proof-pictures", **by_account))
    acl = f"arn:aws:wafv2:us-east-1:{account}:global/webacl/edge/473e64fd-f30b-4765-81a0-62ad96dd167a"
    for name, origin, filtered in (
        ("shop-good", server("good.example.com", "https-only", "TLSv1.2"), acl),
        ("shop-bad", server("bad.example.com", "http-only"), ""),
        ("shop-old", server("old.example.com", "https-only", "SSLv3", "TLSv1.2"), ""),
        ("site", server(f"proof-pictures.s3-website.{region}.amazonaws.com", "http-only"), ""),
    ):
        distribution(name, origin, behavior(origin["Id"]), WebACLId=filtered)
    return own


def zone(name, **labels):
    route53 = client("route53")
    made = route53.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"].split("/")[-1]
    if labels:
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=made, AddTags=tags(**labels))
    return made


def record(name, kind, *values):
    return {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value} for value in values]}


def alias(name, target, zone_id):
    return {
        "Name": name, "Type": "A",
        "AliasTarget": {"HostedZoneId": zone_id, "DNSName": target, "EvaluateTargetHealth": False},
    }


def mail(name):
    return record(name, "MX", "10 mail.example.net")


ZONES = ("good.example.org", "bad.example.org", "broken.example.org", "served.example.org")


def zones(own_distribution):
    """With mail, and what keeps others from sending it or not; signed and not; with names of what is and is not."""
    kms = client("kms", region_name="us-east-1")
    signing = dict(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")
    route53 = client("route53")
    made = {name: zone(name, criticality="high") for name in ZONES}
    for name in ("good.example.org", "broken.example.org"):
        made_key = kms.create_key(**signing)["KeyMetadata"]
        route53.create_key_signing_key(
            CallerReference=name, HostedZoneId=made[name], Name="key", Status="ACTIVE",
            KeyManagementServiceArn=made_key["Arn"],
        )
        route53.enable_hosted_zone_dnssec(HostedZoneId=made[name])
        if name == "broken.example.org":
            kms.disable_key(KeyId=made_key["KeyId"])
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="proof")
    stack = beanstalk.list_available_solution_stacks()["SolutionStacks"][0]
    for name in ("proof-live", "Proof-Next"):
        beanstalk.create_environment(ApplicationName="proof", EnvironmentName=name, SolutionStackName=stack)
    s3.create_bucket(Bucket="site.good.example.org", CreateBucketConfiguration={"LocationConstraint": region})
    address = ec2.allocate_address(Domain="vpc", Address="3.64.10.10")["PublicIp"]
    website, beans = f"s3-website.{region}.amazonaws.com", f"{region}.elasticbeanstalk.com"
    records = {
        "good.example.org": [
            mail("good.example.org"),
            record("good.example.org", "TXT", '"v=spf1 -all"'),
            record("_dmarc.good.example.org", "TXT", '"v=DMARC1; p=reject"'),
            record("host.good.example.org", "A", address),
            record("app.good.example.org", "CNAME", f"proof-live.{beans}"),
            record("next.good.example.org", "CNAME", f"proof-next.{beans}."),
            alias("edge.good.example.org", own_distribution, "Z2FDTNDATAQYW2"),
            alias("site.good.example.org", website, "Z21DNDUVLTQW6Q"),
        ],
        "served.example.org": [
            mail("served.example.org"),
            record("_dmarc.served.example.org", "CNAME", "served.example.org._dmarc.reports.example.net."),
        ],
        "bad.example.org": [
            mail("bad.example.org"),
            record("host.bad.example.org", "A", "3.64.1.2"),
            record("app.bad.example.org", "CNAME", f"long-gone.{beans}"),
            alias("edge.bad.example.org", "d111111abcdef8.cloudfront.net", "Z2FDTNDATAQYW2"),
            alias("site.bad.example.org", website, "Z21DNDUVLTQW6Q"),
        ],
    }
    for name, sets in records.items():
        changes = [{"Action": "CREATE", "ResourceRecordSet": one} for one in sets]
        route53.change_resource_record_sets(HostedZoneId=made[name], ChangeBatch={"Changes": changes})


def visible(name, seen=True):
    return {"SampledRequestsEnabled": seen, "CloudWatchMetricsEnabled": seen, "MetricName": name}


def rate(seen):
    statement = {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}}
    return {
        "Name": "rate", "Priority": 0, "Statement": statement, "Action": {"Block": {}},
        "VisibilityConfig": visible("rate", seen),
    }


def web_acls():
    for scope, place in (("REGIONAL", region), ("CLOUDFRONT", "us-east-1")):
        waf = client("wafv2", region_name=place)
        for name, seen in (("seen", True), ("unseen", False)):
            made = waf.create_web_acl(
                Name=name, Scope=scope, DefaultAction={"Allow": {}}, VisibilityConfig=visible(name), Rules=[rate(seen)]
            )
            if seen:
                waf.put_logging_configuration(
                    LoggingConfiguration={
                        "ResourceArn": made["Summary"]["ARN"],
                        "LogDestinationConfigs": [f"arn:aws:logs:{place}:{account}:log-group:aws-waf-logs-edge"],
                    }
                )


certificates()
zones(distributions())
web_acls()
