"""Topics and keys: encrypted and plain, with a policy and without."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name):
    return session.client(name, endpoint_url=endpoint)


kms, sns = client("kms"), client("sns")

key_id = kms.create_key(Description="messages", Tags=[{"TagKey": "team", "TagValue": "platform"}])["KeyMetadata"]["KeyId"]
kms.create_alias(AliasName="alias/messages", TargetKeyId=key_id)
kms.enable_key_rotation(KeyId=key_id)
kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
kms.schedule_key_deletion(KeyId=kms.create_key()["KeyMetadata"]["KeyId"], PendingWindowInDays=7)

alarms = sns.create_topic(Name="alarms", Attributes={"KmsMasterKeyId": "alias/messages"})["TopicArn"]
sns.subscribe(TopicArn=alarms, Protocol="email", Endpoint="ops@example.com")
open_topic = sns.create_topic(Name="open")["TopicArn"]
everybody = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": open_topic}
sns.set_topic_attributes(
    TopicArn=open_topic,
    AttributeName="Policy",
    AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [everybody]}),
)

print(json.dumps({"made": {"kms_key": 3, "sns_topic": 2}, "lacking": {}}))
