"""Networks and what balances, filters and joins them: well kept and badly kept."""

import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name, of=session, **more):
    return of.client(name, endpoint_url=endpoint, **more)


def tags(**values):
    return [{"Key": name.replace("_", "-"), "Value": value} for name, value in values.items()]


ec2, elb, elbv2, acm = client("ec2"), client("elb"), client("elbv2"), client("acm")
zones = [f"{region}a", f"{region}b"]
everywhere = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
IMPORTANT, SECRET = tags(criticality="high"), tags(data_class="confidential")
TLS_1_3, TLS_1_0 = "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"


def network(cidr, zones, public=True, **labels):
    vpc = ec2.create_vpc(CidrBlock=f"{cidr}.0.0/16")["Vpc"]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=tags(**labels) or tags(name=cidr))
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"{cidr}.{at}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for at, zone in enumerate(zones)
    ]
    if public:
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        ec2.create_route(RouteTableId=main_table(vpc), DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    return vpc, subnets


def main_table(vpc):
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "association.main", "Values": ["true"]}]
    return ec2.describe_route_tables(Filters=of_vpc)["RouteTables"][0]["RouteTableId"]


def group(name, vpc, *ports):
    made = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
    rules = [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **everywhere} for port in ports]
    if rules:
        ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=rules)
    return made


def card(subnet, *groups):
    return ec2.create_network_interface(SubnetId=subnet, Groups=list(groups))["NetworkInterface"]["NetworkInterfaceId"]


good_vpc, good_subnets = network("10.50", zones, criticality="high")
bad_vpc, bad_subnets = network("10.51", zones[:1], criticality="high")
left_subnet = ec2.create_subnet(VpcId=good_vpc, CidrBlock="10.50.9.0/24", AvailabilityZone=zones[0])
left_subnet = left_subnet["Subnet"]["SubnetId"]
web = group("web", good_vpc, 80, 443)


def groups():
    many = group("many-rules", good_vpc, *range(8000, 8055))
    for one in (many, group("launch-wizard-1", good_vpc)):
        card(good_subnets[0], one)
    card(bad_subnets[0], group("lonely", bad_vpc))


def ways():
    ec2.create_vpc_endpoint(
        VpcId=good_vpc, VpcEndpointType="Interface", ServiceName=f"com.amazonaws.{region}.ssm", SubnetIds=good_subnets
    )
    # To a neighbour: as much of it as is needed.
    table = ec2.create_route_table(VpcId=good_vpc)["RouteTable"]["RouteTableId"]
    joined = ec2.create_vpc_peering_connection(VpcId=good_vpc, PeerVpcId=bad_vpc)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=joined["VpcPeeringConnectionId"])
    ec2.create_route(
        RouteTableId=table, DestinationCidrBlock="10.51.0.0/24",
        VpcPeeringConnectionId=joined["VpcPeeringConnectionId"],
    )
    # Out, by a gateway that is gone.
    left = ec2.create_route_table(VpcId=good_vpc)["RouteTable"]["RouteTableId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=good_subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.create_route(RouteTableId=left, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    ec2.associate_route_table(RouteTableId=left, SubnetId=left_subnet)
    ec2.delete_nat_gateway(NatGatewayId=nat)
    # To somebody else's, who accepts.
    lent = client("sts").assume_role(RoleArn="arn:aws:iam::777788889999:role/network", RoleSessionName="peer")
    lent = lent["Credentials"]
    theirs = boto3.Session(lent["AccessKeyId"], lent["SecretAccessKey"], lent["SessionToken"], region)
    their_ec2 = client("ec2", of=theirs)
    their_vpc = their_ec2.create_vpc(CidrBlock="10.60.0.0/16")["Vpc"]["VpcId"]
    asked = ec2.create_vpc_peering_connection(VpcId=good_vpc, PeerVpcId=their_vpc, PeerOwnerId="777788889999")
    asked = asked["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    their_ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=asked)
    # Two regions: one whose networks have no way out, come what may, and one that leaves it to them.
    for name, mode in ((region, "off"), ("us-east-1", "block-bidirectional")):
        client("ec2", region_name=name).modify_vpc_block_public_access_options(InternetGatewayBlockMode=mode)


def classic_balancers():
    own = acm.request_certificate(DomainName="classic.example.com")["CertificateArn"]
    uploaded = "arn:aws:iam::{}:server-certificate/valid".format(client("sts").get_caller_identity()["Account"])
    for name, certificate, places, mode, policy in (
        ("classic-good", own, zones, "defensive", "Protocol-TLSv1.2"),
        ("classic-bad", uploaded, zones[:1], "monitor", "Protocol-TLSv1"),
    ):
        secure = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": certificate}
        plain = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
        elb.create_load_balancer(
            LoadBalancerName=name, Listeners=[secure] if name == "classic-good" else [secure, plain],
            AvailabilityZones=places, Tags=IMPORTANT,
        )
        elb.create_load_balancer_policy(
            LoadBalancerName=name, PolicyName="tls", PolicyTypeName="SSLNegotiationPolicyType",
            PolicyAttributes=[{"AttributeName": policy, "AttributeValue": "true"}],
        )
        elb.set_load_balancer_policies_of_listener(LoadBalancerName=name, LoadBalancerPort=443, PolicyNames=["tls"])
        mode = {"Key": "elb.http.desyncmitigationmode", "Value": mode}
        elb.modify_load_balancer_attributes(
            LoadBalancerName=name,
            LoadBalancerAttributes={
                "CrossZoneLoadBalancing": {"Enabled": len(places) > 1}, "AdditionalAttributes": [mode]
            },
        )


    elb.create_load_balancer(
        LoadBalancerName="classic-plain", Subnets=good_subnets, SecurityGroups=[web],
        Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}],
    )


def targets(name, protocol, port):
    made = elbv2.create_target_group(
        Name=name, Protocol=protocol, Port=port, VpcId=good_vpc, TargetType="ip", Tags=SECRET
    )
    return {"Type": "forward", "TargetGroupArn": made["TargetGroups"][0]["TargetGroupArn"]}


def balancer(name, subnets, **attributes):
    made = elbv2.create_load_balancer(
        Name=name, Scheme="internet-facing", Subnets=subnets, SecurityGroups=[web], Tags=IMPORTANT
    )
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    named = [{"Key": name.replace("__", "."), "Value": value} for name, value in attributes.items()]
    if named:
        elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=named)
    return arn


def balancers():
    certificate = acm.request_certificate(DomainName="balanced.example.com")["CertificateArn"]
    good = balancer(
        "balanced-good", good_subnets, deletion_protection__enabled="true", access_logs__s3__enabled="true",
        access_logs__s3__bucket="proof-balancer-logs",
    )
    bad = balancer(
        "balanced-bad", good_subnets[:1], routing__http__desync_mitigation_mode="monitor",
        routing__http__xff_header_processing__mode="preserve", waf__fail_open__enabled="true",
    )
    balancer("balanced-by-nobody", good_subnets)
    unfiltered = balancer("balanced-unfiltered", good_subnets)
    redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    secret, plain = targets("secret", "HTTPS", 8443), targets("plain", "HTTP", 8080)
    for arn, first, then, policy, expired in (
        (good, redirect, secret, TLS_1_3, False), (bad, plain, plain, TLS_1_0, True)
    ):
        elbv2.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[first])
        store = arn.replace(":loadbalancer/app/", ":truststore/")
        elbv2.create_listener(
            LoadBalancerArn=arn, Protocol="HTTPS", Port=443, SslPolicy=policy, DefaultActions=[then],
            Certificates=[{"CertificateArn": certificate}],
            MutualAuthentication={
                "Mode": "verify", "TrustStoreArn": store, "IgnoreClientCertificateExpiry": expired
            },
        )
    elbv2.create_listener(LoadBalancerArn=unfiltered, Protocol="HTTP", Port=80, DefaultActions=[redirect])
    firewalls(good, bad)


def firewalls(*balancer_arns):
    waf = client("wafv2")
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "balanced"}
    made = waf.create_web_acl(Name="balanced", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visible)
    for arn in balancer_arns:
        waf.associate_web_acl(WebACLArn=made["Summary"]["ARN"], ResourceArn=arn)


def inspection():
    """Firewalls in the path and beside it, over two zones and in one, with policies that drop and that let pass."""
    network_firewall = client("network-firewall")
    account = client("sts").get_caller_identity()["Account"]
    rules = f"arn:aws:network-firewall:{region}:{account}:stateful-rulegroup/known-domains"
    strict = {
        "StatelessDefaultActions": ["aws:forward_to_sfe"], "StatelessFragmentDefaultActions": ["aws:forward_to_sfe"],
        "StatefulDefaultActions": ["aws:drop_established"],
        "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER", "StreamExceptionPolicy": "DROP"},
        "StatefulRuleGroupReferences": [{"ResourceArn": rules, "Priority": 1}],
    }
    loose = {
        "StatelessDefaultActions": ["aws:forward_to_sfe"], "StatelessFragmentDefaultActions": ["aws:pass"],
        "StatefulEngineOptions": {"RuleOrder": "DEFAULT_ACTION_ORDER", "StreamExceptionPolicy": "CONTINUE"},
        "StatefulRuleGroupReferences": [{"ResourceArn": rules, "Override": {"Action": "DROP_TO_ALERT"}}],
    }
    empty = {"StatelessDefaultActions": ["aws:pass"], "StatelessFragmentDefaultActions": ["aws:pass"]}
    for name, policy, vpc, subnets in (
        ("strict", strict, good_vpc, good_subnets), ("loose", loose, bad_vpc, bad_subnets),
        ("empty", empty, bad_vpc, bad_subnets),
    ):
        made = network_firewall.create_firewall_policy(FirewallPolicyName=name, FirewallPolicy=policy)
        network_firewall.create_firewall(
            FirewallName=name, FirewallPolicyArn=made["FirewallPolicyResponse"]["FirewallPolicyArn"], VpcId=vpc,
            SubnetMappings=[{"SubnetId": subnet} for subnet in subnets],
        )
    # AWS makes the endpoint; here it is one for a gateway's load balancers, which stands in tables alike.
    door = ec2.create_vpc_endpoint(
        VpcId=good_vpc, VpcEndpointType="GatewayLoadBalancer", SubnetIds=good_subnets[:1],
        ServiceName=f"com.amazonaws.vpce.{region}.vpce-svc-0a1b2c3d4e5f60718",
    )["VpcEndpoint"]["VpcEndpointId"]
    table = ec2.create_route_table(VpcId=good_vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", VpcEndpointId=door)
    ec2.associate_route_table(RouteTableId=table, SubnetId=good_subnets[1])


def lines():
    """Two lines at two places, and one in another region by itself."""
    for name, places in ((region, ("EqFA5", "InxFR2")), ("us-east-1", ("EqDC2",))):
        direct = client("directconnect", region_name=name)
        gateway = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
        for at, place in enumerate(places):
            line = direct.create_connection(
                location=place, bandwidth="10Gbps", connectionName=f"office-{place}", requestMACSec=True
            )["connectionId"]
            interface = direct.create_private_virtual_interface(
                connectionId=line,
                newPrivateVirtualInterface={
                    "virtualInterfaceName": f"office-{at}", "vlan": 101 + at, "asn": 65000,
                    "directConnectGatewayId": gateway,
                },
            )["virtualInterfaceId"]
            if len(places) == 1:
                direct.update_connection(connectionId=line, encryptionMode="no_encrypt")
                direct.start_bgp_failover_test(virtualInterfaceId=interface)


for make in (groups, ways, classic_balancers, balancers, inspection, lines):
    make()
