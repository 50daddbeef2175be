"""Fills an account of a moto server with a good and a bad resource of each kind of S3 and EC2 storage and compute.

python storage.py ENDPOINT ACCESS_KEY SECRET SESSION_TOKEN REGION
"""

import base64
import gzip
import json
import sys

import boto3

TLS_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::good-bucket", "arn:aws:s3:::good-bucket/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}
PUBLIC_READ = {
    "Statement": {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::bad-bucket/*",
    }
}
FULL_BLOCK = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
LEAKY = "#!/bin/bash\nexport DB_PASSWORD=hunter2hunter2\n"
CLEAN = "#!/bin/bash\nexport DB_PASSWORD=$(aws ssm get-parameter --name /app/db)\n"


def client_factory(endpoint, access_key, secret, token, region):
    session = boto3.Session(
        aws_access_key_id=access_key, aws_secret_access_key=secret, aws_session_token=token or None
    )
    return lambda service, place=region: session.client(service, region_name=place, endpoint_url=endpoint)


def bucket(s3, name, region, **more):
    if region != "us-east-1":
        more["CreateBucketConfiguration"] = {"LocationConstraint": region}
    s3.create_bucket(Bucket=name, **more)


def good_bucket(s3, region):
    name = "good-bucket"
    bucket(s3, "good-logs", region)
    bucket(s3, name, region, ObjectLockEnabledForBucket=True)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=FULL_BLOCK)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(TLS_ONLY))
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_ownership_controls(
        Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [
                {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
            ]
        },
    )
    s3.put_object_lock_configuration(
        Bucket=name,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}},
        },
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket=name,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "old-versions",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                }
            ]
        },
    )
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "team", "Value": "billing"}]})
    allow_log_delivery(s3, "good-logs")
    s3.put_bucket_logging(
        Bucket=name,
        BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "good-logs", "TargetPrefix": "good-bucket/"}},
    )


def allow_log_delivery(s3, name):
    """By policy, as AWS recommends it; the old way is a grant to a group of AWS's own."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def bad_bucket(s3, region):
    name = "bad-bucket"
    bucket(s3, name, region)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(PUBLIC_READ))
    # moto forgets the second half of the canned ACL "public-read-write".
    everybody = "uri=http://acs.amazonaws.com/groups/global/AllUsers"
    s3.put_bucket_acl(Bucket=name, GrantRead=everybody, GrantWrite=everybody)
    s3.put_bucket_website(Bucket=name, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})


def elsewhere(client, region):
    """A bucket in another region than the one that is asked."""
    other = "eu-west-1" if region != "eu-west-1" else "eu-central-1"
    bucket(client("s3", other), "bucket-elsewhere", other)


def access_points(control, account):
    def in_one_host(params, **_):
        """The account would stand before the host's name, and a server on this machine has but one."""
        params["url"] = params["url"].replace(f"//{account}.", "//")

    control.meta.events.register("before-call.s3-control", in_one_host)
    control.create_access_point(
        AccountId=account, Name="good-point", Bucket="good-bucket", PublicAccessBlockConfiguration=FULL_BLOCK
    )
    control.create_access_point(
        AccountId=account,
        Name="bad-point",
        Bucket="bad-bucket",
        PublicAccessBlockConfiguration={name: False for name in FULL_BLOCK},
    )


def instances(ec2):
    run = {"ImageId": "ami-12c6146b", "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
    good = ec2.run_instances(
        **run,
        UserData=CLEAN,
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"},
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "good-instance"}]}],
    )
    bad = ec2.run_instances(
        **run,
        UserData=LEAKY,
        KeyName="used-key",
        MetadataOptions={"HttpTokens": "optional", "HttpEndpoint": "enabled"},
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "bad-instance"}]}],
    )
    stopped = ec2.run_instances(**run)["Instances"][0]["InstanceId"]
    ec2.stop_instances(InstanceIds=[stopped])
    gone = ec2.run_instances(**run)["Instances"][0]["InstanceId"]
    ec2.terminate_instances(InstanceIds=[gone])
    return good["Instances"][0]["InstanceId"], bad["Instances"][0]["InstanceId"]


def volumes_and_snapshots(ec2, region):
    zone = region + "a"
    good = ec2.create_volume(AvailabilityZone=zone, Size=8, Encrypted=True)["VolumeId"]
    bad = ec2.create_volume(AvailabilityZone=zone, Size=8)["VolumeId"]
    ec2.create_snapshot(VolumeId=good)
    public = ec2.create_snapshot(VolumeId=bad)["SnapshotId"]
    shared = ec2.create_snapshot(VolumeId=bad)["SnapshotId"]
    permission = {"Attribute": "createVolumePermission", "OperationType": "add"}
    ec2.modify_snapshot_attribute(SnapshotId=public, GroupNames=["all"], **permission)
    ec2.modify_snapshot_attribute(SnapshotId=shared, UserIds=["999988887777"], **permission)


def images(ec2, good_instance, bad_instance):
    ec2.create_image(InstanceId=good_instance, Name="good-image")
    public = ec2.create_image(InstanceId=bad_instance, Name="public-image")["ImageId"]
    shared = ec2.create_image(InstanceId=bad_instance, Name="shared-image")["ImageId"]
    ec2.modify_image_attribute(ImageId=public, LaunchPermission={"Add": [{"Group": "all"}]})
    ec2.modify_image_attribute(ImageId=shared, LaunchPermission={"Add": [{"UserId": "999988887777"}]})


def launch_templates(ec2):
    packed = base64.b64encode(gzip.compress(LEAKY.encode(), mtime=0)).decode()
    ec2.create_launch_template(
        LaunchTemplateName="good-template",
        LaunchTemplateData={
            "InstanceType": "t3.micro",
            "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
            "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": False}],
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": True, "VolumeSize": 8}}],
        },
    )
    ec2.create_launch_template(
        LaunchTemplateName="bad-template",
        LaunchTemplateData={
            "InstanceType": "t3.micro",
            "UserData": packed,
            "MetadataOptions": {"HttpTokens": "optional"},
            "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": True}],
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": False, "VolumeSize": 8}}],
        },
    )


def main(endpoint, access_key, secret, token, region):
    client = client_factory(endpoint, access_key, secret, token, region)
    s3, ec2 = client("s3"), client("ec2")
    good_bucket(s3, region)
    bad_bucket(s3, region)
    elsewhere(client, region)
    access_points(client("s3control"), client("sts").get_caller_identity()["Account"])
    ec2.create_key_pair(KeyName="used-key")
    ec2.create_key_pair(KeyName="unused-key")
    good, bad = instances(ec2)
    volumes_and_snapshots(ec2, region)
    images(ec2, good, bad)
    launch_templates(ec2)


if __name__ == "__main__":
    main(*sys.argv[1:6])
