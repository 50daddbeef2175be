//! Resources whose reach is that of others: a cluster of databases, a listener, an environment of Elastic Beanstalk.

use super::Search;
use super::balancer::spoken_by;
use super::ports::{Ports, Ways, everything};
use super::search::Found;
use crate::snapshot::{Reason, Resource, Unread, Value};
use std::mem::take;

/// The tag by which Elastic Beanstalk marks what it makes.
const BEANSTALK: &str = "tags.elasticbeanstalk:environment-id";

impl<'a, 's: 'a> Search<'a, 's> {
    /// Nothing for resources that have a reach of their own.
    pub(super) fn by_others(&mut self) -> Option<Found> {
        match &*self.resource.kind {
            "rds_cluster" => Some(self.database_cluster()),
            "elbv2_listener" => Some(self.listener()),
            "elasticbeanstalk_environment" => Some(self.beanstalk()),
            _ => None,
        }
    }

    /// Each server of a cluster has a name of its own, and the cluster's name leads to one of them.
    fn database_cluster(&mut self) -> Found {
        let members = self.resource.at("member_identifiers");
        if let Some(unread) = members.unread_within() {
            return self.perhaps_anything(unread);
        }
        let mut all = Found { live: members.items().is_empty(), ..Found::default() };
        for member in members.items().iter().filter_map(Value::as_str) {
            match self.find("rds_instance", "name", member) {
                Ok(found) if !found.is_empty() => found.into_iter().for_each(|one| self.join(&mut all, one)),
                Ok(_) => all.add(self.perhaps_anything(&Unread::new("rds_instance", Reason::NotCollected))),
                Err(unread) => all.add(self.perhaps_anything(&unread)),
            }
        }
        all
    }

    fn listener(&mut self) -> Found {
        let listener = self.resource;
        let Some(balancer) = listener.at("load_balancer_arn").as_str().and_then(|arn| self.index.by_id(arn)) else {
            let unread = self.missing("elbv2_load_balancer");
            return self.perhaps_anything(&unread);
        };
        let mut all = Found::default();
        self.join(&mut all, balancer);
        let at = spoken_by(listener);
        all.ports = all.ports.iter().flat_map(|port| at.iter().filter_map(|at| port.at(at))).collect();
        for ways in [&mut all.through, &mut all.accounts] {
            ways.retain(|way| at.iter().any(|at| at.from <= way.to && way.from <= at.to));
        }
        all
    }

    /// The address of an environment is that of its load balancer, or of its one instance.
    fn beanstalk(&mut self) -> Found {
        let id = self.resource.at("environment_id").as_str().unwrap_or_default();
        let mut all = Found::default();
        for kind in ["elb_load_balancer", "elbv2_load_balancer", "ec2_instance"] {
            match self.find(kind, BEANSTALK, id) {
                Ok(found) => found.into_iter().for_each(|one| self.join(&mut all, one)),
                Err(unread) => all.add(self.perhaps_anything(&unread)),
            }
        }
        all
    }

    /// Adds what is found out about another resource, with its reasons.
    fn join(&mut self, all: &mut Found, one: &'a Resource) {
        let ask = |search: &mut Self| (search.found(), take(&mut search.open), take(&mut search.closed));
        let (found, open, closed) = self.other(one, ask);
        open.into_iter().for_each(|why| self.is_open(format!("{}: {why}", one.label())));
        closed.iter().for_each(|why| self.is_closed(&format!("{}: {why}", one.label())));
        all.add(found.unwrap_or_default());
    }

    fn perhaps_anything(&mut self, unread: &Unread) -> Found {
        let ports = if self.unsure(unread) { everything("") } else { Ports::new() };
        Found { live: true, ports, through: Ways::new(), accounts: Ways::new() }
    }
}
