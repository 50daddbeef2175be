//! Reach, rule by rule: what opens it, and what comes close and does not.

mod estate;
mod internet;
