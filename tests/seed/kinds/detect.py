"""What watches an account: trails, recorders, detectors, contacts, an organisation, alarms and logs; good ones and bad ones."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name, **more):
    return session.client(name, endpoint_url=endpoint, **more)


account = client("sts").get_caller_identity()["Account"]
everybody = {"Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents", "Resource": "*"}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


s3, cloudtrail = client("s3"), client("cloudtrail")
for bucket in ("acme-trails", "acme-config"):
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
cloudtrail.create_trail(
    Name="all",
    S3BucketName="acme-trails",
    IsMultiRegionTrail=True,
    EnableLogFileValidation=True,
    TagsList=[{"Key": "team", "Value": "security"}],
)
cloudtrail.start_logging(Name="all")
cloudtrail.put_event_selectors(
    TrailName="all",
    AdvancedEventSelectors=[{"Name": "m", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}],
)
cloudtrail.create_trail(Name="stopped", S3BucketName="acme-trails", IncludeGlobalServiceEvents=False)
far = client("cloudtrail", region_name="us-west-2")
far.create_trail(Name="far", S3BucketName="acme-trails", IsMultiRegionTrail=True)

config = client("config")
role = f"arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
group = {"allSupported": True, "includeGlobalResourceTypes": True}
config.put_configuration_recorder(
    ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group}
)
config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "acme-config"})
config.start_configuration_recorder(ConfigurationRecorderName="default")

client("guardduty").create_detector(Enable=True, Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}])
client("securityhub").enable_security_hub()
client("macie2").enable_macie()
client("inspector2").enable(accountIds=[account], resourceTypes=["EC2", "ECR"])

client("account").put_alternate_contact(
    AlternateContactType="SECURITY",
    EmailAddress="security@example.com",
    Name="Jane Roe",
    PhoneNumber="+1 555 0100",
    Title="CISO",
)

organizations = client("organizations")
organizations.create_organization(FeatureSet="ALL")
root = organizations.list_roots()["Roots"][0]["Id"]
organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
workloads = organizations.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
prod = organizations.create_organizational_unit(ParentId=workloads, Name="Prod")["OrganizationalUnit"]["Id"]
made = organizations.create_account(Email="prod@example.com", AccountName="prod")["CreateAccountStatus"]["AccountId"]
organizations.move_account(AccountId=made, SourceParentId=root, DestinationParentId=prod)
organizations.register_delegated_administrator(AccountId=made, ServicePrincipal="guardduty.amazonaws.com")
# Nothing is held there that guards the trails, the detection or the membership.
SPARED = ["iam:*", "cloudtrail:*", "guardduty:*", "organizations:*"]
only_europe = organizations.create_policy(
    Name="only-in-europe",
    Description="regions that we use",
    Type="SERVICE_CONTROL_POLICY",
    Content=document({"Effect": "Deny", "NotAction": SPARED, "Resource": "*"}),
)["Policy"]["PolicySummary"]["Id"]
organizations.attach_policy(PolicyId=only_europe, TargetId=prod)

logs, cloudwatch = client("logs"), client("cloudwatch")
logs.create_log_group(logGroupName="trails")
logs.put_retention_policy(logGroupName="trails", retentionInDays=400)
logs.create_log_group(logGroupName="for-ever")
logs.put_metric_filter(
    logGroupName="trails",
    filterName="root-used",
    filterPattern='{ $.userIdentity.type = "Root" }',
    metricTransformations=[{"metricName": "RootUsage", "metricNamespace": "Trails", "metricValue": "1"}],
)
dns = {"Effect": "Allow", "Principal": {"Service": "route53.amazonaws.com"}, "Action": "logs:PutLogEvents", "Resource": "*"}
logs.put_resource_policy(policyName="dns", policyDocument=document(dns))
logs.put_resource_policy(policyName="open", policyDocument=document(everybody))
on_root = {"Namespace": "Trails", "MetricName": "RootUsage", "Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1}
over_none = {"Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold"}
topic = f"arn:aws:sns:{region}:{account}:alarms"
cloudwatch.put_metric_alarm(AlarmName="root-used", AlarmActions=[topic], **on_root, **over_none)
cloudwatch.put_metric_alarm(AlarmName="silent", ActionsEnabled=False, **on_root, **over_none)

print(
    json.dumps(
        {
            "made": {
                "account_contact": 1,
                "cloudtrail_trail": 3,
                "cloudwatch_alarm": 2,
                "config_region": 1,
                "guardduty_region": 1,
                "inspector_region": 1,
                "logs_group": 2,
                "logs_metric_filter": 1,
                "logs_resource_policy": 2,
                "macie_region": 1,
                "organizations_account": 2,
                "organizations_organization": 1,
                "organizations_ou": 2,
                "organizations_policy": 2,
                "securityhub_region": 1,
            },
            "lacking": {
                "account:GetContactInformation": "not served",
                "guardduty:ListPublishingDestinations": "not served",
            },
        }
    )
)
