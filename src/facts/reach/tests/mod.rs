//! Reach, rule by rule: what opens it, and what comes close and does not.

mod acl;
mod balancer;
mod endpoint;
mod ends;
mod estate;
mod internet;
mod neighbour;
mod service;
mod within;
