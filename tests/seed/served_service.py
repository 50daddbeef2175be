"""What moto lacks of the services that watch, build and run things: what a client has set is kept, and told again.

It has no webhooks, visibility and credentials of builds, no roles of identity pools, no options of environments of
Elastic Beanstalk, no add-ons of clusters, no findings of GuardDuty, no standards of Security Hub and no discovery of Macie;
it does not list the URLs of a function, and forgets some of what things are made with.
"""

import collections
import json

from botocore import xform_name
from moto.appsync.models import GraphqlAPI
from moto.appsync.responses import AppSyncResponse
from moto.awslambda.models import LambdaBackend, LambdaFunction, lambda_backends
from moto.awslambda.policy import Policy
from moto.awslambda.responses import LambdaResponse
from moto.awslambda.urls import url_paths as lambda_paths
from moto.cloudformation.responses import CloudFormationResponse
from moto.codebuild.responses import CodeBuildResponse
from moto.cognitoidentity.models import CognitoIdentityPool
from moto.cognitoidentity.responses import CognitoIdentityResponse
from moto.config.models import ConfigBackend
from moto.core.responses import ActionResult
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.eks.responses import EKSResponse
from moto.eks.urls import url_paths as eks_paths
from moto.elasticbeanstalk.responses import EBResponse
from moto.guardduty.responses import GuardDutyResponse
from moto.guardduty.urls import url_paths as guardduty_paths
from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse
from moto.macie2.responses import MacieResponse
from moto.macie2.urls import url_paths as macie_paths
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend
from moto.s3.models import s3_backends
from moto.securityhub.responses import SecurityHubResponse
from moto.securityhub.urls import url_paths as securityhub_paths
from moto.sns.models import SNSBackend, Topic, sns_backends
from moto.sqs.models import Queue, sqs_backends
from moto.wafv2.models import wafv2_backends

# What has been made or set, by account, region and sort, and by its name.
store = collections.defaultdict(dict)


def kept(response, sort):
    return store[response.current_account, response.region, sort]


def given(response, *names):
    """Those of the parameters that the client has set."""
    values = {name: response._get_param(name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def remember(response, operation, find, *names):
    """What is made by the operation keeps these parameters too, under the names that the serializer looks for."""
    plain = getattr(response, operation)

    def with_more(self):
        answer = plain(self)
        for name, value in given(self, *names).items():
            setattr(find(self, answer), xform_name(name), value)
        return answer

    setattr(response, operation, with_more)


def told(model, method, **names):
    """The description of a thing says also what was remembered, each under its name in the API."""
    plain = getattr(model, method)

    def with_more(self, *args, **kwargs):
        described = plain(self, *args, **kwargs)
        more = {name: getattr(self, kept_as, None) for name, kept_as in names.items()}
        return {**described, **{name: value for name, value in more.items() if value is not None}}

    setattr(model, method, with_more)


# Containers.
def service(_, answer):
    made = answer.result["service"]
    if made.launch_type == "FARGATE":
        made.platform_family = "Linux"
    return made


run_task = EC2ContainerServiceBackend.run_task


def counted_task(self, cluster_str, *args, **kwargs):
    """What Fargate runs is running too."""
    tasks = run_task(self, cluster_str, *args, **kwargs)
    self._get_cluster(cluster_str).running_tasks_count += sum(task.launch_type == "FARGATE" for task in tasks)
    return tasks


EC2ContainerServiceBackend.run_task = counted_task
remember(EC2ContainerServiceResponse, "create_service", service, "enableExecuteCommand")
remember(EKSResponse, "create_cluster", lambda _, answer: answer.result["cluster"], "accessConfig", "deletionProtection")


def its_health(self, cluster, name):
    """CoreDNS is degraded while there are no nodes that it could run on."""
    if name != "coredns" or self.eks_backend.clusters[cluster].nodegroups:
        return {"status": "ACTIVE", "health": {"issues": []}}
    return {"status": "DEGRADED", "health": {"issues": [{"code": "InsufficientNumberOfReplicas"}]}}


def create_addon(self):
    cluster = self._get_param("name")
    addon = given(self, "addonName", "addonVersion", "serviceAccountRoleArn", "tags")
    own = f"arn:aws:eks:{self.region}:{self.current_account}:addon/{cluster}/{addon['addonName']}/1"
    addon |= {"clusterName": cluster, "addonArn": own, **its_health(self, cluster, addon["addonName"])}
    kept(self, "addon")[cluster, addon["addonName"]] = addon
    return ActionResult({"addon": addon})


def list_addons(self):
    cluster = self._get_param("name")
    return ActionResult({"addons": [name for of, name in kept(self, "addon") if of == cluster]})


def describe_addon(self):
    return ActionResult({"addon": kept(self, "addon")[self._get_param("name"), self._get_param("addonName")]})


EKSResponse.create_addon, EKSResponse.list_addons, EKSResponse.describe_addon = create_addon, list_addons, describe_addon
eks_paths["{0}/clusters/(?P<name>[^/]+)/addons$"] = EKSResponse.dispatch
eks_paths["{0}/clusters/(?P<name>[^/]+)/addons/(?P<addonName>[^/]+)$"] = EKSResponse.dispatch


# Builds.
def create_webhook(self):
    webhook = given(self, "branchFilter", "filterGroups", "buildType", "pullRequestBuildPolicy")
    self.codebuild_backend.codebuild_projects[self._get_param("projectName")].project_metadata["webhook"] = webhook
    return ActionResult({"webhook": webhook})


def update_project_visibility(self):
    seen = given(self, "projectArn", "projectVisibility")
    for project in self.codebuild_backend.codebuild_projects.values():
        if project.arn == seen["projectArn"]:
            project.project_metadata["projectVisibility"] = seen["projectVisibility"]
    return ActionResult(seen)


def import_source_credentials(self):
    credential = given(self, "serverType", "authType")
    if credential["authType"] in ("CODECONNECTIONS", "SECRETS_MANAGER"):
        credential["resource"] = self._get_param("token")
    server = credential["serverType"].lower()
    credential["arn"] = f"arn:aws:codebuild:{self.region}:{self.current_account}:token/{server}"
    kept(self, "credential")[server] = credential
    return ActionResult({"arn": credential["arn"]})


def list_source_credentials(self):
    return ActionResult({"sourceCredentialsInfos": list(kept(self, "credential").values())})


CodeBuildResponse.create_webhook = create_webhook
CodeBuildResponse.update_project_visibility = update_project_visibility
CodeBuildResponse.import_source_credentials = import_source_credentials
CodeBuildResponse.list_source_credentials = list_source_credentials


# Environments.
def environment(response, _):
    of = response.elasticbeanstalk_backend.applications[response._get_param("ApplicationName")]
    return of.environments[response._get_param("EnvironmentName")]


def describe_configuration_settings(self):
    of = environment(self, None)
    own = {"DeploymentStatus": "deployed", "ApplicationName": of.application_name, "EnvironmentName": of.environment_name}
    return ActionResult({"ConfigurationSettings": [{**own, "OptionSettings": getattr(of, "option_settings", [])}]})


remember(EBResponse, "create_environment", environment, "OptionSettings")
EBResponse.describe_configuration_settings = describe_configuration_settings


# People who sign in.
def pool(response, answer):
    return response.backend.identity_pools[json.loads(answer)["IdentityPoolId"]]


def set_identity_pool_roles(self):
    kept(self, "roles")[self._get_param("IdentityPoolId")] = given(self, "Roles", "RoleMappings")
    return ActionResult({})


def get_identity_pool_roles(self):
    one = self._get_param("IdentityPoolId")
    return ActionResult({"IdentityPoolId": one, **kept(self, "roles").get(one, {})})


plain_pool = CognitoIdentityPool.to_json


def pool_with_flow(self):
    classic = getattr(self, "allow_classic_flow", None)
    more = {} if classic is None else {"AllowClassicFlow": classic}
    return json.dumps({**json.loads(plain_pool(self)), **more})


remember(CognitoIdentityResponse, "create_identity_pool", pool, "AllowClassicFlow")
CognitoIdentityPool.to_json = pool_with_flow
CognitoIdentityResponse.set_identity_pool_roles = set_identity_pool_roles
CognitoIdentityResponse.get_identity_pool_roles = get_identity_pool_roles


# Functions and APIs.
def list_function_url_configs(self):
    own = self.backend.get_function(self._get_param("FunctionName") or self.path.split("/")[-2]).url_config
    return json.dumps({"FunctionUrlConfigs": [own.to_dict()] if own else []})


def function(response, _):
    return response.backend.get_function(response._get_param("FunctionName"))


remember(LambdaResponse, "create_function", function, "KMSKeyArn")
told(LambdaFunction, "get_configuration", KMSKeyArn=xform_name("KMSKeyArn"))
LambdaResponse.list_function_url_configs = list_function_url_configs
lambda_paths[r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/urls/?$"] = LambdaResponse.dispatch


decode = Policy.decode_policy


def decode_with_url(self, permission):
    """Who may call a URL is a condition of the statement."""
    asked = permission.pop("FunctionUrlAuthType", None)
    policy = decode(self, permission)
    if asked:
        condition = policy.statements[0].setdefault("Condition", {})
        condition.setdefault("StringEquals", {})["lambda:FunctionUrlAuthType"] = asked
    return policy


def layer_of_anybody(self, arn):
    """A layer may be another account's."""
    return lambda_backends[arn.split(":")[4]][self.region_name]._layers.get_layer_version_by_arn(arn)


Policy.decode_policy = decode_with_url
LambdaBackend.layers_versions_by_arn = layer_of_anybody


def graphql_api(response, answer):
    return response.appsync_backend.get_graphql_api(json.loads(answer)["graphqlApi"]["apiId"])


def its_web_acl(self):
    found = wafv2_backends[self.backend.account_id][self.region].get_web_acl_for_resource(self.arn)
    return found and found.arn


GraphqlAPI.waf_web_acl_arn = property(its_web_acl)
remember(AppSyncResponse, "create_graphql_api", graphql_api, "introspectionConfig", "queryDepthLimit")
told(
    GraphqlAPI, "to_json", introspectionConfig="introspection_config", queryDepthLimit="query_depth_limit",
    wafWebAclArn="waf_web_acl_arn",
)


# Logs.
def log_group(response, _):
    return response.logs_backend.groups[response._get_param("logGroupName")]


remember(LogsResponse, "create_log_group", log_group, "deletionProtectionEnabled")
LogGroup.deletion_protection_enabled = False
told(LogGroup, "to_describe_dict", deletionProtectionEnabled="deletion_protection_enabled")


# Messages.
def subscriptions_of(self, topic):
    """Those of all accounts: each subscription belongs to the one that made it."""
    places = [regions[self.region_name] for regions in list(sns_backends.values())]
    return [one for place in places for one in place.subscriptions.values() if one.topic == topic]


def count_of_subscriptions(self):
    return len(self.sns_backend._get_topic_subscriptions(self))


def fixed(self, _):
    """moto counts for itself, and always none."""


SNSBackend._get_topic_subscriptions = subscriptions_of
Topic.subscriptions_confimed = property(count_of_subscriptions, fixed)


# Tags.
resources = ResourceGroupsTaggingAPIBackend._get_resources_generator


def more_resources(self, tag_filters=None, resource_type_filters=None):
    """Streams of Kinesis and rules of EventBridge have tags as well. Nobody asks for certain tags here."""
    yield from resources(self, tag_filters, resource_type_filters)
    asked = resource_type_filters or ["kinesis", "events"]
    if {"kinesis", "kinesis:stream"} & set(asked):
        for stream in self.kinesis_backend.streams.values():
            yield {"ResourceARN": stream.arn, "Tags": [{"Key": k, "Value": v} for k, v in stream.tags.items()]}
    if {"events", "events:rule"} & set(asked):
        buses = self.events_backend.event_buses.values()
        for rule in (rule for bus in buses for rule in bus.rules.values()):
            yield {"ResourceARN": rule.arn, **self.events_backend.tagger.list_tags_for_resource(rule.arn)}


ResourceGroupsTaggingAPIBackend._get_resources_generator = more_resources


# Stacks. Of all that could drift, a queue that has gone is seen.
def detect_stack_drift(self):
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    there = sqs_backends[self.current_account][self.region].queues
    made = (stack.resource_map[one] for one in stack.resource_map.resources)
    gone = any(isinstance(one, Queue) and one.name not in there for one in made)
    stack.drift_information = {"StackDriftStatus": "DRIFTED" if gone else "IN_SYNC"}
    return ActionResult({"StackDriftDetectionId": stack.stack_id})


CloudFormationResponse.detect_stack_drift = detect_stack_drift

# Recorders. Nothing is delivered to a bucket that has gone.
statuses = ConfigBackend.describe_configuration_recorder_status


def status_with_bucket(self, names):
    buckets_of = s3_backends[self.account_id]["aws"].buckets
    missing = any(channel.s3_bucket_name not in buckets_of for channel in self.delivery_channels.values())
    failure = {"lastStatus": "Failure", "lastErrorCode": "NoSuchBucket"} if missing else {}
    return [{**status, **failure} for status in statuses(self, names)]


ConfigBackend.describe_configuration_recorder_status = status_with_bucket


# Detection. A sample finding is as severe as its type; of the many types here are two.
SEVERITIES = {"Backdoor:EC2/C&CActivity.B": 8.0, "Recon:EC2/PortProbeUnprotectedPort": 2.0}


def create_sample_findings(self):
    wanted = self._get_param("findingTypes", list(SEVERITIES))
    kept(self, "findings").update({name: SEVERITIES[name] for name in wanted})
    return ActionResult({})


def get_findings_statistics(self):
    criterion = self._get_param("findingCriteria", {}).get("criterion", {})
    least = criterion.get("severity", {}).get("greaterThanOrEqual", 0)
    counted = collections.Counter(severity for severity in kept(self, "findings").values() if severity >= least)
    groups = [{"severity": severity, "totalFindings": total} for severity, total in counted.items()]
    return ActionResult({"FindingStatistics": {"GroupedBySeverity": groups}})


GuardDutyResponse.create_sample_findings = create_sample_findings
GuardDutyResponse.get_findings_statistics = get_findings_statistics
for path in ("create", "statistics"):
    guardduty_paths[f"{{0}}/detector/(?P<detector_id>[^/]+)/findings/{path}$"] = GuardDutyResponse.dispatch


def batch_enable_standards(self):
    for request in self._get_param("StandardsSubscriptionRequests"):
        standard = request["StandardsArn"]
        own = f"arn:aws:securityhub:{self.region}:{self.current_account}:subscription/{standard.split('standards/')[-1]}"
        subscription = {"StandardsArn": standard, "StandardsSubscriptionArn": own, "StandardsInput": {}}
        kept(self, "standards")[standard] = {**subscription, "StandardsStatus": "READY"}
    return get_enabled_standards(self)


def get_enabled_standards(self):
    return ActionResult({"StandardsSubscriptions": list(kept(self, "standards").values())})


SecurityHubResponse.batch_enable_standards = batch_enable_standards
SecurityHubResponse.get_enabled_standards = get_enabled_standards
for path in ("register", "get"):
    securityhub_paths[f"{{0}}/standards/{path}$"] = SecurityHubResponse.dispatch


def update_automated_discovery_configuration(self):
    kept(self, "discovery")["status"] = self._get_param("status")
    return ActionResult({})


def get_automated_discovery_configuration(self):
    return ActionResult({"status": kept(self, "discovery").get("status", "DISABLED")})


buckets = MacieResponse.describe_buckets


def describe_buckets(self):
    """Of a bucket whose policy shuts others out there is no score."""
    described = json.loads(buckets(self))
    all_of = s3_backends[self.current_account][self.partition].buckets
    for one in described["buckets"]:
        policy = json.loads(all_of[one["bucketName"]].policy or '{"Statement": []}')["Statement"]
        statements = policy if isinstance(policy, list) else [policy]
        if any(statement["Effect"] == "Deny" for statement in statements):
            one["sensitivityScore"] = -1
    return json.dumps(described)


MacieResponse.describe_buckets = describe_buckets


MacieResponse.update_automated_discovery_configuration = update_automated_discovery_configuration
MacieResponse.get_automated_discovery_configuration = get_automated_discovery_configuration
macie_paths["{0}/automated-discovery/configuration$"] = MacieResponse.dispatch
