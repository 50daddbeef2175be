"""What moto lacks of networks, and of what stands before servers.

It keeps no policies of Network Firewall, no virtual interfaces of Direct Connect, no signing of zones, no end to the
offer of an image, no block on a region's gateways, and no name of an environment; it does not say what a web ACL stands
before, takes every route for one that leads somewhere, and leaves most out of a listing of distributions.
"""

import json
import uuid

from moto.cloudfront.models import Origin
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.responses import ActionResult
from moto.directconnect.models import Connection
from moto.directconnect.responses import DirectConnectResponse
from moto.ec2.models.route_tables import Route
from moto.ec2.models.vpcs import VPC
from moto.ec2.responses import EC2Response
from moto.elasticbeanstalk.responses import EBResponse
from moto.elbv2.responses import ELBV2Response
from moto.kms.models import kms_backends
from moto.networkfirewall.responses import NetworkFirewallResponse
from moto.route53.responses import Route53
from moto.route53.urls import url_paths as route53_paths
from moto.wafv2.models import WAFV2Backend
from moto.wafv2.responses import WAFV2Response

# What has been made, by the account, the region and the kind.
kept = {}


def those(response, kind):
    return kept.setdefault((response.current_account, response.region, kind), {})


def those_of_the_world(response, kind):
    return kept.setdefault((response.current_account, None, kind), {})


origin = Origin.__init__


def origin_with_access(self, config):
    origin(self, config)
    self.origin_access_control_id = config.get("OriginAccessControlId")
    if "S3OriginConfig" in config:
        self.s3_origin_config = config["S3OriginConfig"]


Origin.__init__ = origin_with_access


class Summary:
    """A distribution as it is listed: with what its configuration says, beside what is said of it."""

    def __init__(self, distribution):
        self.__dict__.update(vars(distribution.distribution_config) | vars(distribution))


def list_distributions(self):
    items = [Summary(one) for one in self.backend.list_distributions()]
    listing = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(items), "Items": items}
    return ActionResult({"DistributionList": listing})


CloudFrontResponse.list_distributions = list_distributions


def list_resources_for_web_acl(self):
    """Load balancers where no type is asked for.

    <https://docs.aws.amazon.com/waf/latest/APIReference/API_ListResourcesForWebACL.html>
    """
    kinds = {"APPLICATION_LOAD_BALANCER": ":loadbalancer/app/", "API_GATEWAY": ":/restapis/", "APPSYNC": ":apis/"}
    word = kinds.get(self._get_param("ResourceType") or "APPLICATION_LOAD_BALANCER", ":none/")
    web_acl = self.wafv2_backend.wacls[self._get_param("WebACLArn")]
    arns = [arn for arn in web_acl.associated_resources if word in arn]
    return 200, {}, json.dumps({"ResourceArns": arns})


def list_logging_configurations(self, scope, **_):
    """By the scope in the ARN of what logs: `global/webacl/` or `regional/webacl/`."""
    word = ":global/" if scope == "CLOUDFRONT" else ":regional/"
    return [config for arn, config in self.logging_configurations.items() if word in arn], None


WAFV2Backend.list_logging_configurations = list_logging_configurations
WAFV2Response.list_resources_for_web_acl = list_resources_for_web_acl


environment = EBResponse.create_environment


def named_environment(self):
    """Has a name in the world, by its own name where no other is asked for."""
    made = environment(self)
    name = self._get_param("CNAMEPrefix") or self._get_param("EnvironmentName")
    made.result.cname = f"{name}.{self.region}.elasticbeanstalk.com"
    return made


EBResponse.create_environment = named_environment
listener = ELBV2Response.create_listener


def listener_with_clients(self):
    """Keeps how clients show who they are, and no policy for TLS where there is none."""
    made = listener(self)
    one = made.result["Listeners"][0]
    one.mutual_authentication = self._get_param("MutualAuthentication")
    if one.protocol not in ("HTTPS", "TLS"):
        one.ssl_policy = None
    return made


ELBV2Response.create_listener = listener_with_clients


def create_firewall_policy(self):
    name = self._get_param("FirewallPolicyName")
    arn = f"arn:aws:network-firewall:{self.region}:{self.current_account}:firewall-policy/{name}"
    about = {"FirewallPolicyName": name, "FirewallPolicyArn": arn, "FirewallPolicyStatus": "ACTIVE"}
    about |= {"FirewallPolicyId": str(uuid.uuid4()), "Tags": self._get_param("Tags") or []}
    those(self, "policy")[arn] = {"FirewallPolicyResponse": about, "FirewallPolicy": self._get_param("FirewallPolicy")}
    return json.dumps({"UpdateToken": "1", "FirewallPolicyResponse": about})


def describe_firewall_policy(self):
    policy = those(self, "policy")[self._get_param("FirewallPolicyArn")]
    arn = policy["FirewallPolicyResponse"]["FirewallPolicyArn"]
    follow = [one for one in self.networkfirewall_backend.firewalls.values() if one.firewall_policy_arn == arn]
    about = policy["FirewallPolicyResponse"] | {"NumberOfAssociations": len(follow)}
    return json.dumps(policy | {"UpdateToken": "1", "FirewallPolicyResponse": about})


def list_firewall_policies(self):
    listed = [{"Name": arn.split("/")[-1], "Arn": arn} for arn in those(self, "policy")]
    return json.dumps({"FirewallPolicies": listed})


NetworkFirewallResponse.create_firewall_policy = create_firewall_policy
NetworkFirewallResponse.describe_firewall_policy = describe_firewall_policy
NetworkFirewallResponse.list_firewall_policies = list_firewall_policies


def create_private_virtual_interface(self):
    """It has one session, which is up until a test of its failure takes it down."""
    parameters = json.loads(self.body)
    made = {name: value for name, value in parameters["newPrivateVirtualInterface"].items() if name != "authKey"}
    number = f"{len(those(self, 'interface')):08x}"
    made |= {"virtualInterfaceId": f"dxvif-{number}", "virtualInterfaceType": "private", "bgpPeers": [
        {"bgpPeerId": f"dxpeer-{number}", "addressFamily": "ipv4", "bgpPeerState": "available", "bgpStatus": "up"}
    ]}
    made |= {"connectionId": parameters["connectionId"], "virtualInterfaceState": "available"}
    those(self, "interface")[made["virtualInterfaceId"]] = made
    return json.dumps(made)


def start_bgp_failover_test(self):
    interface = those(self, "interface")[json.loads(self.body)["virtualInterfaceId"]]
    interface["bgpPeers"] = [peer | {"bgpStatus": "down"} for peer in interface["bgpPeers"]]
    return json.dumps({"virtualInterfaceTest": {"status": "IN_PROGRESS"}})


def describe_virtual_interfaces(self):
    return json.dumps({"virtualInterfaces": list(those(self, "interface").values())})


connection = Connection.to_dict


def connection_in_words(self):
    """Whether there is a second path is told in words.

    <https://docs.aws.amazon.com/directconnect/latest/APIReference/API_Connection.html>
    """
    return connection(self) | {"hasLogicalRedundancy": "yes" if self.has_logical_redundancy else "no"}


Connection.to_dict = connection_in_words
DirectConnectResponse.create_private_virtual_interface = create_private_virtual_interface
DirectConnectResponse.start_bgp_failover_test = start_bgp_failover_test
DirectConnectResponse.describe_virtual_interfaces = describe_virtual_interfaces


def enable_hosted_zone_dnssec(self):
    those_of_the_world(self, "signed zone")[self._get_param("HostedZoneId")] = "SIGNING"
    return ActionResult({"ChangeInfo": CHANGE})


def create_key_signing_key(self):
    key = {"Name": self._get_param("Name"), "KmsArn": self._get_param("KeyManagementServiceArn"), "Status": "ACTIVE"}
    those_of_the_world(self, "signing key").setdefault(self._get_param("HostedZoneId"), []).append(key)
    return ActionResult({"ChangeInfo": CHANGE, "KeySigningKey": key, "Location": "/"})


def get_dnssec(self):
    """A key that KMS does not use any more asks for somebody to look after it."""
    zone = self._get_param("HostedZoneId")
    keys = those_of_the_world(self, "signing key").get(zone, [])
    keys = [key | {"Status": state(self, key["KmsArn"])} for key in keys]
    status = {"ServeSignature": those_of_the_world(self, "signed zone").get(zone, "NOT_SIGNING")}
    return ActionResult({"Status": status, "KeySigningKeys": keys})


def state(self, arn):
    key = kms_backends[self.current_account][arn.split(":")[3]].keys.get(arn.split("/")[-1])
    return "ACTIVE" if key and key.key_state == "Enabled" else "ACTION_NEEDED"


CHANGE = {"Id": "/change/C1", "Status": "INSYNC", "SubmittedAt": "2026-01-01T00:00:00Z"}
Route53.enable_hosted_zone_dnssec = enable_hosted_zone_dnssec
Route53.create_key_signing_key = create_key_signing_key
Route53.get_dnssec = get_dnssec
for path in (r"hostedzone/(?P<zone_id>[^/]+)/enable-dnssec$", r"keysigningkey$"):
    route53_paths[r"{0}/(?P<api_version>[\d_-]+)/" + path] = Route53.dispatch


def enable_image_deprecation(self):
    [image] = self.ec2_backend.describe_images(ami_ids=[self._get_param("ImageId")])
    image.deprecation_time = self._get_param("DeprecateAt").strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return ActionResult({"Return": True})


def modify_vpc_block_public_access_options(self):
    options = {"InternetGatewayBlockMode": self._get_param("InternetGatewayBlockMode")}
    those(self, "gateways")["options"] = options
    return ActionResult({"VpcBlockPublicAccessOptions": options})


def block_of(vpc):
    return kept.get((vpc.ec2_backend.account_id, vpc.ec2_backend.region_name, "gateways"), {}).get("options")


def state_of_route(route):
    """Leads into nothing where its target is there no more."""
    gone = [one for one in (route.nat_gateway, route.vpc_pcx) if getattr(one, "state", None) == "deleted"]
    return "blackhole" if gone else "active"


Route.state = property(state_of_route)
EC2Response.enable_image_deprecation = enable_image_deprecation
EC2Response.modify_vpc_block_public_access_options = modify_vpc_block_public_access_options
VPC.block_public_access_states = property(block_of)
