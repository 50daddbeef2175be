"""Functions, APIs, user pools, events, queues and streams: one as it should be, and one as it should not."""

import io
import json
import sys
import zipfile

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name):
    return session.client(name, endpoint_url=endpoint)


def policy(principal, action, resource):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("main.py", "def handler(event, context):\n    return event\n")
    return {"ZipFile": file.getvalue()}


assumed_by = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
trust = json.dumps({"Version": "2012-10-17", "Statement": [assumed_by]})
role = client("iam").create_role(RoleName="runner", AssumeRolePolicyDocument=trust)["Role"]["Arn"]


def queues():
    sqs = client("sqs")
    failed = sqs.create_queue(QueueName="failed", Attributes={"KmsMasterKeyId": "alias/aws/sqs"})["QueueUrl"]
    failed = sqs.get_queue_attributes(QueueUrl=failed, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": failed, "maxReceiveCount": 5})
    sqs.create_queue(QueueName="orders", Attributes={"RedrivePolicy": redrive}, tags={"team": "shop"})
    sqs.create_queue(QueueName="orders.fifo", Attributes={"FifoQueue": "true"})
    sqs.create_queue(QueueName="open", Attributes={"Policy": policy("*", "sqs:SendMessage", "*")})
    return failed


def functions(failed):
    aws = client("lambda")
    common = {"Runtime": "python3.13", "Role": role, "Handler": "main.handler", "Code": zipped()}
    aws.create_function(
        FunctionName="invoices",
        Environment={"Variables": {"STAGE": "prod"}},
        DeadLetterConfig={"TargetArn": failed},
        TracingConfig={"Mode": "Active"},
        Tags={"team": "billing"},
        **common,
    )
    to_failed = {"OnFailure": {"Destination": failed}}
    aws.put_function_event_invoke_config(FunctionName="invoices", DestinationConfig=to_failed)
    orders = f"arn:aws:sqs:{region}:{failed.split(':')[4]}:orders"
    aws.create_event_source_mapping(FunctionName="invoices", EventSourceArn=orders)
    # The value is made up here, so that no scanner takes this file for a leak.
    aws.create_function(
        FunctionName="open", Environment={"Variables": {"DB_PASSWORD": "hunter2" * 2}}, **common
    )
    aws.add_permission(FunctionName="open", StatementId="all", Action="lambda:InvokeFunction", Principal="*")
    aws.create_function_url_config(FunctionName="open", AuthType="NONE")
    for name in ["common", "shared"]:
        aws.publish_layer_version(LayerName=name, Content=zipped(), CompatibleRuntimes=["python3.13"])
    aws.add_layer_version_permission(
        LayerName="shared", VersionNumber=1, StatementId="all", Action="lambda:GetLayerVersion", Principal="*"
    )


def state_machines():
    states = client("stepfunctions")
    task = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": True}
    logs = f"arn:aws:logs:{region}:123456789012:log-group:billing:*"
    retried = {"StartAt": "Bill", "States": {"Bill": task | {"Retry": [{"ErrorEquals": ["States.ALL"]}]}}}
    states.create_state_machine(
        name="billing",
        definition=json.dumps(retried),
        roleArn=role,
        loggingConfiguration={
            "level": "ERROR",
            "includeExecutionData": False,
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": logs}}],
        },
        tracingConfiguration={"enabled": True},
        tags=[{"key": "team", "value": "billing"}],
    )
    careless = {"StartAt": "Bill", "States": {"Bill": task | {"Parameters": {"password": "hunter2" * 2}}}}
    states.create_state_machine(name="careless", definition=json.dumps(careless), roleArn=role)


def rest_apis():
    gateway = client("apigateway")
    api = gateway.create_rest_api(
        name="orders",
        endpointConfiguration={"types": ["REGIONAL"]},
        policy=policy("*", "execute-api:Invoke", "*"),
        tags={"team": "shop"},
    )["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    authorizer = gateway.create_authorizer(
        restApiId=api, name="users", type="TOKEN", authorizerUri="arn:aws:apigateway:x", identitySource="method.request.header.A"
    )["id"]
    gateway.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    gateway.put_method(
        restApiId=api, resourceId=root, httpMethod="POST", authorizationType="CUSTOM", authorizerId=authorizer
    )
    for method in ["GET", "POST"]:
        gateway.put_integration(restApiId=api, resourceId=root, httpMethod=method, type="MOCK")
    deployment = gateway.create_deployment(restApiId=api)["id"]
    gateway.create_stage(restApiId=api, stageName="prod", deploymentId=deployment, variables={"stage": "prod"})
    gateway.create_domain_name(
        domainName="api.example.com",
        regionalCertificateArn=f"arn:aws:acm:{region}:123456789012:certificate/x",
        endpointConfiguration={"types": ["REGIONAL"]},
        securityPolicy="TLS_1_2",
    )


def http_apis():
    gateway = client("apigatewayv2")
    cors = {"AllowOrigins": ["*"], "AllowMethods": ["GET"]}
    api = gateway.create_api(Name="orders", ProtocolType="HTTP", CorsConfiguration=cors, Tags={"team": "shop"})["ApiId"]
    gateway.create_route(ApiId=api, RouteKey="GET /orders", AuthorizationType="AWS_IAM")
    gateway.create_route(ApiId=api, RouteKey="$default", AuthorizationType="NONE")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)


def graphql_apis():
    appsync = client("appsync")
    api = appsync.create_graphql_api(
        name="orders", authenticationType="AWS_IAM", xrayEnabled=True, tags={"team": "shop"}
    )["graphqlApi"]["apiId"]
    appsync.create_api_cache(
        apiId=api, ttl=60, apiCachingBehavior="FULL_REQUEST_CACHING", type="SMALL", atRestEncryptionEnabled=True
    )
    appsync.create_graphql_api(name="open", authenticationType="API_KEY")


def pools():
    users = client("cognito-idp")
    strict = users.create_user_pool(
        PoolName="shop",
        MfaConfiguration="OPTIONAL",
        Policies={"PasswordPolicy": {"MinimumLength": 14, "RequireSymbols": True}},
        DeletionProtection="ACTIVE",
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        UserPoolTags={"team": "shop"},
    )["UserPool"]["Id"]
    users.create_user_pool_client(
        UserPoolId=strict, ClientName="web", GenerateSecret=True, PreventUserExistenceErrors="ENABLED"
    )
    users.create_user_pool(PoolName="careless")
    identities = client("cognito-identity")
    identities.create_identity_pool(IdentityPoolName="shop", AllowUnauthenticatedIdentities=False)
    identities.create_identity_pool(IdentityPoolName="open", AllowUnauthenticatedIdentities=True)


def events(failed):
    events = client("events")
    events.create_event_bus(Name="orders", Tags=[{"Key": "team", "Value": "shop"}])
    events.put_permission(EventBusName="orders", Action="events:PutEvents", Principal="*", StatementId="all")
    events.put_rule(Name="daily", ScheduleExpression="rate(1 day)")
    target = {"Id": "failed", "Arn": failed, "DeadLetterConfig": {"Arn": failed}}
    events.put_targets(Rule="daily", Targets=[target])
    events.put_rule(Name="all", EventBusName="orders", EventPattern=json.dumps({"source": ["shop"]}), State="DISABLED")


def streams():
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="orders", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    kinesis.start_stream_encryption(StreamName="orders", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    kinesis.create_stream(StreamName="open", ShardCount=1)
    arn = kinesis.describe_stream_summary(StreamName="open")["StreamDescriptionSummary"]["StreamARN"]
    kinesis.put_resource_policy(ResourceARN=arn, Policy=policy("*", "kinesis:PutRecord", arn))
    firehose = client("firehose")
    bucket = {"RoleARN": role, "BucketARN": "arn:aws:s3:::orders"}
    firehose.create_delivery_stream(
        DeliveryStreamName="orders",
        DeliveryStreamEncryptionConfigurationInput={"KeyType": "AWS_OWNED_CMK"},
        ExtendedS3DestinationConfiguration=bucket | {"CloudWatchLoggingOptions": {"Enabled": True, "LogGroupName": "orders"}},
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    firehose.create_delivery_stream(DeliveryStreamName="plain", ExtendedS3DestinationConfiguration=bucket)


dead_letters = queues()
functions(dead_letters)
state_machines()
rest_apis()
http_apis()
graphql_apis()
pools()
events(dead_letters)
streams()

made = {
    "apigateway_domain": 1,
    "apigateway_rest_api": 1,
    "apigatewayv2_api": 1,
    "appsync_api": 2,
    "cognito_identity_pool": 2,
    "cognito_user_pool": 2,
    "events_bus": 2,
    "events_rule": 2,
    "firehose_stream": 2,
    "kinesis_stream": 2,
    "lambda_function": 2,
    "lambda_layer": 2,
    "sqs_queue": 4,
    "stepfunctions_state_machine": 2,
}
print(json.dumps({"made": made}))
