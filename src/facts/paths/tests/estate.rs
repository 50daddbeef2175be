//! Made-up estates, each thing in as few words as it needs.

use crate::facts::paths::{Node, Paths, Route};
use crate::facts::{Classification, Deriver, Index};
use crate::snapshot::{AccountId, Gap, Header, Reach, Reason, Region, Resource, Snapshot, Unread};
use serde_json::{Value as Json, json};

pub const OWN: &str = "111122223333";
pub const OTHER: &str = "444455556666";
pub const FOREIGN: &str = "999988887777";

/// Kinds that were read, whether there is any of them or not.
pub fn read() -> Vec<&'static str> {
    crate::facts::paths::kinds().into_iter().chain(["s3_account"]).collect()
}

pub struct Estate {
    pub resources: Vec<Json>,
    pub kinds: Vec<&'static str>,
    pub gaps: Vec<&'static str>,
}

pub fn arn(what: &str) -> String {
    format!("arn:aws:iam::{OWN}:{what}")
}

pub fn bucket(name: &str) -> String {
    format!("arn:aws:s3:::{name}")
}

pub fn allow(actions: &[&str], resources: &[&str]) -> Json {
    json!({"effect": "Allow", "actions": actions, "resources": resources, "conditions": []})
}

pub fn grant(effect: &str, (kind, who): (&str, &str), actions: &[&str], resources: &[&str]) -> Json {
    json!({"effect": effect, "principals": [{"type": kind, "id": who}], "actions": actions, "resources": resources,
        "conditions": []})
}

pub fn document(statements: &[Json]) -> Json {
    json!({"version": "2012-10-17", "statements": statements})
}

/// As if nobody could read it.
pub fn unread() -> Json {
    json!({"$unread": {"action": "x:Get", "reason": "access_denied"}})
}

impl Estate {
    /// A network with a way to the internet, and nothing in it.
    pub fn new() -> Self {
        let open = |egress: bool| json!({"rule_number": 100, "egress": egress, "action": "allow", "protocol": "-1", "cidr": "0.0.0.0/0"});
        Self { resources: vec![], kinds: read(), gaps: vec![] }
            .with("ec2_subnet", "subnet-1", json!({"subnet_id": "subnet-1", "vpc_id": "vpc-1", "cidr": "10.0.1.0/24", "ipv6_cidrs": [], "internet_gateway_block_mode": "off"}))
            .with("ec2_subnet", "subnet-2", json!({"subnet_id": "subnet-2", "vpc_id": "vpc-1", "cidr": "10.0.2.0/24", "ipv6_cidrs": [], "internet_gateway_block_mode": "off"}))
            .with("ec2_route_table", "rtb-1", json!({"vpc_id": "vpc-1", "is_main": true, "subnet_ids": ["subnet-1", "subnet-2"],
                "routes": [{"destination": "0.0.0.0/0", "target_id": "igw-1", "state": "active"}]}))
            .with("ec2_network_acl", "acl-1", json!({"subnet_ids": ["subnet-1", "subnet-2"], "entries": [open(false), open(true)]}))
            .with("s3_account", "s3", json!({"public_access_block": null}))
    }

    pub fn with(self, kind: &str, name: &str, fields: Json) -> Self {
        self.of(OWN, kind, &format!("arn:aws:x:eu-west-1:{OWN}:{kind}/{name}"), name, fields)
    }

    /// Of some account, with an id of its own.
    pub fn of(mut self, account: &str, kind: &str, id: &str, name: &str, fields: Json) -> Self {
        let region = if kind.starts_with("iam_") || kind.starts_with("s3_") { "global" } else { "eu-west-1" };
        let mut resource =
            json!({"kind": kind, "id": id, "name": name, "account": account, "region": region, "tags": {}});
        resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.resources.push(resource);
        self
    }

    /// With other fields of what has a name.
    pub fn but(mut self, name: &str, fields: Json) -> Self {
        let resource = self.resources.iter_mut().find(|resource| resource["name"] == name).unwrap();
        resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self
    }

    /// Without what has a name.
    pub fn without(mut self, name: &str) -> Self {
        assert!(self.resources.iter().any(|resource| resource["name"] == name), "{name}");
        self.resources.retain(|resource| resource["name"] != name);
        self
    }

    /// As if a kind could not be listed.
    pub fn blind(mut self, kind: &'static str) -> Self {
        self.resources.retain(|resource| resource["kind"] != kind);
        self.gaps.push(kind);
        self
    }

    /// A security group that lets in a source to a port: a range, or another group.
    pub fn group(self, name: &str, port: i64, source: &str) -> Self {
        let field = if source.starts_with("sg-") { "source_security_group_id" } else { "cidr" };
        let rule = json!({"protocol": "tcp", "from_port": port, "to_port": port, field: source});
        self.with("ec2_security_group", name, json!({"group_id": name, "vpc_id": "vpc-1", "ingress": [rule]}))
    }

    /// A machine that runs, with an address of its own, as a role if one is named.
    pub fn machine(
        self,
        name: &str,
        address: Option<&str>,
        (private, group): (&str, &str),
        role: Option<&str>,
    ) -> Self {
        let subnet = if private.starts_with("10.0.1.") { "subnet-1" } else { "subnet-2" };
        let profile = role.map(|role| arn(&format!("instance-profile/{role}")));
        self.with(
            "ec2_instance",
            name,
            json!({"instance_id": name, "state": "running", "security_group_ids": [group],
            "subnet_id": subnet, "vpc_id": "vpc-1", "public_ip": address, "private_ip": private, "ipv6_addresses": [],
            "network_interface_ids": [format!("eni-{name}")], "iam_instance_profile_arn": profile}),
        )
        .with(
            "ec2_network_interface",
            &format!("eni-{name}"),
            json!({"instance_id": name, "status": "in-use",
                "public_ip": address, "public_ips": address.iter().collect::<Vec<_>>(), "private_ips": [private],
                "ipv6_addresses": [], "subnet_id": subnet, "vpc_id": "vpc-1", "security_group_ids": [group]}),
        )
    }

    /// A role that a service has, with its policies inside.
    pub fn role(self, name: &str, statements: &[Json]) -> Self {
        let trust = grant("Allow", ("Service", "ec2.amazonaws.com"), &["sts:AssumeRole"], &[]);
        self.principal(OWN, "role", name, statements, json!({"trust_policy": document(&[trust])}))
    }

    pub fn principal(self, account: &str, kind: &str, name: &str, statements: &[Json], fields: Json) -> Self {
        let inline = json!([{"name": "own", "document": document(statements)}]);
        let mut all = json!({"attached_policy_arns": [], "inline_policies": inline, "group_names": [],
            "permissions_boundary_arn": null, "access_keys": [], "console_access": false, "mfa_active": false,
            "instance_profile_arns": [arn(&format!("instance-profile/{name}"))], "is_service_linked": false});
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let id = format!("arn:aws:iam::{account}:{kind}/{name}");
        self.of(account, &format!("iam_{kind}"), &id, name, all)
    }

    /// A bucket with a tag, and a policy if there is one.
    pub fn bucket(self, name: &str, class: &str, policy: Json) -> Self {
        self.of(
            OWN,
            "s3_bucket",
            &bucket(name),
            name,
            json!({"tags": {"data-classification": class}, "policy": policy,
            "public_access_block": null, "ownership": "BucketOwnerEnforced", "acl": null}),
        )
    }

    pub fn snapshot(&self) -> Snapshot {
        let accounts = [OWN, OTHER].map(|id| AccountId::try_from(id).unwrap()).to_vec();
        let region = Region::try_from("eu-west-1").unwrap();
        let now = "2026-06-30T12:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "x".into(), accounts.clone(), vec![region.clone()]);
        let reach = |kind: &str| {
            if kind.starts_with("iam_") || kind.starts_with("s3_") { Reach::Global } else { Reach::Regional }
        };
        header.kinds = self.kinds.iter().map(|kind| ((*kind).to_owned(), reach(kind))).collect();
        let resources: Vec<Resource> =
            self.resources.iter().map(|json| serde_json::from_value(json.clone()).unwrap()).collect();
        let mut snapshot = Snapshot::of(header, resources);
        for kind in &self.gaps {
            let unread = Unread::new("x:List", Reason::AccessDenied);
            let region = if reach(kind) == Reach::Global { Region::global() } else { region.clone() };
            snapshot.gaps.push(Gap::new(*kind, accounts[0].clone(), region, unread));
        }
        snapshot
    }

    /// Asks what is so of its paths.
    pub fn ask<T>(&self, ask: impl FnOnce(&Paths<'_>) -> T) -> T {
        let snapshot = self.snapshot();
        let (index, by) = (Index::new(&snapshot), Classification::default());
        let deriver = Deriver::new(&index, &by);
        ask(&Paths::of(&deriver))
    }

    /// All paths, for people: `?` before one that is only possible.
    pub fn paths(&self) -> Vec<String> {
        self.ask(|paths| paths.paths().iter().map(|path| told(&paths.route(path).unwrap())).collect())
    }

    /// What opens each step of the first path.
    pub fn reasons(&self) -> Vec<String> {
        self.ask(|paths| {
            let all = paths.paths();
            let route = paths.route(&all[0]).unwrap();
            let by = route.hops.iter().flat_map(|hop| &hop.by).map(|edge| edge.because.clone());
            by.filter(|because| !because.is_empty()).collect()
        })
    }

    /// The changes that cut each path, in its order.
    pub fn cuts(&self) -> Vec<String> {
        self.ask(|paths| {
            let cuts = paths.cuts(&paths.paths());
            let told = |cut: &crate::facts::paths::Cut| {
                let texts: Vec<&str> = cut.changes.iter().map(|change| change.text.as_str()).collect();
                texts.join(" & ")
            };
            cuts.iter().map(told).collect()
        })
    }
}

pub fn told(route: &Route<'_, '_>) -> String {
    let mut text = if route.certain { String::new() } else { "? ".to_owned() };
    text.push_str(&match route.entry {
        crate::facts::paths::Entry::Internet => "internet".to_owned(),
        crate::facts::paths::Entry::Account(id) => id.to_string(),
    });
    for hop in &route.hops {
        let steps: Vec<&str> = hop.by.iter().filter(|edge| !edge.joins()).map(|edge| edge.step.as_str()).collect();
        let name = match hop.node {
            Node::Thing(thing) => thing.0.label().to_owned(),
            Node::Admin(account) => format!("admin of {account}"),
            other => format!("{other:?}"),
        };
        text.push_str(&format!(" -{}-> {name}", steps.join("+")));
    }
    text
}
