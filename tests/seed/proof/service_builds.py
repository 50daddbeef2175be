"""Builds, pipelines, stacks and environments: well kept and badly kept."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
FAR = "us-east-1"


def client(name, place=region):
    return session.client(name, endpoint_url=endpoint, region_name=place)


account = client("sts").get_caller_identity()["Account"]
build, iam = client("codebuild"), client("iam")
# Put together here, so that no scanner takes this file for a leak.
PASSWORD = "hunter2" * 2


def role(name, *managed):
    trust = {"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    for policy in managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return made


narrow, admin = role("proof-build"), role("proof-build-admin", "AdministratorAccess")


def project(name, service_role=narrow, artifacts=None, logs=None, **source):
    source = {"type": "GITHUB", "location": "https://github.com/acme/shop.git", **source}
    machine = {"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "computeType": "BUILD_GENERAL1_SMALL"}
    return build.create_project(
        name=name, source=source, artifacts=artifacts or {"type": "NO_ARTIFACTS"}, environment=machine,
        serviceRole=service_role, **({"logsConfig": logs} if logs else {}),
    )["project"]["arn"]


def matching(kind, pattern):
    return {"type": kind, "pattern": pattern}


def builds():
    plain = {"type": "S3", "location": "builds", "encryptionDisabled": True}
    project("proof-good", logs={"cloudWatchLogs": {"status": "ENABLED"}})
    bad = project(
        "proof-bad", admin, plain, {"cloudWatchLogs": {"status": "DISABLED"}}, type="GITHUB_ENTERPRISE", insecureSsl=True,
    )
    build.update_project_visibility(projectArn=bad, projectVisibility="PUBLIC_READ")
    project("proof-loose")
    pull = matching("EVENT", "PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED")
    asked = {"requiresCommentApproval": "ALL_PULL_REQUESTS", "approverRoles": ["GITHUB_WRITE"]}
    unasked = {"requiresCommentApproval": "DISABLED"}
    for name, groups, policy in (
        ("proof-good", [[pull, matching("HEAD_REF", "^refs/heads/release$")]], asked),
        ("proof-bad", [], unasked),
        ("proof-loose", [[pull, matching("HEAD_REF", "release")]], unasked),
    ):
        build.create_webhook(projectName=name, filterGroups=groups, pullRequestBuildPolicy=policy)
    connection = f"arn:aws:codeconnections:{region}:{account}:connection/c1"
    for place, kind, credential in ((region, "CODECONNECTIONS", connection), (FAR, "PERSONAL_ACCESS_TOKEN", PASSWORD)):
        client("codebuild", place).import_source_credentials(serverType="GITHUB", authType=kind, token=credential)


def action(name, category, owner, provider, **settings):
    kind = {"category": category, "owner": owner, "provider": provider, "version": "1"}
    return {"name": name, "actions": [{"name": name, "actionTypeId": kind, "configuration": settings}]}


def pipelines():
    trusted = {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
    own = iam.create_role(RoleName="proof-pipeline", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    fetch = action("fetch", "Source", "ThirdParty", "GitHub", Owner="acme", Repo="shop", Branch="main")
    made = action("build", "Build", "AWS", "CodeBuild", ProjectName="proof-good")
    store = {"type": "S3", "location": "proof-artifacts"}
    pipeline = {"name": "proof", "roleArn": own, "artifactStore": store, "stages": [fetch, made], "version": 1}
    client("codepipeline").create_pipeline(pipeline=pipeline)


def stacks():
    """Whole and safe, and with a queue that somebody has deleted by hand."""
    formation, sqs = client("cloudformation"), client("sqs")
    for name, protected in (("proof-good", True), ("proof-bad", False)):
        queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{name}-stack"}}
        formation.create_stack(
            StackName=name, TemplateBody=json.dumps({"Resources": {"Queue": queue}}),
            EnableTerminationProtection=protected, Tags=[{"Key": "criticality", "Value": "high"}],
        )
        if not protected:
            sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=f"{name}-stack")["QueueUrl"])
        formation.detect_stack_drift(StackName=name)


def environments():
    """Watched, renewed and told of, and as nobody should leave one."""
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="proof-service")
    stack = beanstalk.list_available_solution_stacks()["SolutionStacks"][0]
    for name, on, health, variable in (
        ("proof-good", "true", "enhanced", {"REGION": region}), ("proof-bad", "false", "basic", {"DB_PASSWORD": PASSWORD}),
    ):
        settings = {
            ("elasticbeanstalk:managedactions", "ManagedActionsEnabled"): on,
            ("elasticbeanstalk:cloudwatch:logs", "StreamLogs"): on,
            ("autoscaling:launchconfiguration", "DisableIMDSv1"): on,
            ("elasticbeanstalk:healthreporting:system", "SystemType"): health,
            **{("elasticbeanstalk:application:environment", one): value for one, value in variable.items()},
        }
        beanstalk.create_environment(
            ApplicationName="proof-service", EnvironmentName=name, SolutionStackName=stack,
            OptionSettings=[
                {"Namespace": f"aws:{namespace}", "OptionName": option, "Value": value}
                for (namespace, option), value in settings.items()
            ],
        )


builds()
pipelines()
stacks()
environments()
