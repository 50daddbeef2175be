//! Made-up estates.

use crate::facts::reach::needs;
use crate::facts::{Classification, Deriver, FactSheet, Index, OpenPort, Reach, Way};
use crate::snapshot::{AccountId, Gap, Header, Reach as Where, Reason, Region, Resource, Snapshot, Unread, Value};

const KINDS: [&str; 37] = [
    "apigateway_domain",
    "apigateway_rest_api",
    "apigatewayv2_api",
    "apprunner_service",
    "appsync_api",
    "cloudfront_distribution",
    "cognito_identity_pool",
    "cognito_user_pool",
    "dms_replication_instance",
    "ec2_instance",
    "ec2_network_acl",
    "ec2_network_interface",
    "ec2_prefix_list",
    "ec2_route_table",
    "ec2_security_group",
    "ec2_subnet",
    "ec2_transit_gateway",
    "ec2_vpc_peering",
    "ecs_service",
    "eks_cluster",
    "elasticbeanstalk_environment",
    "elb_load_balancer",
    "elbv2_listener",
    "elbv2_load_balancer",
    "elbv2_target_group",
    "lambda_function",
    "emr_cluster",
    "lightsail_database",
    "lightsail_instance",
    "mq_broker",
    "msk_cluster",
    "opensearch_domain",
    "rds_cluster",
    "rds_instance",
    "redshift_cluster",
    "redshiftserverless_workgroup",
    "transfer_server",
];

/// An estate in which SSH to one instance is open to the world, with some fields replaced.
pub struct Estate {
    pub resources: Vec<Resource>,
    kinds: Vec<&'static str>,
    gaps: Vec<&'static str>,
}

impl Estate {
    pub fn open() -> Self {
        let entries = r#"[{"rule_number":100,"egress":false,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"},
            {"rule_number":100,"egress":true,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"},
            {"rule_number":101,"egress":false,"action":"allow","protocol":"-1","cidr":"::/0"},
            {"rule_number":101,"egress":true,"action":"allow","protocol":"-1","cidr":"::/0"}]"#;
        let all = [
            ("ec2_instance", r#""instance_id":"i-1","state":"running","security_group_ids":["sg-1"],"subnet_id":"subnet-1","vpc_id":"vpc-1","public_ip":"203.0.113.9""#.to_owned()),
            ("ec2_network_interface", r#""instance_id":"i-1","public_ip":"203.0.113.9","ipv6_addresses":[],"subnet_id":"subnet-1","vpc_id":"vpc-1","security_group_ids":["sg-1"],"status":"in-use""#.to_owned()),
            ("ec2_security_group", r#""group_id":"sg-1","ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"0.0.0.0/0"}]"#.to_owned()),
            ("ec2_route_table", r#""vpc_id":"vpc-1","is_main":false,"subnet_ids":["subnet-1"],"routes":[{"destination":"0.0.0.0/0","target_id":"igw-1","state":"active"}]"#.to_owned()),
            ("ec2_network_acl", format!(r#""subnet_ids":["subnet-1"],"entries":{entries}"#)),
            ("ec2_subnet", r#""subnet_id":"subnet-1","internet_gateway_block_mode":"off""#.to_owned()),
            ("ec2_prefix_list", r#""prefix_list_id":"pl-1","cidrs":["10.0.0.0/8"]"#.to_owned()),
        ];
        let resource =
            |(kind, fields): (&str, String)| resource(kind, &format!("arn:{kind}"), &format!("{{{fields}}}"));
        Self { resources: all.into_iter().map(resource).collect(), kinds: KINDS.to_vec(), gaps: vec![] }
    }

    /// The same without a public address, behind an application load balancer that is public.
    pub fn balanced() -> Self {
        Self::open()
            .with("ec2_network_interface", r#"{"public_ip":null,"private_ips":["10.0.1.5"],"subnet_id":"subnet-2"}"#)
            .with("ec2_instance", r#"{"public_ip":null,"private_ip":"10.0.1.5","subnet_id":"subnet-2"}"#)
            .with(
                "ec2_security_group",
                r#"{"ingress":[{"protocol":"tcp","from_port":8080,"to_port":8090,"source_security_group_id":"sg-lb"}]}"#,
            )
            .with("ec2_subnet", r#"{"cidr":"10.0.0.0/24","ipv6_cidrs":[],"vpc_id":"vpc-1"}"#)
            .and(
                "ec2_subnet",
                "private",
                r#"{"subnet_id":"subnet-2","cidr":"10.0.1.0/24","ipv6_cidrs":[],"vpc_id":"vpc-1","internet_gateway_block_mode":"off"}"#,
            )
            .and(
                "ec2_route_table",
                "main",
                r#"{"vpc_id":"vpc-1","is_main":true,"subnet_ids":[],"routes":[{"destination":"10.0.0.0/16","target_id":null,"state":"active"}]}"#,
            )
            .and(
                "ec2_security_group",
                "lb",
                r#"{"group_id":"sg-lb","ingress":[{"protocol":"tcp","from_port":443,"to_port":443,"cidr":"0.0.0.0/0"}]}"#,
            )
            .and(
                "elbv2_load_balancer",
                "alb",
                r#"{"name":"web","type":"application","scheme":"internet-facing","state":"active","ip_address_type":"ipv4",
                    "vpc_id":"vpc-1","security_groups":["sg-lb"],"availability_zones":[{"subnet_id":"subnet-1"}],"attributes":{}}"#,
            )
            .and(
                "elbv2_listener",
                "https",
                r#"{"load_balancer_arn":"alb","port":443,"protocol":"HTTPS",
                    "default_actions":[{"type":"forward","target_group_arns":["tg"]}]}"#,
            )
            .and(
                "elbv2_target_group",
                "tg",
                r#"{"target_type":"instance","protocol":"HTTP","port":80,"vpc_id":"vpc-1","load_balancer_arns":["alb"],
                    "targets":[{"target_id":"i-1","port":8080,"state":"healthy"}]}"#,
            )
    }

    /// Beside the network of another account.
    pub fn peered(self) -> Self {
        self.and(
            "ec2_vpc_peering",
            "peering",
            r#"{"vpc_peering_connection_id":"pcx-1","status":"active",
                "requester":{"account":"444455556666","vpc_id":"vpc-9","cidrs":["10.9.0.0/16"]},
                "accepter":{"account":"111122223333","vpc_id":"vpc-1","cidrs":["10.0.0.0/16"]}}"#,
        )
    }

    /// An estate with nothing in it.
    pub fn empty() -> Self {
        Self { resources: vec![], kinds: KINDS.to_vec(), gaps: vec![] }
    }

    pub fn with(mut self, kind: &str, fields: &str) -> Self {
        let resource = self.resources.iter_mut().find(|resource| &*resource.kind == kind).unwrap();
        *resource = overlaid(resource, fields);
        self
    }

    /// With one more resource, whose id is a name.
    pub fn and(mut self, kind: &str, id: &str, fields: &str) -> Self {
        self.resources.push(resource(kind, id, fields));
        self
    }

    /// With other fields of one resource.
    pub fn but(mut self, id: &str, fields: &str) -> Self {
        let resource = self.resources.iter_mut().find(|resource| &*resource.id == id).unwrap();
        *resource = overlaid(resource, fields);
        self
    }

    pub fn without(mut self, kind: &'static str) -> Self {
        self.resources.retain(|resource| &*resource.kind != kind);
        self.gaps.push(kind);
        self
    }

    /// Of the first resource of a kind.
    pub fn sheet(self, kind: &str) -> FactSheet {
        let first = self.resources.iter().find(|resource| &*resource.kind == kind).unwrap();
        let id = first.id.to_string();
        self.sheet_of(&id)
    }

    /// The reach of a resource, where all is known.
    pub fn reach_of(self, id: &str) -> Reach {
        let reach = self.sheet_of(id).reach.unwrap();
        assert!(reach.is_known(), "{reach:?}");
        reach.high
    }

    pub fn sheet_of(self, id: &str) -> FactSheet {
        let snapshot = self.snapshot();
        let index = Index::new(&snapshot);
        Deriver::new(&index, &Classification::default()).sheet(index.by_id(id).unwrap())
    }

    /// As it is collected where only this resource's kind is judged.
    pub fn only_needed(mut self, id: &str) -> Self {
        let kind = self.resources.iter().find(|resource| &*resource.id == id).unwrap().kind.clone();
        let needed = needs(&kind);
        self.kinds.retain(|one| needed.contains(one) || **one == *kind);
        self.resources.retain(|resource| self.kinds.contains(&&*resource.kind));
        self
    }

    pub fn snapshot(&self) -> Snapshot {
        let account = AccountId::try_from("111122223333").unwrap();
        let region = Region::try_from("eu-west-1").unwrap();
        let now = "2026-06-30T12:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "x".into(), vec![account.clone()], vec![region.clone()]);
        header.kinds = self.kinds.iter().map(|kind| ((*kind).to_owned(), Where::Regional)).collect();
        let mut snapshot = Snapshot::of(header, self.resources.clone());
        for kind in &self.gaps {
            let unread = Unread::new("ec2:Describe", Reason::AccessDenied);
            snapshot.gaps.push(Gap::new(*kind, account.clone(), region.clone(), unread));
        }
        snapshot
    }

    pub fn instance(self) -> FactSheet {
        self.sheet("ec2_instance")
    }

    /// The ranges of ports that are open, where all is known.
    pub fn ports(self) -> Vec<(i64, i64)> {
        let reach = self.instance().reach.unwrap();
        assert!(reach.is_known(), "{reach:?}");
        reach.high.ports.iter().map(|port| (port.from, port.to)).collect()
    }
}

fn resource(kind: &str, id: &str, fields: &str) -> Resource {
    let bare = format!(r#"{{"kind":"{kind}","id":"{id}","account":"111122223333","region":"eu-west-1","tags":{{}}}}"#);
    overlaid(&serde_json::from_str(&bare).unwrap(), fields)
}

fn overlaid(resource: &Resource, fields: &str) -> Resource {
    let overlaid = Value::of(resource).overlaid(&serde_json::from_str(fields).unwrap());
    serde_json::from_str(&serde_json::to_string(&overlaid).unwrap()).unwrap()
}

/// The ports that are open to the internet, for people.
pub fn ports(reach: &Reach) -> Vec<String> {
    let one = |port: &OpenPort| {
        let OpenPort { protocol, from, to, source, security_group_id: group } = port;
        format!("{protocol} {from}-{to} from {source} by {group}")
    };
    reach.ports.iter().map(one).collect()
}

/// Ways by something else, for people.
pub fn ways(ways: &[Way]) -> Vec<String> {
    let one = |way: &Way| {
        let Way { by, account, protocol, from, to, source, security_group_id: group } = way;
        let account = account.as_ref().map_or(String::new(), |account| format!(" of {account}"));
        format!("{protocol} {from}-{to} from {source}{account} by {group} through {by}")
    };
    ways.iter().map(one).collect()
}
