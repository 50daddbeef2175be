"""Fills an account of a moto server with a good and a bad resource of each kind of EC2's network.

python network.py ENDPOINT ACCESS_KEY SECRET SESSION_TOKEN REGION
"""

import json
import sys

import boto3

WORLD = "0.0.0.0/0"
OPEN_POLICY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
OWN_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceOrgID": "o-example"}},
        }
    ],
}


def named(resource_type, name):
    return [{"ResourceType": resource_type, "Tags": [{"Key": "Name", "Value": name}]}]


def rule(protocol, port=None, **peer):
    permission = {"IpProtocol": protocol, **peer}
    if port is not None:
        permission |= {"FromPort": port, "ToPort": port}
    return permission


def vpc(ec2, name, cidr):
    made = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=named("vpc", name))
    return made["Vpc"]["VpcId"]


def subnet(ec2, vpc_id, cidr, zone, public):
    made = ec2.create_subnet(VpcId=vpc_id, CidrBlock=cidr, AvailabilityZone=zone)
    subnet_id = made["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": public})
    return subnet_id


def security_group(ec2, vpc_id, name, *rules):
    group_id = ec2.create_security_group(VpcId=vpc_id, GroupName=name, Description=name)["GroupId"]
    if rules:
        ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=list(rules))
    return group_id


def interface(ec2, subnet_id, name, *group_ids, source_dest_check=True):
    made = ec2.create_network_interface(SubnetId=subnet_id, Groups=list(group_ids), Description=name)
    interface_id = made["NetworkInterface"]["NetworkInterfaceId"]
    if not source_dest_check:
        ec2.modify_network_interface_attribute(
            NetworkInterfaceId=interface_id, SourceDestCheck={"Value": False}
        )
    return interface_id


def close_default_group(ec2, vpc_id):
    in_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": ["default"]}]
    for group in ec2.describe_security_groups(Filters=in_vpc)["SecurityGroups"]:
        for permission, revoke in [
            ("IpPermissions", ec2.revoke_security_group_ingress),
            ("IpPermissionsEgress", ec2.revoke_security_group_egress),
        ]:
            if group[permission]:
                revoke(GroupId=group["GroupId"], IpPermissions=group[permission])


def strict_acl(ec2, vpc_id, subnet_id):
    """Denies SSH and RDP before it allows everything, for the subnet."""
    acl_id = ec2.create_network_acl(VpcId=vpc_id)["NetworkAcl"]["NetworkAclId"]
    entry = {"NetworkAclId": acl_id, "Egress": False, "CidrBlock": WORLD}
    for number, port in [(10, 22), (20, 3389)]:
        ec2.create_network_acl_entry(
            **entry,
            RuleNumber=number,
            Protocol="6",
            RuleAction="deny",
            PortRange={"From": port, "To": port},
        )
    ec2.create_network_acl_entry(**entry, RuleNumber=100, Protocol="-1", RuleAction="allow")
    of_subnet = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    for acl in ec2.describe_network_acls(Filters=of_subnet)["NetworkAcls"]:
        for association in acl["Associations"]:
            if association["SubnetId"] == subnet_id:
                ec2.replace_network_acl_association(
                    AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl_id
                )


def main_table(ec2, vpc_id):
    of_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "association.main", "Values": ["true"]}]
    return ec2.describe_route_tables(Filters=of_vpc)["RouteTables"][0]["RouteTableId"]


def gateway(ec2, vpc_id):
    gateway_id = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id)
    return gateway_id


def balancers(client, vpc_id, subnets, group_id):
    """A load balancer of each generation, with all that is read of them."""
    elb, elbv2 = client("elb"), client("elbv2")
    name, port = "good-balancer", 443
    certificate = client("acm").request_certificate(DomainName="good.example.com")["CertificateArn"]
    made = elbv2.create_load_balancer(Name=name, Subnets=subnets, SecurityGroups=[group_id])
    balancer = made["LoadBalancers"][0]["LoadBalancerArn"]
    made = elbv2.create_target_group(Name=name, Protocol="HTTPS", Port=8443, VpcId=vpc_id, TargetType="ip")
    targets = made["TargetGroups"][0]["TargetGroupArn"]
    elbv2.register_targets(TargetGroupArn=targets, Targets=[{"Id": "10.20.1.10", "Port": 8443}])
    elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS",
        Port=port,
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}],
    )
    listener = {"Protocol": "HTTPS", "LoadBalancerPort": port, "InstancePort": 8443, "SSLCertificateId": certificate}
    elb.create_load_balancer(LoadBalancerName=name, Listeners=[listener], Subnets=subnets, SecurityGroups=[group_id])
    policy = {"LoadBalancerName": name, "PolicyName": "modern"}
    elb.create_load_balancer_policy(
        **policy,
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[{"AttributeName": "Protocol-TLSv1.2", "AttributeValue": "true"}],
    )
    elb.set_load_balancer_policies_of_listener(
        LoadBalancerName=name, LoadBalancerPort=port, PolicyNames=["modern"]
    )


def good_network(client, region):
    """A private network behind a NAT gateway, logged, with nothing open."""
    ec2, s3 = client("ec2"), client("s3")
    vpc_id = vpc(ec2, "good-vpc", "10.20.0.0/16")
    public = subnet(ec2, vpc_id, "10.20.0.0/24", f"{region}a", public=False)
    private = subnet(ec2, vpc_id, "10.20.1.0/24", f"{region}b", public=False)
    close_default_group(ec2, vpc_id)
    strict_acl(ec2, vpc_id, private)

    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    for subnet_id, target in [(public, {"GatewayId": gateway(ec2, vpc_id)}), (private, {"NatGatewayId": nat})]:
        table = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=WORLD, **target)
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet_id)

    balancer = security_group(ec2, vpc_id, "good-balancer", rule("tcp", 443, IpRanges=[{"CidrIp": WORLD}]))
    from_balancer = rule("tcp", 8443, UserIdGroupPairs=[{"GroupId": balancer}])
    service = security_group(ec2, vpc_id, "good-service", from_balancer)
    interface(ec2, public, "good-balancer", balancer)
    interface(ec2, private, "good-service", service)
    balancers(client, vpc_id, [public, private], balancer)

    bucket = "good-flow-logs"
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=bucket, **place)
    ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=[vpc_id],
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination=f"arn:aws:s3:::{bucket}",
    )
    ec2.create_vpc_endpoint(
        VpcId=vpc_id,
        VpcEndpointType="Gateway",
        ServiceName=f"com.amazonaws.{region}.s3",
        PolicyDocument=json.dumps(OWN_POLICY),
    )
    ec2.create_transit_gateway(
        Description="good-backbone",
        Options={
            "AutoAcceptSharedAttachments": "disable",
            "DefaultRouteTableAssociation": "disable",
            "DefaultRouteTablePropagation": "disable",
        },
    )
    return vpc_id


def bad_groups(ec2, vpc_id, subnet_id, source_group):
    """A group for each way of opening too much, all of them in use, and one that nobody uses."""
    everybody = {"IpRanges": [{"CidrIp": WORLD}]}
    anywhere = ec2.create_managed_prefix_list(
        PrefixListName="bad-anywhere", AddressFamily="IPv4", MaxEntries=1, Entries=[{"Cidr": WORLD}]
    )["PrefixList"]["PrefixListId"]
    everybody_v6 = {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    groups = {
        "bad-all-ports": [rule("-1", **everybody)],
        "bad-admin-ports": [rule("tcp", 22, **everybody), rule("tcp", 3389, **everybody_v6)],
        "bad-data-ports": [rule("tcp", 5432, **everybody)],
        "bad-prefix-list": [rule("tcp", 3306, PrefixListIds=[{"PrefixListId": anywhere}])],
        "bad-other-port": [rule("tcp", 8080, **everybody)],
        "bad-wide-range": [rule("tcp", 22, IpRanges=[{"CidrIp": "18.0.0.0/8"}])],
        "bad-several-peers": [
            rule(
                "udp",
                3389,
                **everybody,
                UserIdGroupPairs=[{"GroupId": source_group}],
            )
        ],
    }
    for name, rules in groups.items():
        interface(ec2, subnet_id, name, security_group(ec2, vpc_id, name, *rules))
    security_group(ec2, vpc_id, "bad-unused", rule("tcp", 22, **everybody))


def bad_network(ec2, region, good_vpc):
    """A public network without logs, where most is open."""
    vpc_id = vpc(ec2, "bad-vpc", "10.30.0.0/16")
    subnet_id = subnet(ec2, vpc_id, "10.30.0.0/24", f"{region}a", public=True)
    ec2.create_network_acl(VpcId=vpc_id)
    table = main_table(ec2, vpc_id)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=WORLD, GatewayId=gateway(ec2, vpc_id))

    source = security_group(ec2, vpc_id, "bad-source")
    bad_groups(ec2, vpc_id, subnet_id, source)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    exposed = interface(ec2, subnet_id, "bad-exposed", source, source_dest_check=False)
    ec2.associate_address(AllocationId=address, NetworkInterfaceId=exposed)
    ec2.allocate_address(Domain="vpc")

    # The log group does not exist, so that delivery fails.
    ec2.create_flow_logs(
        ResourceType="Subnet",
        ResourceIds=[subnet_id],
        TrafficType="ACCEPT",
        LogGroupName="bad-missing",
        DeliverLogsPermissionArn="arn:aws:iam::123456789012:role/flow-logs",
    )
    peering = ec2.create_vpc_peering_connection(VpcId=vpc_id, PeerVpcId=good_vpc)["VpcPeeringConnection"]
    peering_id = peering["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering_id)
    ec2.create_route(
        RouteTableId=table, DestinationCidrBlock="10.20.0.0/16", VpcPeeringConnectionId=peering_id
    )
    ec2.create_vpc_endpoint(
        VpcId=vpc_id,
        VpcEndpointType="Interface",
        ServiceName=f"com.amazonaws.{region}.ssm",
        SubnetIds=[subnet_id],
        PolicyDocument=json.dumps(OPEN_POLICY),
    )
    ec2.create_transit_gateway(
        Description="bad-backbone", Options={"AutoAcceptSharedAttachments": "enable"}
    )


def main():
    endpoint, access_key, secret, token, region = sys.argv[1:6]
    session = boto3.Session(
        aws_access_key_id=access_key,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
        region_name=region,
    )

    def client(service):
        return session.client(service, endpoint_url=endpoint)

    good_vpc = good_network(client, region)
    bad_network(client("ec2"), region, good_vpc)


if __name__ == "__main__":
    main()
