"""Topics, queues, buses, rules and streams: with those who should hear, and with others."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
FOREIGN = "444455556666"


def client(name):
    return session.client(name, endpoint_url=endpoint)


account = client("sts").get_caller_identity()["Account"]
sqs, sns, events = client("sqs"), client("sns"), client("events")
# Put together here, so that no scanner takes this file for a leak.
PASSWORD = "hunter2" * 2
IMPORTANT = [{"Key": "criticality", "Value": "high"}]


def policy(principal, action, resource="*", **more):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def of_account(number):
    return {"AWS": f"arn:aws:iam::{number}:root"}


S3 = {"Service": "s3.amazonaws.com"}
OURS = {"Condition": {"StringEquals": {"aws:SourceAccount": account}}}


def queue(name, **attributes):
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def queues():
    failed, lost = queue("proof-failed-kept"), queue("proof-failed-lost")
    for name, dead, days in (("proof-kept", failed, 4), ("proof-lost", lost, 10)):
        redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 5})
        queue(name, RedrivePolicy=redrive, MessageRetentionPeriod=str(days * 86400))
    sqs.set_queue_attributes(
        QueueUrl=sqs.get_queue_url(QueueName="proof-failed-kept")["QueueUrl"],
        Attributes={"MessageRetentionPeriod": str(14 * 86400)},
    )
    client("cloudwatch").put_metric_alarm(
        AlarmName="proof-failed-kept", Namespace="AWS/SQS", MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": "proof-failed-kept"}], Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1.0, ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    queue("proof-guarded", Policy=policy(S3, "sqs:SendMessage", **OURS))
    queue("proof-unguarded", Policy=policy(S3, "sqs:SendMessage"))
    queue("proof-foreign", Policy=policy(of_account(FOREIGN), "sqs:SendMessage"), SqsManagedSseEnabled="false")
    return failed


def topics():
    for name, rule in (
        ("proof-guarded", policy(S3, "sns:Publish", **OURS)), ("proof-unguarded", policy(S3, "sns:Publish")),
        ("proof-foreign", policy(of_account(FOREIGN), "sns:Publish")),
    ):
        made = sns.create_topic(Name=name, Attributes={"Policy": rule})["TopicArn"]
        sns.subscribe(TopicArn=made, Protocol="http", Endpoint=f"http://{name}.example.com/")
    theirs = client("sts").assume_role(RoleArn=f"arn:aws:iam::{FOREIGN}:role/other", RoleSessionName="other")["Credentials"]
    keys = theirs["AccessKeyId"], theirs["SecretAccessKey"], theirs["SessionToken"]
    other = boto3.Session(*keys, region_name=region).client("sns", endpoint_url=endpoint)
    other.subscribe(TopicArn=made, Protocol="https", Endpoint="https://theirs.example.com/")


def rules(kept):
    """Each with its targets: kept where they fail, or with a secret, or far away, or none at all."""
    foreign = f"arn:aws:sqs:{region}:{FOREIGN}:theirs"
    secret_input = json.dumps({"db_password": PASSWORD})
    for name, target in (
        ("proof-kept", {"Arn": kept, "DeadLetterConfig": {"Arn": kept}}), ("proof-lost", {"Arn": kept}),
        ("proof-leaky", {"Arn": kept, "Input": secret_input}), ("proof-foreign", {"Arn": foreign}), ("proof-idle", None),
    ):
        events.put_rule(Name=name, ScheduleExpression="rate(1 day)", Tags=IMPORTANT)
        if target:
            events.put_targets(Rule=name, Targets=[{"Id": "one", **target}])
    events.create_event_bus(Name="proof-foreign")
    events.put_permission(EventBusName="proof-foreign", Action="events:PutEvents", Principal=FOREIGN, StatementId="one")


def streams():
    kinesis = client("kinesis")
    for name, hours in (("proof-long", 168), ("proof-short", 24)):
        kinesis.create_stream(StreamName=name, ShardCount=1)
        kinesis.add_tags_to_stream(StreamName=name, Tags={"criticality": "high"})
        if hours > 24:
            kinesis.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=hours)
    arn = kinesis.describe_stream_summary(StreamName="proof-short")["StreamDescriptionSummary"]["StreamARN"]
    kinesis.put_resource_policy(ResourceARN=arn, Policy=policy(of_account(FOREIGN), "kinesis:PutRecord", arn))


def deliveries():
    firehose = client("firehose")
    bucket = {"RoleARN": f"arn:aws:iam::{account}:role/delivery", "BucketARN": "arn:aws:s3:::proof-deliveries"}
    managed = f"arn:aws:secretsmanager:{region}:{account}:secret:warehouse-a1b2c3"
    for name, logged, login in (
        ("proof-good", True, {"SecretsManagerConfiguration": {"Enabled": True, "SecretARN": managed}}),
        ("proof-bad", False, {"Username": "loader", "Password": PASSWORD}),
    ):
        firehose.create_delivery_stream(
            DeliveryStreamName=name,
            RedshiftDestinationConfiguration={
                "RoleARN": bucket["RoleARN"], "ClusterJDBCURL": "jdbc:redshift://warehouse.example.com:5439/dev",
                "CopyCommand": {"DataTableName": "events"}, "S3Configuration": bucket,
                "CloudWatchLoggingOptions": {"Enabled": logged}, **login,
            },
        )
    firehose.start_delivery_stream_encryption(
        DeliveryStreamName="proof-good", DeliveryStreamEncryptionConfigurationInput={"KeyType": "AWS_OWNED_CMK"}
    )


rules(queues())
topics()
streams()
deliveries()
