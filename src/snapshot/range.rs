//! Address ranges, and which of them hold strangers.

use ipnet::{IpNet, Ipv6Net};
use std::net::Ipv6Addr;

/// All IPv6 addresses that are in use on the internet.
/// <https://www.iana.org/assignments/ipv6-unicast-address-assignments/>
pub const IPV6_IN_USE: IpNet = IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3));

/// Whether a range is so wide that it holds strangers, whoever was meant: wider than the widest that anybody owns. For
/// IPv4 that is AWS's own measure of a public policy; halves of the world are no way around it.
pub fn is_world(range: IpNet) -> bool {
    match range {
        IpNet::V4(range) => range.prefix_len() < 8,
        IpNet::V6(_) => range.prefix_len() < 16 && (IPV6_IN_USE.contains(&range) || range.contains(&IPV6_IN_USE)),
    }
}
