"""Functions, APIs, user pools and state machines: well kept and badly kept."""

import io
import json
import sys
import zipfile

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
FAR, FOREIGN = "us-east-1", "444455556666"


def client(name, place=region, days_ago=0):
    made = session.client(name, endpoint_url=endpoint, region_name=place)
    made.meta.events.register("before-sign", lambda request, **_: request.headers.add_header("X-Days-Ago", str(days_ago)))
    return made


account = client("sts").get_caller_identity()["Account"]
ec2, iam, kms = client("ec2"), client("iam"), client("kms")
# Put together here, so that no scanner takes this file for a leak.
PASSWORD = "hunter2" * 2


def as_other(name):
    """What another account does."""
    theirs = client("sts").assume_role(RoleArn=f"arn:aws:iam::{FOREIGN}:role/other", RoleSessionName="other")["Credentials"]
    keys = theirs["AccessKeyId"], theirs["SecretAccessKey"], theirs["SessionToken"]
    return boto3.Session(*keys, region_name=region).client(name, endpoint_url=endpoint)


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allowed(principal, action, resource="*", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def role(name, *managed):
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    for policy in managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return made


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("main.py", "def handler(event, context):\n    return event\n")
    return {"ZipFile": file.getvalue()}


narrow, admin = role("proof-runner"), role("proof-runner-admin", "AdministratorAccess")
own_key = kms.create_key()["KeyMetadata"]["Arn"]
IMPORTANT = {"criticality": "high", "data-class": "confidential"}


def group(name):
    """A log group, by its ARN."""
    client("logs").create_log_group(logGroupName=name)
    return f"arn:aws:logs:{region}:{account}:log-group:{name}"


def functions():
    """Old ones, of which one has written no logs; in one zone and in two; with everything lost that fails, and kept."""
    vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    one, other = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.30.{at}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"]["SubnetId"]
        for at, zone in enumerate("ab")
    )
    closed = ec2.create_security_group(GroupName="proof-functions", Description="closed", VpcId=vpc)["GroupId"]
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="proof-source", ShardCount=1)
    source = kinesis.describe_stream_summary(StreamName="proof-source")["StreamDescriptionSummary"]["StreamARN"]
    failed = f"arn:aws:sqs:{region}:{account}:proof-failed"
    client("sqs").create_queue(QueueName="proof-failed")
    aws, old, far = client("lambda"), client("lambda", days_ago=60), client("lambda", FAR)
    common = {"Handler": "main.handler", "Code": zipped(), "Tags": IMPORTANT}
    variables = {"Environment": {"Variables": {"STAGE": "prod"}}}
    layer = aws.publish_layer_version(LayerName="proof-own", Content=zipped())["LayerVersionArn"]
    theirs = as_other("lambda").publish_layer_version(LayerName="theirs", Content=zipped())["LayerVersionArn"]
    group("/aws/lambda/proof-good")
    for name, runs_as, runtime, subnets, more in (
        ("proof-good", narrow, "python3.13", [one, other], {"KMSKeyArn": own_key, "Layers": [layer]}),
        ("proof-bad", admin, "python3.7", [one], {"Layers": [theirs]}),
    ):
        old.create_function(
            FunctionName=name, Role=runs_as, Runtime=runtime, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [closed]},
            **common, **variables, **more,
        )
        kept = {"DestinationConfig": {"OnFailure": {"Destination": failed}}} if name == "proof-good" else {}
        if kept:
            aws.put_function_event_invoke_config(FunctionName=name, **kept)
        aws.create_event_source_mapping(FunctionName=name, EventSourceArn=source, StartingPosition="LATEST", **kept)
    rule = {"Principal": "events.amazonaws.com", "Action": "lambda:InvokeFunction"}
    aws.add_permission(FunctionName="proof-good", StatementId="rule", SourceAccount=account, **rule)
    aws.add_permission(FunctionName="proof-bad", StatementId="rule", **rule)
    for action in ("lambda:InvokeFunction", "lambda:UpdateFunctionCode"):
        aws.add_permission(FunctionName="proof-bad", StatementId=action[7:], Principal=FOREIGN, Action=action)
    for name, runs_as, auth, origin in (
        ("proof-signed", narrow, "AWS_IAM", "https://shop.example.com"),
        ("proof-unsigned", narrow, "NONE", "*"), ("proof-unsigned-admin", admin, "NONE", "*"),
    ):
        aws.create_function(FunctionName=name, Role=runs_as, Runtime="python3.13", **common)
        cors = {"AllowOrigins": [origin], "AllowCredentials": True}
        aws.create_function_url_config(FunctionName=name, AuthType=auth, Cors=cors)
        if auth == "NONE":
            aws.add_permission(
                FunctionName=name, StatementId="all", Principal="*", Action="lambda:InvokeFunctionUrl",
                FunctionUrlAuthType="NONE",
            )
    far.create_function(FunctionName="proof-far", Role=narrow, Runtime="python3.13", **common)


def rest_apis():
    """Logged, cached and asked for, and neither of it."""
    gateway = client("apigateway")
    log = group("proof-api")
    acl = client("wafv2").create_web_acl(
        Name="proof-api", Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=[],
        VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "api"},
    )["Summary"]["ARN"]
    for name, asked, on, variables in (
        ("proof-good", "AWS_IAM", True, {"stage": "prod"}), ("proof-bad", "NONE", False, {"db_password": PASSWORD}),
    ):
        api = gateway.create_rest_api(name=name, endpointConfiguration={"types": ["REGIONAL"]})["id"]
        root = gateway.get_resources(restApiId=api)["items"][0]["id"]
        gateway.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType=asked)
        gateway.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="MOCK")
        deployment = gateway.create_deployment(restApiId=api)["id"]
        stage = {"restApiId": api, "stageName": "prod"}
        gateway.create_stage(
            deploymentId=deployment, cacheClusterEnabled=True, cacheClusterSize="0.5", variables=variables, **stage
        )
        settings = {"/*/*/logging/dataTrace": not on, "/*/*/caching/enabled": True, "/*/*/caching/dataEncrypted": on}
        settings = {path: str(value).lower() for path, value in settings.items()}
        if on:
            settings |= {"/accessLogSettings/destinationArn": log, "/accessLogSettings/format": "$context.requestId"}
            arn = f"arn:aws:apigateway:{region}::/restapis/{api}/stages/prod"
            client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=arn)
        changes = [{"op": "replace", "path": path, "value": value} for path, value in settings.items()]
        gateway.update_stage(patchOperations=changes, **stage)
    for name, who in (("proof-private", {"AWS": f"arn:aws:iam::{account}:root"}), ("proof-private-open", "*")):
        gateway.create_rest_api(
            name=name, endpointConfiguration={"types": ["PRIVATE"]}, policy=document(allowed(who, "execute-api:Invoke"))
        )
    gateway.create_domain_name(
        domainName="proof.example.com", regionalCertificateArn=f"arn:aws:acm:{region}:{account}:certificate/x",
        endpointConfiguration={"types": ["REGIONAL"]}, securityPolicy="TLS_1_0",
    )
    return acl


def http_apis():
    gateway = client("apigatewayv2")
    log = {"DestinationArn": group("proof-http"), "Format": "$context.requestId"}
    for name, asked, origin, stage in (
        ("good", "AWS_IAM", "https://shop.example.com", {"AccessLogSettings": log, "StageVariables": {"stage": "prod"}}),
        ("bad", "NONE", "https://*", {"StageVariables": {"db_password": PASSWORD}}),
    ):
        cors = {"AllowOrigins": [origin], "AllowMethods": ["GET"], "AllowCredentials": True}
        api = gateway.create_api(Name=f"proof-{name}", ProtocolType="HTTP", CorsConfiguration=cors)["ApiId"]
        gateway.create_route(ApiId=api, RouteKey="GET /orders", AuthorizationType=asked)
        gateway.create_stage(ApiId=api, StageName="prod", **stage)
        api = gateway.create_api(
            Name=f"proof-socket-{name}", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
        )["ApiId"]
        gateway.create_stage(ApiId=api, StageName="prod", DefaultRouteSettings={"DataTraceEnabled": name == "bad"})


def graphql_apis(acl):
    """Open to whoever has a key, with what holds them back, and without."""
    appsync = client("appsync")
    log = {"fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": narrow}
    careful = {"introspectionConfig": "DISABLED", "queryDepthLimit": 10, "logConfig": log}
    for name, on, more in (("proof-good", True, careful), ("proof-bad", False, {"introspectionConfig": "ENABLED"})):
        api = appsync.create_graphql_api(name=name, authenticationType="API_KEY", **more)["graphqlApi"]
        appsync.create_api_cache(
            apiId=api["apiId"], ttl=60, apiCachingBehavior="FULL_REQUEST_CACHING", type="SMALL",
            atRestEncryptionEnabled=on, transitEncryptionEnabled=on,
        )
        if on:
            client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=api["arn"])


def state_machines():
    """With confidential data, encrypted and watched, and neither."""
    states, cloudwatch = client("stepfunctions"), client("cloudwatch")
    definition = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    tags = [{"key": name, "value": value} for name, value in IMPORTANT.items()]
    own = {"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": own_key}}
    for name, more in (("proof-good", own), ("proof-bad", {})):
        made = states.create_state_machine(name=name, definition=definition, roleArn=narrow, tags=tags, **more)
        if more:
            cloudwatch.put_metric_alarm(
                AlarmName="proof-state-machine", Namespace="AWS/States", MetricName="ExecutionsFailed",
                Dimensions=[{"Name": "StateMachineArn", "Value": made["stateMachineArn"]}], Statistic="Sum", Period=300,
                EvaluationPeriods=1, Threshold=1.0, ComparisonOperator="GreaterThanOrEqualToThreshold",
            )


acl = rest_apis()
functions()
http_apis()
graphql_apis(acl)
state_machines()
