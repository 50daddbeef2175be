"""Who may do what: users, groups, roles, policies and the root user, the account's contacts, and its organisation."""

import datetime
import json
import sys

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

endpoint, key, secret, token, region = sys.argv[1:6]


def client(name, days_ago=0, keys=(key, secret, token)):
    made = boto3.Session(*keys, region_name=region).client(name, endpoint_url=endpoint)
    age = ("X-Days-Ago", str(days_ago))
    made.meta.events.register("before-sign", lambda request, **_: request.headers.add_header(*age))
    return made


iam, old_iam = client("iam"), client("iam", 400)
account = client("sts").get_caller_identity()["Account"]


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def may(*actions, resource="*"):
    return document({"Effect": "Allow", "Action": list(actions), "Resource": resource})


def trust(principal, action="sts:AssumeRole", **conditions):
    return document({"Effect": "Allow", "Principal": principal, "Action": action, "Condition": conditions})


def certificate(days):
    """Signed by itself, for so many days from the day before yesterday."""
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "old.example.com")])
    begin = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=2)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(own.public_key())
    made = made.serial_number(1).not_valid_before(begin).not_valid_after(begin + datetime.timedelta(days=days))
    form = serialization.Encoding.PEM
    body = made.sign(own, hashes.SHA256()).public_bytes(form).decode()
    plain = serialization.NoEncryption()
    return body, own.private_bytes(form, serialization.PrivateFormat.PKCS8, plain).decode()


def users():
    for made_by, name in ((iam, "key-new"), (old_iam, "key-old")):
        made_by.create_user(UserName=name)
        made_by.create_access_key(UserName=name)
    iam.upload_signing_certificate(UserName="key-old", CertificateBody=certificate(100)[0])
    inline = {
        "destroys-keys": may("kms:ScheduleKeyDeletion"),
        "stops-trails": may("cloudtrail:StopLogging"),
        "decrypts": may("kms:Decrypt"),
    }
    for name, policy in inline.items():
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=policy)
    for name in ("stops-trails", "decrypts"):
        iam.create_group(GroupName=name)
        iam.put_group_policy(GroupName=name, PolicyName=name, PolicyDocument=inline[name])
        iam.add_user_to_group(GroupName=name, UserName=name)
    iam.attach_group_policy(GroupName="decrypts", PolicyArn="arn:aws:iam::aws:policy/AWSCloudShellFullAccess")
    # Nobody has a password, and the next one would be long, but may be an old one again.
    iam.update_account_password_policy(MinimumPasswordLength=16)


def policies():
    bad = {
        "whole-service": may("s3:*"),
        "new-principals": may("iam:CreateRole", "iam:AttachRolePolicy"),
        "destroys-keys": may("kms:ScheduleKeyDeletion"),
        "stops-trails": may("cloudtrail:StopLogging"),
        "buys": may("aws-marketplace:Subscribe"),
        "decrypts-with-all-but-one": document(
            {"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:*:*:key/0a1b2c3d"}
        ),
    }
    iam.create_group(GroupName="holders")
    for name, policy in bad.items():
        arn = iam.create_policy(PolicyName=name, PolicyDocument=policy)["Policy"]["Arn"]
        iam.attach_group_policy(GroupName="holders", PolicyArn=arn)
    for name, policy in (("spare-reader", may("s3:GetObject")), ("spare-admin", may("*"))):
        iam.create_policy(PolicyName=name, PolicyDocument=policy)


def roles():
    service = trust({"Service": "lambda.amazonaws.com"})
    inline = {
        "new-principals": may("iam:CreateRole", "iam:AttachRolePolicy"),
        "destroys-keys": may("kms:ScheduleKeyDeletion"),
        "stops-trails": may("cloudtrail:StopLogging"),
    }
    for name, policy in inline.items():
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=service)
        iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=policy)
    for name in ("old-in-use", "old-unused", "old-admin-in-use", "old-admin-unused"):
        here = trust({"AWS": f"arn:aws:iam::{account}:root"})
        arn = old_iam.create_role(RoleName=name, AssumeRolePolicyDocument=here)["Role"]["Arn"]
        if "admin" in name:
            iam.attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        if "in-use" in name:
            lent = client("sts").assume_role(RoleArn=arn, RoleSessionName="now")["Credentials"]
            keys = (lent["AccessKeyId"], lent["SecretAccessKey"], lent["SessionToken"])
            client("sts", keys=keys).get_caller_identity()


def providers():
    for host in ("token.actions.githubusercontent.com", "forgotten.example.com"):
        iam.create_open_id_connect_provider(Url=f"https://{host}", ThumbprintList=["0" * 40])
    host = "token.actions.githubusercontent.com"
    pipeline = {"Federated": f"arn:aws:iam::{account}:oidc-provider/{host}"}
    for name, subject in (("branch", "repo:acme/shop:ref:refs/heads/main"), ("any-branch", "repo:acme/shop:*")):
        conditions = {"StringEquals": {f"{host}:aud": "sts.amazonaws.com"}, "StringLike": {f"{host}:sub": subject}}
        iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=trust(pipeline, "sts:AssumeRoleWithWebIdentity", **conditions)
        )
    until = "2020-01-01T00:00:00Z"
    space = "urn:oasis:names:tc:SAML:2.0:metadata"
    metadata = f'<EntityDescriptor xmlns="{space}" entityID="https://idp.example" validUntil="{until}">'
    iam.create_saml_provider(
        Name="expired", SAMLMetadataDocument=f"{metadata}<IDPSSODescriptor/></EntityDescriptor>" + " " * 1000
    )
    for name, days in (("valid", 100), ("expired", 1)):
        body, own_key = certificate(days)
        iam.upload_server_certificate(ServerCertificateName=name, CertificateBody=body, PrivateKey=own_key)


def root():
    """Has a second factor on a telephone, and a key that is in use."""
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="root-account-mfa-device")["VirtualMFADevice"]
    codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    iam.enable_mfa_device(UserName="<root_account>", SerialNumber=device["SerialNumber"], **codes)
    made = iam.create_access_key()["AccessKey"]
    client("sts", keys=(made["AccessKeyId"], made["SecretAccessKey"], None)).get_caller_identity()


def contacts():
    """Whom to ask of money and of what runs, but nobody for security."""
    for kind in ("BILLING", "OPERATIONS"):
        client("account").put_alternate_contact(
            AlternateContactType=kind, EmailAddress="us@example.com", Name="us", PhoneNumber="+43", Title="us"
        )


def organisation():
    organizations = client("organizations")
    organisation_id = organizations.create_organization(FeatureSet="ALL")["Organization"]["Id"]
    top = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=top, Name="production")["OrganizationalUnit"]["Id"]
    for name in ("housed", "at-the-top"):
        made = organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
        if name == "housed":
            organizations.move_account(AccountId=made["AccountId"], SourceParentId=top, DestinationParentId=unit)

    def deny(*actions, **conditions):
        return document({"Effect": "Deny", "Action": list(actions), "Resource": "*", "Condition": conditions})

    detection = ["guardduty:*", "config:*", "securityhub:DisableSecurityHub", "access-analyzer:DeleteAnalyzer"]
    strangers = {
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": organisation_id}},
    }
    team = {"tags": {"team": {"tag_key": {"@@assign": "team"}}}}
    opt_out = {"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}
    guards = {
        "guards": ("SERVICE_CONTROL_POLICY", deny("cloudtrail:*", "organizations:LeaveOrganization", *detection)),
        "regions": ("SERVICE_CONTROL_POLICY", deny("*", StringNotEquals={"aws:RequestedRegion": [region]})),
        "strangers": ("RESOURCE_CONTROL_POLICY", document(strangers)),
        "team": ("TAG_POLICY", json.dumps(team)),
        "opt-out": ("AISERVICES_OPT_OUT_POLICY", json.dumps(opt_out)),
    }
    for kind in dict.fromkeys(kind for kind, _ in guards.values()):
        organizations.enable_policy_type(RootId=top, PolicyType=kind)
    for name, (kind, content) in guards.items():
        made = organizations.create_policy(Name=name, Type=kind, Content=content, Description=name)
        organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=top)

    # Whom the organisation may ask for: with everything, or with little.
    own = {"StringEquals": {"aws:PrincipalOrgID": organisation_id}}
    for name in ("org-reader", "org-admin"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust({"AWS": "*"}, **own))
    iam.attach_role_policy(RoleName="org-admin", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


for make in (users, policies, roles, providers, root, contacts, organisation):
    make()
