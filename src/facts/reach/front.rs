//! At which ports the internet reaches a load balancer that leads to a target.

use super::Search;
use super::balancer::spoken_by;
use super::ports::{Listener, OpenPort, Ports, Way, everything};
use crate::snapshot::{Reason, Resource, Unread};

/// The most load balancers that are looked at for one resource.
const MOST_FRONTS: usize = 100;

impl<'a, 's: 'a> Search<'a, 's> {
    /// At which ports the internet reaches a load balancer, of those that may lead to a target group.
    pub(super) fn fronts(&mut self, balancer: &'a Resource, group: Option<&Resource>) -> Ports {
        if !self.fronts.contains_key(&*balancer.id) {
            if self.fronts.len() >= MOST_FRONTS {
                let worst = self.unsure(&Unread::new("elbv2_target_group", Reason::TooLarge));
                return if worst { everything("") } else { Ports::new() };
            }
            let fronts = self.front(balancer);
            self.fronts.insert(&balancer.id, fronts);
        }
        let mut fronts = self.fronts.get(&*balancer.id).cloned().unwrap_or_default();
        if let Some(group) = group.filter(|_| !fronts.is_empty()) {
            self.keep_leading(&mut fronts, balancer, group);
        }
        fronts
    }

    /// By itself, or by another load balancer before it.
    fn front(&mut self, balancer: &'a Resource) -> Ports {
        let depth = self.depth.saturating_sub(1);
        self.other(balancer, |search| {
            search.depth = depth;
            let Some(host) = search.host().filter(|host| host.live) else { return Ports::new() };
            let mut fronts = search.direct(&host);
            let ways = search.through(&host).into_iter();
            fronts.extend(ways.map(|way| {
                let Way { protocol, from, to, source, security_group_id, .. } = way;
                OpenPort { protocol, from, to, source, security_group_id }
            }));
            fronts
        })
    }

    /// Keeps the ports that lead to a target group. Listeners of network load balancers have no rules; those of others
    /// may have some that lead there.
    fn keep_leading(&mut self, fronts: &mut Ports, balancer: &Resource, group: &Resource) {
        let Ok(listeners) = self.find("elbv2_listener", "load_balancer_arn", &balancer.id) else { return };
        let leads = |listener: &&Resource| {
            let actions = listener.at("default_actions").items().iter();
            actions.flat_map(|action| action.at("target_group_arns").items()).any(|arn| arn.as_str() == Some(&group.id))
        };
        let named: Vec<Listener> = listeners.into_iter().filter(leads).flat_map(spoken_by).collect();
        let at =
            |fronts: &Ports| -> Ports { fronts.iter().flat_map(|f| named.iter().filter_map(|l| f.at(l))).collect() };
        let leading = at(fronts);
        let ruled = balancer.at("type").as_str() != Some("network");
        let rules = || Unread::new("elasticloadbalancing:DescribeRules", Reason::NotCollected);
        if leading.is_empty() && ruled && (named.is_empty() || self.unsure(&rules())) {
            return;
        }
        *fronts = leading;
    }
}
