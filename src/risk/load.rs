//! What an estate carries. Ten points of score double the load, and it is a sum: more trouble is always more load.

/// The load of a resource, account, owner or estate.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Load {
    /// What is certain: failures, at the least they can weigh.
    pub low: f64,
    /// What it may be: failures and unknowns, at the most they can weigh.
    pub high: f64,
    /// Whole kinds could not be read, so that there may be more than `high`.
    pub unbounded: bool,
}

/// The loads of one run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loads {
    /// Left after waivers.
    pub estate: Load,
    /// As if nothing had been waived.
    pub inherent: Load,
    pub by_account: std::collections::BTreeMap<String, Load>,
    /// By owner; what nobody owns is under the empty name.
    pub by_owner: std::collections::BTreeMap<String, Load>,
}
