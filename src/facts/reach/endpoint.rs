//! Services that answer on the internet at an address of AWS's, with no network of the account's before them.

use super::ports::{OpenPort, Ports, Ways, is_internet};
use super::search::{Found, Question};
use super::{Host, Search, service};
use crate::snapshot::Value;

/// Whether an endpoint is on the internet.
enum Endpoint {
    /// It is, at these ports.
    Open(Vec<OpenPort>),
    /// It is not, for this reason.
    Closed(&'static str),
    /// It answers nobody.
    Resting(&'static str),
}

const HTTPS: [i64; 1] = [443];

impl<'a, 's: 'a> Search<'a, 's> {
    /// Nothing for kinds without such an endpoint, and for those that stand in a network of the account's.
    pub(super) fn by_endpoint(&mut self) -> Option<Found> {
        let endpoint = match &*self.resource.kind {
            "apigateway_rest_api" => self.rest_api(),
            "apigatewayv2_api" => self.http_api(),
            "appsync_api" => self.unless("visibility", |value| value.as_str() == Some("PRIVATE"), PRIVATE),
            "apprunner_service" => self.app_runner(),
            "cloudfront_distribution" => self.distribution(),
            "cognito_user_pool" | "cognito_identity_pool" => world(&HTTPS),
            "eks_cluster" => self.kubernetes(),
            "lambda_function" => self.function(),
            "lightsail_database" => self.lightsail_database(),
            "lightsail_instance" => self.lightsail_instance(),
            "mq_broker" => self.broker()?,
            "opensearch_domain" => self.domain()?,
            "transfer_server" => self.file_server()?,
            _ => return None,
        };
        let ports: Ports = match endpoint {
            Endpoint::Open(ports) => ports.into_iter().collect(),
            Endpoint::Closed(why) => {
                self.is_closed(why);
                Ports::new()
            }
            Endpoint::Resting(why) => {
                self.is_closed(why);
                return Some(Found::default());
            }
        };
        if let Some(port) = ports.first() {
            self.is_open(format!("its endpoint is on the internet, and lets in {} to {}", port.source, port.label()));
        }
        Some(Found { live: true, ports, through: self.behind_function(), accounts: Ways::new() })
    }

    /// Whether a field says something; what could not be read says what is worse.
    fn says(&mut self, field: &str, is: impl Fn(&Value) -> bool, good: bool) -> bool {
        match self.resource.at(field).unread_within() {
            Some(unread) => self.unsure(unread) != good,
            None => is(self.resource.at(field)),
        }
    }

    /// On the internet, unless a field says that it is not.
    fn unless(&mut self, field: &str, is: impl Fn(&Value) -> bool, why: &'static str) -> Endpoint {
        if self.says(field, is, true) { Endpoint::Closed(why) } else { world(&HTTPS) }
    }

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html>
    fn rest_api(&mut self) -> Endpoint {
        let private = |types: &Value| types.items().iter().any(|one| one.as_str() == Some("PRIVATE"));
        if self.says("stages", |stages| stages.items().is_empty(), true) {
            return Endpoint::Resting("no stage of it can be called");
        }
        if self.has_no_name() {
            return Endpoint::Closed(NAMELESS);
        }
        self.unless("endpoint_types", private, PRIVATE)
    }

    fn http_api(&mut self) -> Endpoint {
        if self.says("stages", |stages| stages.items().is_empty(), true) {
            return Endpoint::Resting("no stage of it can be called");
        }
        if self.has_no_name() { Endpoint::Closed(NAMELESS) } else { world(&HTTPS) }
    }

    /// Whether the address that AWS gave an API is off, and there is no name of the account's on the internet that might
    /// lead to it instead. Which name leads to which API is not read.
    fn has_no_name(&mut self) -> bool {
        if !self.says("disable_execute_api_endpoint", |off| off.as_bool() == Some(true), true) {
            return false;
        }
        ["REGIONAL", "EDGE"].iter().all(|kind| match self.find("apigateway_domain", "endpoint_types", kind) {
            Ok(found) => found.is_empty(),
            Err(unread) => !self.unsure(&unread),
        })
    }

    fn app_runner(&mut self) -> Endpoint {
        if self.rests("status", &["PAUSED", "CREATE_FAILED", "DELETED", "DELETE_FAILED"]) {
            return Endpoint::Resting("it does not run");
        }
        self.unless("is_publicly_accessible", |public| public.as_bool() == Some(false), PRIVATE)
    }

    fn distribution(&mut self) -> Endpoint {
        if self.says("enabled", |enabled| enabled.as_bool() == Some(false), true) {
            return Endpoint::Resting("it is not enabled");
        }
        world(&[80, 443])
    }

    /// <https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html>
    fn kubernetes(&mut self) -> Endpoint {
        if self.rests("status", &["DELETING", "FAILED"]) {
            return Endpoint::Resting("it does not run");
        }
        if !self.says("vpc_config.endpoint_public_access", |public| public.as_bool() == Some(true), false) {
            return Endpoint::Closed("its API answers in its own network only");
        }
        let from = self.resource.at("vpc_config.public_access_cidrs");
        if from.unread_within().is_some_and(|unread| self.unsure(unread)) {
            return world(&HTTPS);
        }
        let wide: Vec<&str> =
            from.items().iter().filter_map(Value::as_str).filter(|range| is_internet(range)).collect();
        if wide.is_empty() {
            return Endpoint::Closed("its API answers to some addresses only");
        }
        Endpoint::Open(wide.into_iter().map(|range| port(range, "tcp", 443, 443)).collect())
    }

    fn function(&mut self) -> Endpoint {
        self.unless("urls", |urls| urls.items().is_empty(), "it has no address of its own")
    }

    /// Functions are registered under many names: their own, and those of their versions and aliases.
    fn behind_function(&mut self) -> Ways {
        let function = self.resource;
        let mut ways = Ways::new();
        if &*function.kind != "lambda_function" {
            return ways;
        }
        self.ask(Question::Through);
        let host = Host::of(vec![]);
        let groups = match self.find("elbv2_target_group", "target_type", "lambda") {
            Ok(groups) => groups,
            Err(unread) => return self.perhaps_behind(&host, &[], &unread),
        };
        for group in groups {
            let is =
                |target: &str| target.strip_prefix(&*function.id).is_some_and(|r| r.is_empty() || r.starts_with(':'));
            ways.extend(self.behind(&host, &[], group, is));
        }
        ways
    }

    fn lightsail_database(&mut self) -> Endpoint {
        if self.rests("state", &["stopped", "stopping", "deleting"]) {
            return Endpoint::Resting("it does not run");
        }
        if !self.says("publicly_accessible", |public| public.as_bool() == Some(true), false) {
            return Endpoint::Closed("it has no public address");
        }
        world(if self.resource.at("engine").as_str() == Some("postgres") { &[5432] } else { &[3306] })
    }

    fn lightsail_instance(&mut self) -> Endpoint {
        if self.rests("state", &["stopped", "stopping", "terminated", "shutting-down"]) {
            return Endpoint::Resting("it does not run");
        }
        let v4 = self.says("public_ip_address", |address| address.as_str().is_some(), false);
        let v6 = self.says("ipv6_addresses", |addresses| !addresses.items().is_empty(), false);
        let rules = self.resource.at("ports");
        if rules.unread_within().is_some_and(|unread| self.unsure(unread)) {
            return Endpoint::Open(super::ports::everything("").into_iter().collect());
        }
        let mut open = Vec::new();
        for rule in rules.items().iter().filter(|rule| rule.at("access_direction").as_str() != Some("outbound")) {
            let (from, to) = super::ports::ports_of(rule);
            let protocol = rule.at("protocol").as_str().filter(|protocol| *protocol != "all").unwrap_or("-1");
            let ranges = [(v4, "cidrs"), (v6, "ipv6_cidrs")].into_iter().filter(|(has, _)| *has);
            let ranges = ranges.flat_map(|(_, field)| rule.at(field).items()).filter_map(Value::as_str);
            open.extend(ranges.filter(|range| is_internet(range)).map(|range| port(range, protocol, from, to)));
        }
        if open.is_empty() {
            Endpoint::Closed("its firewall does not let in the internet")
        } else {
            Endpoint::Open(open)
        }
    }

    /// A public broker of RabbitMQ stands in no network of the account's.
    /// <https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-basic-elements-broker.html>
    fn broker(&mut self) -> Option<Endpoint> {
        let outside = self.says("engine_type", |engine| engine.as_str() == Some("RABBITMQ"), false)
            && self.says("publicly_accessible", |public| public.as_bool() == Some(true), false);
        outside.then(|| world(&service::broker(self.resource)))
    }

    /// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html>
    fn domain(&mut self) -> Option<Endpoint> {
        if self.resource.at("vpc_id").as_str().is_some() {
            return None;
        }
        if self.says("deleted", |deleted| deleted.as_bool() == Some(true), true) {
            return Some(Endpoint::Resting("it is being deleted"));
        }
        if self.says("vpc_id", |_| false, true) {
            return Some(Endpoint::Closed("its endpoint is in its own network"));
        }
        let http = !self.says("enforce_https", |only| only.as_bool() == Some(true), true);
        Some(world(if http { &[80, 443] } else { &HTTPS }))
    }

    fn file_server(&mut self) -> Option<Endpoint> {
        if !self.says("endpoint_type", |kind| kind.as_str() == Some("PUBLIC"), false) {
            return None;
        }
        if self.rests("state", &["OFFLINE", "STOPPING", "STOP_FAILED", "START_FAILED"]) {
            return Some(Endpoint::Resting("it does not run"));
        }
        if self.says("protocols", |_| false, false) {
            return Some(Endpoint::Open(super::ports::everything("").into_iter().collect()));
        }
        Some(world(&service::transfer(self.resource)))
    }
}

/// Said of an API that nobody can call by any address.
const NAMELESS: &str = "the address that AWS gave it is off, and no name of the account's may lead to it";

/// Said of what answers only to endpoints of networks.
const PRIVATE: &str = "it answers to VPC endpoints only";

/// Open to everybody.
fn world(ports: &[i64]) -> Endpoint {
    Endpoint::Open(ports.iter().map(|number| port("0.0.0.0/0", "tcp", *number, *number)).collect())
}

fn port(source: &str, protocol: &str, from: i64, to: i64) -> OpenPort {
    let (protocol, source) = (protocol.to_owned(), source.to_owned());
    OpenPort { protocol, from, to, source, security_group_id: String::new() }
}
