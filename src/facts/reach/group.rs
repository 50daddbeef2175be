//! What security groups let in, from where.

use super::ports::{OpenPort, Ports, WORLD, everything, is_internet, is_wide, overlap, ports_of, protocol_of};
use super::{Guard, Search};
use crate::snapshot::{Resource, Unread, Value};
use ipnet::IpNet;

/// From where something comes.
pub(super) enum Origin<'a> {
    /// Anybody, by addresses of these families.
    Internet { v4: bool, v6: bool },
    /// Somebody in these ranges, who carries these security groups.
    Near { ranges: Vec<IpNet>, groups: Vec<&'a str>, account: Option<&'a str> },
    /// Whoever is let in, where it could not be read who comes.
    Unknown,
}

impl Origin<'_> {
    /// Where it comes from, as far as that is known by name.
    pub fn ranges(&self) -> &[IpNet] {
        match self {
            Self::Internet { .. } | Self::Unknown => &[],
            Self::Near { ranges, .. } => ranges,
        }
    }

    /// Whether a part of what it may come from is still it. A small part of the internet is somebody's own.
    pub fn counts(&self, part: &IpNet) -> bool {
        match self {
            Self::Internet { .. } => is_wide(part),
            Self::Near { .. } | Self::Unknown => true,
        }
    }

    /// Which of it comes from a range.
    fn within(&self, cidr: &str) -> Vec<String> {
        match self {
            Self::Internet { v4, v6 } => {
                let family = if cidr.contains(':') { *v6 } else { *v4 };
                if family && is_internet(cidr) { vec![cidr.to_owned()] } else { vec![] }
            }
            Self::Unknown => vec![cidr.to_owned()],
            Self::Near { ranges, .. } => {
                let Ok(range) = cidr.parse::<IpNet>() else { return vec![] };
                ranges.iter().filter_map(|own| overlap(own, &range)).map(|shared| shared.to_string()).collect()
            }
        }
    }

    /// Whether it carries a security group. Of another account's network it is not known which ones it carries; that a
    /// rule names one of them is enough.
    fn carries(&self, group: &str, account: Option<&str>) -> bool {
        match self {
            Self::Internet { .. } => false,
            Self::Unknown => true,
            Self::Near { groups, account: own, .. } => groups.contains(&group) || own.is_some() && *own == account,
        }
    }
}

impl<'a, 's: 'a> Search<'a, 's> {
    /// What gets past the guard of a card.
    pub(super) fn guarded(&mut self, guard: &Guard<'a>, origin: &Origin<'a>) -> Ports {
        let groups = match guard {
            Guard::Only(group) => return self.rules(group, origin),
            Guard::Nobody => {
                return WORLD
                    .iter()
                    .flat_map(|world| origin.within(world))
                    .map(|source| OpenPort::everything("", &source))
                    .collect();
            }
            Guard::Groups(groups) => groups,
        };
        let mut ports = Ports::new();
        for group in groups {
            let open = match self.find("ec2_security_group", "group_id", group) {
                Ok(found) if !found.is_empty() => {
                    found.into_iter().for_each(|found| ports.extend(self.rules(found, origin)));
                    false
                }
                Ok(_) => self.not_listed("ec2_security_group"),
                Err(unread) => self.unsure(&unread),
            };
            if open {
                ports.extend(everything(group));
            }
        }
        ports
    }

    /// What a security group lets in.
    fn rules(&mut self, group: &'a Resource, origin: &Origin<'a>) -> Ports {
        let id = group.at("group_id").as_str().unwrap_or_default();
        let ingress = group.at("ingress");
        if let Some(unread) = ingress.unread_within()
            && self.unsure(unread)
        {
            return everything(id);
        }
        let mut open = Ports::new();
        for rule in ingress.items() {
            let (from, to) = ports_of(rule);
            open.extend(self.sources(rule, origin).into_iter().map(|source| OpenPort {
                protocol: protocol_of(rule).to_owned(),
                from,
                to,
                source,
                security_group_id: id.to_owned(),
            }));
        }
        open
    }

    /// Whom of those that come a rule is about.
    fn sources(&mut self, rule: &'a Value, origin: &Origin<'a>) -> Vec<String> {
        if let Some(group) = rule.at("source_security_group_id").as_str() {
            let carried = origin.carries(group, rule.at("source_account").as_str());
            return if carried { vec![group.to_owned()] } else { vec![] };
        }
        let ranges = match rule.at("prefix_list_id").as_str() {
            Some(list) => self.listed(list),
            None => rule.at("cidr").as_str().into_iter().collect(),
        };
        ranges.into_iter().flat_map(|range| origin.within(range)).collect()
    }

    /// The ranges of a prefix list. One that is not listed is AWS's own, and no such list holds the internet.
    pub(super) fn listed(&mut self, list: &str) -> Vec<&'a str> {
        let lists = match self.find("ec2_prefix_list", "prefix_list_id", list) {
            Ok(lists) => lists,
            Err(unread) => return if self.unsure(&unread) { WORLD.to_vec() } else { vec![] },
        };
        let mut ranges = Vec::new();
        for cidrs in lists.into_iter().map(|list| list.at("cidrs")) {
            if let Some(unread) = cidrs.unread_within()
                && self.unsure(unread)
            {
                ranges.extend(WORLD);
            }
            ranges.extend(cidrs.items().iter().filter_map(Value::as_str));
        }
        ranges
    }

    /// The group of a network that guards what names none.
    pub(super) fn default_group(&mut self, vpc: &'a str) -> Result<Guard<'a>, Unread> {
        let groups = self.find("ec2_security_group", "vpc_id", vpc)?;
        let default = groups.into_iter().find(|group| group.at("is_default").as_bool() == Some(true));
        Ok(default.map_or(Guard::Groups(vec![]), Guard::Only))
    }
}
