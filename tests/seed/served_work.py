"""What moto lacks of the services that work on data: clusters, searches, models, agents and desktops.

What a client sets is kept and answered back.
"""

import json

from moto.bedrock.exceptions import ResourceNotFoundException as NoSuchGuardrail
from moto.bedrock.responses import BedrockResponse
from moto.bedrockagent.responses import AgentsforBedrockResponse
from moto.core import utils
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.ec2.models import ec2_backends
from moto.emr.models import Cluster as MapReduceCluster
from moto.emr.responses import ElasticMapReduceResponse
from moto.glue.models import FakeConnection
from moto.moto_api._internal import mock_random
from moto.opensearch.models import OpenSearchDomain
from moto.sagemaker.models import Domain, FakeEndpointConfig
from moto.sagemaker.responses import SageMakerResponse
from moto.workspaces.responses import WorkSpacesResponse

# --- What a client gave when it made something, and moto forgets.

given = {}


def keep(responses, create, describe, name, fields, within=None):
    """What `create` is given for these fields is answered by `describe`, which knows the thing by the same name."""
    make, show = getattr(responses, create), getattr(responses, describe)

    def key(self, of):
        return self.current_account, self.region, create, of

    def create_and_keep(self):
        reply, body = make(self), json.loads(self.body)
        given[key(self, body[name])] = {field: body[field] for field in fields if field in body}
        return reply

    def describe_with_kept(self):
        reply = show(self)
        as_text = isinstance(reply, str)
        reply = json.loads(reply) if as_text else dict(reply.result)
        part = reply[within] if within else reply
        part.update(given.get(key(self, part[name]), {}))
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
    return json.dumps({name: value for name, value in guardrails_of(self)[id].items() if name != "tags"})


list_other_tags = BedrockResponse.list_tags_for_resource


def list_tags(self):
    arn = json.loads(self.body)["resourceARN"]
    tags = [one.get("tags", []) for one in guardrails_of(self).values() if one["guardrailArn"] == arn]
    return json.dumps({"tags": tags[0]}) if tags else list_other_tags(self)


BedrockResponse.list_tags_for_resource = list_tags
BedrockResponse.create_guardrail = create_guardrail
BedrockResponse.list_guardrails = list_guardrails
BedrockResponse.get_guardrail = get_guardrail


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


# --- EMR: every region has its own clusters, and may say that public access is not blocked.


def region_of_request(self, request, full_url):
    return BaseResponse.get_region_from_url(self, request, full_url)


def put_block_public_access_configuration(self):
    told = self._get_params()["BlockPublicAccessConfiguration"]
    self.backend.put_block_public_access_configuration(
        told["BlockPublicSecurityGroupRules"], told.get("PermittedPublicSecurityGroupRuleRanges")
    )
    return EmptyResult()


ElasticMapReduceResponse.get_region_from_url = region_of_request
ElasticMapReduceResponse.put_block_public_access_configuration = put_block_public_access_configuration


# --- Glue: the kind of a connection.

describe_connection = FakeConnection.as_dict


def connection_with_kind(self):
    return {**describe_connection(self), "ConnectionType": self.connection_input.get("ConnectionType")}


FakeConnection.as_dict = connection_with_kind
