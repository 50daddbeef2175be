"""What moto lacks of the services that keep data, and of those that work on it.

What a client sets is kept and answered back.
"""

import json
import re

from moto.bedrock.exceptions import ResourceNotFoundException as NoSuchGuardrail
from moto.bedrock.responses import BedrockResponse
from moto.bedrockagent.responses import AgentsforBedrockResponse
from moto.core import utils
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models import ec2_backends
from moto.emr.models import Cluster as MapReduceCluster
from moto.moto_api._internal import mock_random
from moto.opensearch.models import OpenSearchDomain
from moto.redshift.models import RedshiftBackend
from moto.redshift.responses import RedshiftResponse
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response
from moto.sagemaker.models import Domain, FakeEndpointConfig
from moto.sagemaker.responses import SageMakerResponse
from moto.secretsmanager.models import FakeSecret
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.ssm.responses import SimpleSystemManagerResponse
from moto.workspaces.responses import WorkSpacesResponse

DAY = 24 * 60 * 60

# --- What a client gave when it made something, and moto forgets.

given = {}


def keep(responses, create, describe, name, fields, within=None):
    """What `create` is given for these fields is answered by `describe`, which knows the thing by the same name."""
    make, show = getattr(responses, create), getattr(responses, describe)

    def kept(self, body, of):
        return given.setdefault((self.current_account, self.region, create, of), body)

    def create_and_keep(self):
        body = json.loads(self.body)
        kept(self, {field: body[field] for field in fields if field in body}, body[name])
        return make(self)

    def describe_with_kept(self):
        reply = show(self)
        as_text = isinstance(reply, str)
        reply = json.loads(reply) if as_text else dict(reply.result)
        part = reply[within] if within else reply
        part.update(kept(self, {}, part[name]))
        return json.dumps(reply) if as_text else ActionResult(reply)

    setattr(responses, create, create_and_keep)
    setattr(responses, describe, describe_with_kept)


NOTEBOOK = ["PlatformIdentifier", "InstanceMetadataServiceConfiguration"]
keep(SageMakerResponse, "create_notebook_instance", "describe_notebook_instance", "NotebookInstanceName", NOTEBOOK)
keep(SageMakerResponse, "create_model", "describe_model", "ModelName", ["EnableNetworkIsolation"])
keep(AgentsforBedrockResponse, "create_agent", "get_agent", "agentName", ["guardrailConfiguration"], "agent")


def taggable(kind, arn):
    """The tagging API stumbles over a tuple for an ARN, and over no tags."""
    make = kind.__init__

    def made(self, *args, **more):
        make(self, *args, **more)
        self.arn, self.tags = getattr(self, arn), self.tags or []

    kind.__init__ = made


taggable(FakeEndpointConfig, "endpoint_config_arn")
taggable(Domain, "arn")

# --- Buckets: what is said of MFA.

put_bucket = S3Response._bucket_response_put


def put_bucket_with_mfa(self, bucket_name, querystring, *more):
    reply = put_bucket(self, bucket_name, querystring, *more)
    if "versioning" in querystring:
        told = re.search(r"<MfaDelete>(\w+)</MfaDelete>", self.body.decode())
        self.backend.get_bucket(bucket_name).mfa_delete = told and told.group(1)
    return reply


def versioning_with_mfa(self):
    bucket = self.backend.get_bucket(self.bucket_name)
    self.data["Action"] = "GetBucketVersioning"
    return self.serialized(ActionResult({"Status": bucket.versioning_status, "MFADelete": bucket.mfa_delete}))


FakeBucket.mfa_delete = None
S3Response._bucket_response_put = put_bucket_with_mfa
S3Response.get_bucket_versioning = versioning_with_mfa

# --- Secrets: on which day they were last read.

describe_secret, read_secret = FakeSecret.to_dict, SecretsManagerResponse.get_secret_value


def read_and_note(self):
    secret = self.backend.secrets[self._get_param("SecretId")]
    secret.last_accessed_date = int(utils.unix_time()) // DAY * DAY
    return read_secret(self)


def with_last_access(self):
    return {**describe_secret(self), "LastAccessedDate": self.last_accessed_date}


FakeSecret.last_accessed_date = None
FakeSecret.to_dict = with_last_access
SecretsManagerResponse.get_secret_value = read_and_note

# --- Systems Manager: settings of a region.

service_settings = {}


def service_setting(self):
    return self.current_account, self.region, self._get_param("SettingId")


def get_service_setting(self):
    """One that was never set has a value of AWS's own."""
    value = service_settings.get(service_setting(self))
    state = {"SettingValue": value, "Status": "Customized"} if value else {"Status": "Default"}
    return json.dumps({"ServiceSetting": {"SettingId": self._get_param("SettingId"), **state}})


def update_service_setting(self):
    service_settings[service_setting(self)] = self._get_param("SettingValue")
    return "{}"


SimpleSystemManagerResponse.get_service_setting = get_service_setting
SimpleSystemManagerResponse.update_service_setting = update_service_setting

# --- WorkSpaces: who may come from where.


def modify_saml_properties(self):
    body = json.loads(self.body)
    self.workspaces_backend.workspace_directories[body["ResourceId"]].saml_properties.update(body["SamlProperties"])
    return "{}"


def create_ip_group(self):
    return json.dumps({"GroupId": f"wsipg-{mock_random.get_random_hex(9)}"})


def associate_ip_groups(self):
    body = json.loads(self.body)
    directory = self.workspaces_backend.workspace_directories[body["DirectoryId"]]
    directory.ip_group_ids = [*(directory.ip_group_ids or []), *body["GroupIds"]]
    return "{}"


WorkSpacesResponse.modify_saml_properties = modify_saml_properties
WorkSpacesResponse.create_ip_group = create_ip_group
WorkSpacesResponse.associate_ip_groups = associate_ip_groups

# --- Bedrock: guardrails. What is given of a policy as its configuration is answered without that word.

guardrails = {}


def guardrails_of(self):
    return guardrails.setdefault((self.current_account, self.region), {})


def as_answered(value):
    if isinstance(value, dict):
        return {name.removesuffix("Config"): as_answered(part) for name, part in value.items()}
    return [as_answered(part) for part in value] if isinstance(value, list) else value


def create_guardrail(self):
    id = mock_random.get_random_string(length=12, lower_case=True)
    arn = f"arn:aws:bedrock:{self.region}:{self.current_account}:guardrail/{id}"
    moment = utils.iso_8601_datetime_with_milliseconds()
    head = {"guardrailId": id, "guardrailArn": arn, "version": "DRAFT", "status": "READY", "createdAt": moment}
    guardrails_of(self)[id] = {**as_answered(json.loads(self.body)), **head, "updatedAt": moment}
    return json.dumps({name: head[name] for name in ["guardrailId", "guardrailArn", "version", "createdAt"]})


def list_guardrails(self):
    summary = ["name", "status", "version", "createdAt", "updatedAt"]
    each = guardrails_of(self).items()
    listed = [{"id": id, "arn": one["guardrailArn"], **{name: one[name] for name in summary}} for id, one in each]
    return json.dumps({"guardrails": listed})


def get_guardrail(self):
    id = self.path.rsplit("/", 1)[-1]
    if id not in guardrails_of(self):
        raise NoSuchGuardrail(f"The guardrail {id} could not be found.")
    return json.dumps(guardrails_of(self)[id])


BedrockResponse.create_guardrail = create_guardrail
BedrockResponse.list_guardrails = list_guardrails
BedrockResponse.get_guardrail = get_guardrail

# --- Redshift: parameters of groups, and clusters in several zones.

redshift_parameters = {}
make_cluster, parameters_of_group = RedshiftResponse.create_cluster, RedshiftBackend.describe_cluster_parameters


def parameters_at(backend, group):
    return redshift_parameters.setdefault((backend.account_id, backend.region_name, group), {})


def modify_cluster_parameter_group(self):
    group = self._get_param("ParameterGroupName")
    for parameter in self._get_param("Parameters"):
        parameters_at(self.redshift_backend, group)[parameter["ParameterName"]] = parameter["ParameterValue"]
    return ActionResult({"ParameterGroupName": group, "ParameterGroupStatus": "Your parameter group has been updated"})


def parameters_with_own(self, parameter_group_name):
    own = parameters_at(self, parameter_group_name)
    default = parameters_of_group(self, parameter_group_name)
    return [{**one, "ParameterValue": own.get(one["ParameterName"], one["ParameterValue"])} for one in default]


def create_cluster_with_zones(self):
    reply = make_cluster(self)
    if self._get_bool_param("MultiAZ") is not None:
        reply.result["Cluster"].multi_az = "Enabled" if self._get_bool_param("MultiAZ") else "Disabled"
    return reply


RedshiftResponse.modify_cluster_parameter_group = modify_cluster_parameter_group
RedshiftResponse.create_cluster = create_cluster_with_zones
RedshiftBackend.describe_cluster_parameters = parameters_with_own

# --- What lies in a subnet: in which VPC a domain is, and that a cluster's leader may have no public name.

make_domain, public_name = OpenSearchDomain.__init__, MapReduceCluster.master_public_dns_name


def domain_in_vpc(self, account_id, region, *args, **more):
    make_domain(self, account_id, region, *args, **more)
    if self.vpc_options and self.vpc_options.get("SubnetIds"):
        subnet = ec2_backends[account_id][region].get_subnet(self.vpc_options["SubnetIds"][0])
        self.vpc_options["VPCId"] = subnet.vpc_id


def name_by_subnet(self):
    """Where a subnet gives no public addresses, AWS answers the private name."""
    backend = ec2_backends[self.emr_backend.account_id][self.emr_backend.region_name]
    subnet = next((here[self.ec2_subnet_id] for here in backend.subnets.values() if self.ec2_subnet_id in here), None)
    if subnet is None or str(subnet.map_public_ip_on_launch).lower() == "true":
        return public_name.fget(self)
    address = subnet.cidr_block.split("/")[0].rsplit(".", 1)[0].replace(".", "-")
    return f"ip-{address}-5.{self.emr_backend.region_name}.compute.internal"


OpenSearchDomain.__init__ = domain_in_vpc
MapReduceCluster.master_public_dns_name = property(name_by_subnet)
