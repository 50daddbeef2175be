//! The AWS API: a session, how its errors are judged, and one file a kind of resource.

#[macro_use]
mod session;
mod ec2_elastic_ip;
mod ec2_flow_log;
mod ec2_image;
mod ec2_instance;
mod ec2_internet_gateway;
mod ec2_key_pair;
mod ec2_launch_template;
mod ec2_nat_gateway;
mod ec2_network_acl;
mod ec2_network_interface;
mod ec2_prefix_list;
mod ec2_region;
mod ec2_reply;
mod ec2_route_table;
mod ec2_security_group;
mod ec2_snapshot;
mod ec2_subnet;
mod ec2_transit_gateway;
mod ec2_volume;
mod ec2_vpc;
mod ec2_vpc_endpoint;
mod ec2_vpc_peering;
mod error;
mod kind;
mod memo;
mod pace;
mod policy_document;
mod registry;
mod s3_access;
mod s3_access_point;
mod s3_account;
mod s3_bucket;
mod s3_bucket_settings;
mod s3_control;
mod tags;
mod timestamp;
mod user_data;

pub(super) use kind::{Event, Place, Sink};
pub use kind::{Found, Kind};
pub use registry::kinds;
pub(super) use registry::{Entry, registry};
pub(super) use session::Session;
pub use session::{Credentials, SessionError};
