"""What watches an account: a trail with its alarms, logs, recorders and detectors, told apart by region."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
FAR = "us-east-1"


def client(name, place=region):
    return session.client(name, endpoint_url=endpoint, region_name=place)


account = client("sts").get_caller_identity()["Account"]
logs, cloudwatch, s3, kms = client("logs"), client("cloudwatch"), client("s3"), client("kms")


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allowed(principal, action, resource="*", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def named(*events):
    return "{ " + " || ".join(f"($.eventName = {event})" for event in events) + " }"


# What each filter of the trail's group looks for: the names of events, or a pattern.
WATCHED = {
    "buckets": named(
        "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication",
        "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication",
    ),
    "recorders": named(
        "StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"
    ),
    "console": '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    "gateways": named(
        "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway",
        "DeleteInternetGateway", "DetachInternetGateway",
    ),
    "rights": named(
        *(f"{verb}{whose}Policy" for verb in ("Delete", "Put", "Attach", "Detach") for whose in ("Group", "Role", "User")),
        "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
    ),
    "keys": named("DisableKey", "ScheduleKeyDeletion"),
    "network-acls": named(
        "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry",
        "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation",
    ),
    "organization": named(
        "AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy",
        "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy",
        "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount",
        "RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit",
    ),
    "root": '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }',
    "routes": named(
        "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable",
        "DeleteRoute", "DisassociateRouteTable",
    ),
    "security-groups": named(
        "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress",
        "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup",
    ),
    "without-mfa": '{ ($.eventName = ConsoleLogin) && ($.additionalEventData.MFAUsed != "Yes") }',
    "refused": '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    "trails": named("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    "vpcs": named(
        "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection",
        "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection",
    ),
}
OVER_NONE = {"Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1.0}
OVER_NONE["ComparisonOperator"] = "GreaterThanOrEqualToThreshold"


def groups():
    """Logs that say who did what, kept for long and not, and logs with confidential data, with a key and without."""
    own = kms.create_key()["KeyMetadata"]["Arn"]
    logs.create_log_group(logGroupName="proof-cloudtrail", deletionProtectionEnabled=True)
    logs.create_log_group(logGroupName="proof-cloudtrail-old")
    for name, days in (("proof-cloudtrail", 400), ("proof-cloudtrail-old", 30)):
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    for name, more in (("proof-payments", {"kmsKeyId": own}), ("proof-payments-plain", {})):
        logs.create_log_group(logGroupName=name, tags={"data-class": "confidential"}, **more)
    for name, who in (("proof-own", account), ("proof-foreign", "444455556666")):
        statement = allowed({"AWS": f"arn:aws:iam::{who}:root"}, "logs:PutLogEvents")
        logs.put_resource_policy(policyName=name, policyDocument=document(statement))


def organized():
    organizations = client("organizations")
    try:
        organizations.create_organization(FeatureSet="ALL")
    except organizations.exceptions.AlreadyInOrganizationException:
        pass


def trails():
    """One that keeps what matters, though not all of what is read, and one that nobody would miss."""
    organized()
    here = {"LocationConstraint": region}
    s3.create_bucket(Bucket="proof-trails", CreateBucketConfiguration=here, ObjectLockEnabledForBucket=True)
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 365}}}
    s3.put_object_lock_configuration(Bucket="proof-trails", ObjectLockConfiguration=lock)
    cloudtrail = client("cloudtrail")
    group = f"arn:aws:logs:{region}:{account}:log-group:proof-cloudtrail"
    role = f"arn:aws:iam::{account}:role/trails"
    cloudtrail.create_trail(
        Name="proof", S3BucketName="proof-trails", IsMultiRegionTrail=True, IsOrganizationTrail=True,
        EnableLogFileValidation=True, KmsKeyId=kms.create_key()["KeyMetadata"]["Arn"],
        CloudWatchLogsLogGroupArn=f"{group}:*", CloudWatchLogsRoleArn=role,
    )
    cloudtrail.start_logging(Name="proof")
    objects = {"ReadWriteType": "All", "IncludeManagementEvents": False}
    objects["DataResources"] = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]
    changes = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}
    cloudtrail.put_event_selectors(TrailName="proof", EventSelectors=[objects, changes])
    cloudtrail.create_trail(
        Name="proof-old", S3BucketName="proof-trails", CloudWatchLogsLogGroupArn=f"{group}-old:*",
        CloudWatchLogsRoleArn=role,
    )


def alarms():
    """One for each filter of the trail's group, with somebody who hears it; and one that nobody hears."""
    sns = client("sns")
    heard, unheard = (sns.create_topic(Name=name)["TopicArn"] for name in ("proof-heard", "proof-unheard"))
    queue = client("sqs").create_queue(QueueName="proof-heard")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=heard, Protocol="sqs", Endpoint=arn)
    for name, pattern in WATCHED.items():
        metric = {"metricName": name, "metricNamespace": "Trails", "metricValue": "1"}
        logs.put_metric_filter(
            logGroupName="proof-cloudtrail", filterName=name, filterPattern=pattern, metricTransformations=[metric]
        )
        cloudwatch.put_metric_alarm(
            AlarmName=f"proof-{name}", Namespace="Trails", MetricName=name, AlarmActions=[heard], **OVER_NONE
        )
    cloudwatch.put_metric_alarm(
        AlarmName="proof-unheard", Namespace="Trails", MetricName="root", AlarmActions=[unheard], **OVER_NONE
    )


def recorders():
    """One that records a few types, by a role that somebody made, for a bucket that has gone."""
    config = client("config")
    s3.create_bucket(Bucket="proof-config", CreateBucketConfiguration={"LocationConstraint": region})
    few = {"allSupported": False, "includeGlobalResourceTypes": False, "resourceTypes": ["AWS::EC2::Instance"]}
    recorder = {"name": "default", "roleARN": f"arn:aws:iam::{account}:role/recorder", "recordingGroup": few}
    config.put_configuration_recorder(ConfigurationRecorder=recorder)
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "proof-config"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    s3.delete_bucket(Bucket="proof-config")


AGENTS = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")
PLANS = ("S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS")


def something_to_watch(place):
    """An instance, functions, images and a database, so that a region has what detectors look at."""
    ec2 = client("ec2", place)
    image = ec2.register_image(Name="proof-watched", RootDeviceName="/dev/xvda")["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.nano")
    client("ecs", place).create_cluster(clusterName="proof-watched")
    client("ecr", place).create_repository(repositoryName="proof-watched")
    client("rds", place).create_db_cluster(
        DBClusterIdentifier="proof-watched", Engine="aurora-postgresql", MasterUsername="app",
        ManageMasterUserPassword=True,
    )


def detectors():
    """All that there is in one region, and the bare least in the other."""
    agents = [{"Name": name, "Status": "ENABLED"} for name in AGENTS]
    runtime = {"Name": "RUNTIME_MONITORING", "Status": "ENABLED"}
    plans = [{"Name": name, "Status": "ENABLED"} for name in PLANS]
    here, there = client("guardduty"), client("guardduty", FAR)
    here.create_detector(Enable=True, Features=[*plans, {**runtime, "AdditionalConfiguration": agents}])
    detector = there.create_detector(Enable=True, Features=[runtime])["DetectorId"]
    there.create_sample_findings(DetectorId=detector, FindingTypes=["Backdoor:EC2/C&CActivity.B"])
    for place in (region, FAR):
        something_to_watch(place)
        client("securityhub", place).enable_security_hub(EnableDefaultStandards=False)
    standard = f"arn:aws:securityhub:{region}::standards/aws-foundational-security-best-practices/v/1.0.0"
    client("securityhub").batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": standard}])
    client("inspector2").enable(accountIds=[account], resourceTypes=["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"])
    client("inspector2", FAR).enable(accountIds=[account], resourceTypes=["LAMBDA"])


def macie():
    """On with its discovery where it may not look at one bucket, and off in the other region."""
    client("macie2").enable_macie()
    client("macie2").update_automated_discovery_configuration(status="ENABLED")
    s3.create_bucket(Bucket="proof-sealed", CreateBucketConfiguration={"LocationConstraint": region})
    inside = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
    sealed = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": inside}
    s3.put_bucket_policy(Bucket="proof-sealed", Policy=document(sealed))
    client("s3", FAR).create_bucket(Bucket="proof-far")
    client("macie2", FAR).disable_macie()



groups()
trails()
alarms()
recorders()
detectors()
macie()
