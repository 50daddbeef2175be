"""Pools of people who sign in, and what credentials they get: careful and careless."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name):
    return session.client(name, endpoint_url=endpoint)


users, identities, iam = client("cognito-idp"), client("cognito-identity"), client("iam")


def role(name, action):
    trust = {
        "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    allowed = {"Effect": "Allow", "Action": action, "Resource": "*"}
    document, policy = (json.dumps({"Version": "2012-10-17", "Statement": [one]}) for one in (trust, allowed))
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=policy)
    return arn


def pool(name, length, days, protected, security, client_settings, **more):
    passwords = {"MinimumLength": length, "TemporaryPasswordValidityDays": days}
    made = users.create_user_pool(
        PoolName=name, Policies={"PasswordPolicy": passwords}, DeletionProtection=protected,
        UserPoolAddOns={"AdvancedSecurityMode": security}, **more,
    )["UserPool"]["Id"]
    app = users.create_user_pool_client(UserPoolId=made, ClientName="web", **client_settings)["UserPoolClient"]["ClientId"]
    users.admin_create_user(UserPoolId=made, Username="ada")
    return f"cognito-idp.{region}.amazonaws.com/{made}", app


def identity_pool(name, provider, checked, classic, **roles):
    """One that gives these roles."""
    server, app = provider
    made = identities.create_identity_pool(
        IdentityPoolName=name, AllowUnauthenticatedIdentities="unauthenticated" in roles, AllowClassicFlow=classic,
        CognitoIdentityProviders=[{"ProviderName": server, "ClientId": app, "ServerSideTokenCheck": checked}],
    )["IdentityPoolId"]
    identities.set_identity_pool_roles(IdentityPoolId=made, Roles=roles)


careful = pool(
    "proof-good", 16, 3, "ACTIVE", "ENFORCED",
    {
        "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": True, "RefreshTokenValidity": 7,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "AllowedOAuthFlows": ["code"],
    },
    AutoVerifiedAttributes=["email"],
)
careless = pool(
    "proof-bad", 6, 90, "INACTIVE", "OFF",
    {
        "PreventUserExistenceErrors": "LEGACY", "EnableTokenRevocation": False, "RefreshTokenValidity": 365,
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "AllowedOAuthFlows": ["implicit"],
    },
)
member = role("proof-member", "s3:ListAllMyBuckets")
identity_pool("proof-good", careful, True, False, unauthenticated=role("proof-guest", "mobileanalytics:PutEvents"))
identity_pool(
    "proof-bad", careless, False, True, authenticated=member, unauthenticated=role("proof-guest-broad", "s3:*")
)
