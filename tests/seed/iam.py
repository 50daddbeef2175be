"""Fills one account of an API server with good and bad IAM resources.

iam.py ENDPOINT ACCESS_KEY SECRET SESSION_TOKEN REGION
"""

import json
import sys

import boto3

DIRECTORY = """<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"
 entityID="https://idp.example"><IDPSSODescriptor/></EntityDescriptor>""" + " " * 1000


def policy(actions, resources="*", condition=None):
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(principal, condition=None, action="sts:AssumeRole"):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def users(iam):
    for name in ["good-user", "bad-user", "bad-admin"]:
        iam.create_user(UserName=name, Tags=[{"Key": "team", "Value": "platform"}])
    for name in ["good-user", "bad-user"]:
        iam.create_login_profile(UserName=name, Password="Correct-Horse-Battery-9")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="good-user")["VirtualMFADevice"]
    iam.enable_mfa_device(
        UserName="good-user",
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )
    iam.create_access_key(UserName="bad-user")
    iam.create_access_key(UserName="bad-user")
    own = policy(["s3:ListAllMyBuckets", "iam:PutUserPolicy"])
    iam.put_user_policy(UserName="bad-user", PolicyName="inline", PolicyDocument=own)
    iam.create_group(GroupName="good-group")
    iam.create_group(GroupName="bad-admins")
    iam.put_group_policy(GroupName="good-group", PolicyName="read", PolicyDocument=policy("s3:GetObject"))
    iam.put_group_policy(GroupName="bad-admins", PolicyName="all", PolicyDocument=policy("*"))
    iam.add_user_to_group(GroupName="good-group", UserName="good-user")
    iam.add_user_to_group(GroupName="bad-admins", UserName="bad-admin")


def policies(iam):
    documents = {
        "good-policy": policy("s3:GetObject", "arn:aws:s3:::orders/*"),
        "bad-everything": policy("*"),
        "bad-any-role": policy("sts:AssumeRole"),
        "bad-any-key": policy(["kms:Decrypt", "kms:Encrypt"]),
        "bad-any-right": policy("iam:CreatePolicyVersion"),
    }
    for name, document in documents.items():
        arn = iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]
        iam.attach_group_policy(GroupName="good-group" if name == "good-policy" else "bad-admins", PolicyArn=arn)
    # Nobody has these.
    iam.create_policy(PolicyName="good-spare", PolicyDocument=documents["good-policy"])
    iam.create_policy(PolicyName="bad-spare", PolicyDocument=documents["bad-any-right"])


def roles(iam, account):
    github = "token.actions.githubusercontent.com"
    provider = {"Federated": f"arn:aws:iam::{account}:oidc-provider/{github}"}
    web = "sts:AssumeRoleWithWebIdentity"
    audience = {"StringEquals": {f"{github}:aud": "sts.amazonaws.com"}}
    subject = {"StringLike": {f"{github}:sub": "repo:acme/shop:*"}}
    other = {"AWS": "arn:aws:iam::999988887777:root"}
    firehose = {"Service": "firehose.amazonaws.com"}
    all_trusts = {
        "good-service": trust({"Service": "lambda.amazonaws.com"}),
        "bad-everybody": trust({"AWS": "*"}),
        "good-github": trust(provider, {**audience, **subject}, web),
        "bad-github": trust(provider, audience, web),
        "good-partner": trust(other, {"StringEquals": {"sts:ExternalId": "7d1c"}}),
        "bad-partner": trust(other),
        "good-firehose": trust(firehose, {"StringEquals": {"aws:SourceAccount": account}}),
        "bad-firehose": trust(firehose),
        "bad-program": trust({"Service": "ec2.amazonaws.com"}),
        "bad-helper": trust({"Service": "lambda.amazonaws.com"}),
        "good-support": trust({"AWS": f"arn:aws:iam::{account}:root"}),
    }
    for name, document in all_trusts.items():
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    iam.put_role_policy(RoleName="good-service", PolicyName="read", PolicyDocument=policy("s3:GetObject"))
    helps = policy(["iam:PutRolePolicy", "iam:PassRole", "lambda:CreateFunction", "kms:Decrypt"])
    iam.put_role_policy(RoleName="bad-helper", PolicyName="help", PolicyDocument=helps)
    iam.attach_role_policy(RoleName="bad-program", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.attach_role_policy(RoleName="good-support", PolicyArn="arn:aws:iam::aws:policy/AWSSupportAccess")


def providers(iam):
    iam.create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com",
        ClientIDList=["sts.amazonaws.com"],
        ThumbprintList=["0" * 40],
    )
    iam.create_saml_provider(Name="directory", SAMLMetadataDocument=DIRECTORY)


def main(endpoint, access_key, secret, token, region):
    session = boto3.Session(access_key, secret, token, region)
    iam = session.client("iam", endpoint_url=endpoint)
    account = session.client("sts", endpoint_url=endpoint).get_caller_identity()["Account"]
    users(iam)
    policies(iam)
    roles(iam, account)
    providers(iam)
    iam.update_account_password_policy(MinimumPasswordLength=8, PasswordReusePrevention=24)


if __name__ == "__main__":
    main(*sys.argv[1:6])
