//! Services whose servers stand in the account's network: databases, brokers, tasks.
//!
//! AWS says whether they have a public address, in which subnets they may stand, and what guards them; the rest is the
//! way of any network interface.

use super::ports::Listener;
use super::{Card, Guard, Host, Place, Search};
use crate::snapshot::{Reason, Resource, Unread, Value};

/// What the fields of a kind say of its place on the network.
struct Service {
    kind: &'static str,
    /// The field with its state, and the states in which it answers nobody.
    state: (&'static str, &'static [&'static str]),
    public: Public,
    /// The field with its subnets, or its one subnet; none where AWS does not say more than the network.
    subnets: Option<&'static str>,
    place: Place,
    groups: &'static str,
    vpc: Option<&'static str>,
    ports: Ports,
}

/// What says that it has a public address.
enum Public {
    True(&'static str),
    Is(&'static str, &'static str),
    /// A list that is not empty.
    Any(&'static str),
    Never,
}

/// Where it listens.
enum Ports {
    Any,
    Field(&'static str),
    /// Inside of the network, and on the internet.
    InAndOut(&'static [i64], &'static [i64]),
    /// By what a field says.
    By(&'static str, fn(&Resource) -> Vec<i64>),
}

const SERVICES: [Service; 10] = [
    Service {
        kind: "rds_instance",
        state: ("status", &["stopped", "stopping", "deleting", "inaccessible-encryption-credentials"]),
        public: Public::True("publicly_accessible"),
        subnets: Some("subnet_ids"),
        place: Place::Somewhere,
        groups: "vpc_security_group_ids",
        vpc: Some("vpc_id"),
        ports: Ports::Field("port"),
    },
    Service {
        kind: "redshift_cluster",
        state: ("status", &["paused", "deleting", "hardware-failure"]),
        public: Public::True("publicly_accessible"),
        subnets: None,
        place: Place::Somewhere,
        groups: "vpc_security_group_ids",
        vpc: Some("vpc_id"),
        ports: Ports::Field("port"),
    },
    Service {
        kind: "redshiftserverless_workgroup",
        state: ("status", &["DELETING"]),
        public: Public::True("publicly_accessible"),
        subnets: Some("subnet_ids"),
        place: Place::Everywhere,
        groups: "security_group_ids",
        vpc: None,
        ports: Ports::Field("port"),
    },
    Service {
        kind: "dms_replication_instance",
        state: ("status", &["deleting", "failed"]),
        public: Public::True("publicly_accessible"),
        subnets: Some("subnet_ids"),
        place: Place::Somewhere,
        groups: "vpc_security_group_ids",
        vpc: Some("vpc_id"),
        ports: Ports::Any,
    },
    Service {
        kind: "mq_broker",
        state: ("broker_state", &["CREATION_FAILED", "DELETION_IN_PROGRESS"]),
        public: Public::True("publicly_accessible"),
        subnets: Some("subnet_ids"),
        place: Place::Everywhere,
        groups: "security_group_ids",
        vpc: None,
        ports: Ports::By("engine_type", broker),
    },
    // <https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html>
    Service {
        kind: "msk_cluster",
        state: ("state", &["DELETING", "FAILED"]),
        public: Public::Is("public_access", "SERVICE_PROVIDED_EIPS"),
        subnets: Some("subnet_ids"),
        place: Place::Everywhere,
        groups: "security_group_ids",
        vpc: None,
        ports: Ports::InAndOut(&[9092, 9094, 9096, 9098], &[9194, 9196, 9198]),
    },
    Service {
        kind: "opensearch_domain",
        state: ("deleted", &[]),
        public: Public::Never,
        subnets: Some("subnet_ids"),
        place: Place::Everywhere,
        groups: "security_group_ids",
        vpc: Some("vpc_id"),
        ports: Ports::InAndOut(&[80, 443], &[]),
    },
    Service {
        kind: "transfer_server",
        state: ("state", &["OFFLINE", "STOPPING", "STOP_FAILED", "START_FAILED"]),
        public: Public::Any("endpoint_details.address_allocation_ids"),
        subnets: Some("endpoint_details.subnet_ids"),
        place: Place::Everywhere,
        groups: "endpoint_details.security_group_ids",
        vpc: Some("endpoint_details.vpc_id"),
        ports: Ports::By("protocols", transfer),
    },
    Service {
        kind: "ecs_service",
        state: ("status", &["INACTIVE"]),
        public: Public::Is("network_configuration.awsvpc_configuration.assign_public_ip", "ENABLED"),
        subnets: Some("network_configuration.awsvpc_configuration.subnets"),
        place: Place::Everywhere,
        groups: "network_configuration.awsvpc_configuration.security_groups",
        vpc: None,
        ports: Ports::Any,
    },
    Service {
        kind: "emr_cluster",
        state: ("state", &["TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"]),
        public: Public::True("master_has_public_name"),
        subnets: Some("subnet_id"),
        place: Place::Everywhere,
        groups: "master_security_group_ids",
        vpc: None,
        ports: Ports::Any,
    },
];

/// The kinds that are looked at this way.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().map(|service| service.kind)
}

/// The kinds that carry security groups without an interface that names them, and the fields that hold the groups.
pub(super) fn carriers() -> impl Iterator<Item = (&'static str, &'static str)> {
    SERVICES.iter().map(|service| (service.kind, service.groups))
}

/// Said of a service that was stopped, or is no more.
const STOPPED: &str = "it does not run";

/// Said in place of an address that AWS does not tell.
const ITS_ADDRESS: &str = "its address";

impl<'a, 's: 'a> Search<'a, 's> {
    pub(super) fn service(&mut self) -> Option<Host<'a>> {
        let service = SERVICES.iter().find(|service| service.kind == &*self.resource.kind)?;
        let (field, resting) = service.state;
        if self.rests(field, resting) || self.has_no_tasks() {
            return Some(Host::resting(STOPPED));
        }
        let v4 = self.is_public(&service.public).then_some(ITS_ADDRESS);
        let cards = self.places(service, v4);
        let listeners = |ports: &[i64]| Some(ports.iter().copied().map(Listener::tcp).collect());
        let (listens, outside) = match service.ports {
            Ports::Any => (None, None),
            Ports::Field(field) => (self.resource.at(field).as_int().map(|port| vec![Listener::tcp(port)]), None),
            Ports::InAndOut(inside, outside) => (listeners(inside), listeners(outside)),
            Ports::By(field, ports) => match self.resource.at(field).unread_within() {
                Some(unread) if self.unsure(unread) => (None, None),
                _ => (listeners(&ports(self.resource)), None),
            },
        };
        Some(Host { place: service.place, listens, outside, ..Host::of(cards) })
    }

    fn is_public(&mut self, public: &Public) -> bool {
        let field = match public {
            Public::True(field) | Public::Is(field, _) | Public::Any(field) => self.resource.at(field),
            Public::Never => return false,
        };
        if let Some(unread) = field.unread_within() {
            return self.unsure(unread);
        }
        match public {
            Public::True(_) => field.as_bool() == Some(true),
            Public::Is(_, text) => field.as_str() == Some(text),
            Public::Any(_) => !field.items().is_empty(),
            Public::Never => false,
        }
    }

    /// A card for each subnet that it may stand in.
    fn places(&mut self, service: &Service, v4: Option<&'a str>) -> Vec<Card<'a>> {
        let resource = self.resource;
        let fields = service.subnets.into_iter().chain(service.vpc).chain([service.groups]);
        let mut unread = fields.filter_map(|field| resource.at(field).unread_within()).next().map(|u| Unread::clone(u));
        let vpc = service.vpc.and_then(|field| resource.at(field).as_str());
        let subnets: Vec<&str> = match service.subnets.map(|field| resource.at(field)) {
            Some(subnets) => subnets.items().iter().chain([subnets]).filter_map(Value::as_str).collect(),
            None => match vpc.map_or(Ok(vec![]), |vpc| self.find("ec2_subnet", "vpc_id", vpc)) {
                Ok(found) => found.into_iter().filter_map(|subnet| subnet.at("subnet_id").as_str()).collect(),
                Err(lost) => {
                    unread.get_or_insert(lost);
                    vec![]
                }
            },
        };
        let groups: Vec<&str> = resource.at(service.groups).items().iter().filter_map(Value::as_str).collect();
        let card = Card {
            v4,
            v6: None,
            private: vec![],
            subnet: None,
            vpc,
            guard: Guard::Groups(groups),
            nameless: None,
            unread,
        };
        if subnets.is_empty() {
            return self.somewhere(card).into_iter().collect();
        }
        let cards = subnets.into_iter().map(|subnet| Card { subnet: Some(subnet), ..card.clone() });
        cards.collect::<Vec<_>>().into_iter().map(|card| self.guarded_by_default(card)).collect()
    }

    /// Without a place it is in no network of the account's, unless that could not be read. A public address leads
    /// somewhere, though: where AWS does not say where, nobody knows what is in its way.
    fn somewhere(&self, card: Card<'a>) -> Option<Card<'a>> {
        if card.unread.is_some() || card.vpc.is_some() {
            return Some(card);
        }
        let untold = || Unread::new(format!("{}.vpc_id", self.resource.kind), Reason::NotCollected);
        card.v4.map(|_| Card { unread: Some(untold()), ..card })
    }

    /// What names no group is guarded by the network's default group.
    fn guarded_by_default(&mut self, card: Card<'a>) -> Card<'a> {
        if card.unread.is_some() || !card.guard.ids().is_empty() {
            return card;
        }
        let Some(vpc) = self.vpc_of(&card) else { return card };
        match self.default_group(vpc) {
            Ok(guard) => Card { guard, ..card },
            Err(unread) => Card { unread: Some(unread), ..card },
        }
    }

    fn has_no_tasks(&self) -> bool {
        let count = |field: &str| self.resource.at(field).as_int();
        &*self.resource.kind == "ecs_service" && count("running_count") == Some(0) && count("desired_count") == Some(0)
    }
}

/// The ports of ActiveMQ and of RabbitMQ.
/// <https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/troubleshooting-general.html>
pub(super) fn broker(broker: &Resource) -> Vec<i64> {
    match broker.at("engine_type").as_str() {
        Some("RABBITMQ") => vec![443, 5671, 15671],
        _ => vec![5671, 8162, 8883, 61614, 61617, 61619],
    }
}

/// The ports of the protocols that a server for file transfer speaks; those for the files themselves over FTP not
/// counted. <https://docs.aws.amazon.com/transfer/latest/userguide/create-server-ftp.html>
pub(super) fn transfer(server: &Resource) -> Vec<i64> {
    let port = |protocol: &str| match protocol {
        "SFTP" => Some(22),
        "FTP" | "FTPS" => Some(21),
        "AS2" => Some(5080),
        _ => None,
    };
    server.at("protocols").items().iter().filter_map(Value::as_str).filter_map(port).collect()
}
