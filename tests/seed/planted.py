"""Plants a secret wherever people leave them, each of its own, and prints where.

The values are made up here and are good for nothing. They stand in places that a snapshot reads.
"""

import base64
import io
import json
import sys
import zipfile

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
account = session.client("sts", endpoint_url=endpoint).get_caller_identity()["Account"]
planted = {}


def client(name):
    return session.client(name, endpoint_url=endpoint)


def plant(kind):
    """A password that is nowhere else."""
    value = f"Xk7{kind.replace('_', 'Q')}9vTz2mLw8"
    planted.setdefault(kind, []).append(value)
    return value


def script(kind):
    return f"#!/bin/sh\nexport DB_PASSWORD={plant(kind)}\n"


def encoded(kind):
    return base64.b64encode(script(kind).encode()).decode()


def role(name, service):
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]


ec2 = client("ec2")
image = ec2.register_image(Name="base", RootDeviceName="/dev/xvda")["ImageId"]
ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, UserData=script("ec2_instance"))
ec2.create_launch_template(LaunchTemplateName="t", LaunchTemplateData={"UserData": encoded("ec2_launch_template")})
client("autoscaling").create_launch_configuration(
    LaunchConfigurationName="old", ImageId=image, InstanceType="t3.micro", UserData=script("autoscaling_launch_configuration")
)

code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("index.py", "def handler(event, context): pass")
client("lambda").create_function(
    FunctionName="f",
    Runtime="python3.12",
    Role=role("f", "lambda.amazonaws.com"),
    Handler="index.handler",
    Code={"ZipFile": code.getvalue()},
    Environment={"Variables": {"DB_PASSWORD": plant("lambda_function")}},
)

ecs = client("ecs")
ecs.create_cluster(clusterName="c")
ecs.register_task_definition(
    family="t",
    containerDefinitions=[
        {
            "name": "app",
            "image": "app",
            "memory": 128,
            "environment": [{"name": "DB_PASSWORD", "value": plant("ecs_task_definition")}],
            "command": ["run", f"--password={plant('ecs_task_definition')}"],
        }
    ],
)
ecs.create_service(cluster="c", serviceName="s", taskDefinition="t", desiredCount=1)

client("ssm").put_parameter(Name="/app/db_password", Type="String", Value=plant("ssm_parameter"))

client("stepfunctions").create_state_machine(
    name="m",
    definition=json.dumps(
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"password": plant("stepfunctions_state_machine")}, "End": True}}}
    ),
    roleArn=role("m", "states.amazonaws.com"),
)

client("codebuild").create_project(
    name="project",
    source={"type": "S3", "location": "bucket/key", "buildspec": f"env:\n  variables:\n    DB_PASSWORD: {plant('codebuild_project')}\n"},
    artifacts={"type": "NO_ARTIFACTS"},
    environment={
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/standard:7.0",
        "computeType": "BUILD_GENERAL1_SMALL",
        "environmentVariables": [{"name": "DB_PASSWORD", "value": plant("codebuild_project"), "type": "PLAINTEXT"}],
    },
    serviceRole=role("p", "codebuild.amazonaws.com"),
)

client("cloudformation").create_stack(
    StackName="s",
    TemplateBody=json.dumps(
        {
            "Parameters": {"DbPassword": {"Type": "String"}},
            "Resources": {"Q": {"Type": "AWS::SQS::Queue"}},
            "Outputs": {"DbPassword": {"Value": plant("cloudformation_stack")}},
        }
    ),
    Parameters=[{"ParameterKey": "DbPassword", "ParameterValue": plant("cloudformation_stack")}],
)

client("glue").create_job(
    Name="j",
    Role=role("j", "glue.amazonaws.com"),
    Command={"Name": "glueetl", "ScriptLocation": "s3://x/y"},
    DefaultArguments={"--DB_PASSWORD": plant("glue_job")},
)

client("sagemaker").create_model(
    ModelName="m",
    ExecutionRoleArn=role("sm", "sagemaker.amazonaws.com"),
    PrimaryContainer={"Image": "i", "Environment": {"DB_PASSWORD": plant("sagemaker_model")}},
)

events = client("events")
events.put_rule(Name="r", ScheduleExpression="rate(1 day)")
queue = f"arn:aws:sqs:{region}:{account}:q"
events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": queue, "Input": json.dumps({"password": plant("events_rule")})}])

print(json.dumps(planted))
