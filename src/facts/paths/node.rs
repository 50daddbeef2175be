//! What attack paths lead over: where they begin, what is taken over on the way, and what they are after.

use crate::facts::reach::{Alike, Stand};
use crate::snapshot::{AccountId, Resource};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// From where somebody comes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    Internet,
    /// An account that is not of the estate.
    Account(Arc<str>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node<'a> {
    Entry(Entry),
    Thing(Thing<'a>),
    /// All rights of an account.
    Admin(&'a AccountId),
    Joint(Joint<'a>),
}

/// What stands between many and many, so that their edges are a sum and no product. Nobody sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joint<'a> {
    /// What a security group opens to somebody, by way of something else or directly: what is there to be open, or what is
    /// not.
    Door { entry: Entry, by: Arc<str>, group: Arc<str>, meant: bool },
    /// The same, at some ports only.
    Port { entry: Entry, by: Arc<str>, group: Arc<str>, from: i64, to: i64 },
    /// A place in a network.
    Stand(Standing<'a>),
    /// What a security group opens to places in the network, of what carries it; before its rules, and behind them. The
    /// numbers are those of its landings.
    Gate { group: Thing<'a>, to: Arc<[usize]>, behind: bool },
    /// Data stores that somebody reads by the same policy.
    Stores(Arc<[usize]>),
}

/// A resource, which is the same wherever it is met.
#[derive(Debug, Clone, Copy)]
pub struct Thing<'a>(pub &'a Resource);

/// A place in a network, which is the same for all who stand alike.
#[derive(Debug, Clone)]
pub struct Standing<'a>(pub Arc<Stand<'a>>);

impl<'a> Node<'a> {
    /// What a path is told by; none for what only joins.
    pub fn is_seen(&self) -> bool {
        !matches!(self, Self::Joint(_))
    }

    pub fn resource(&self) -> Option<&'a Resource> {
        if let Self::Thing(Thing(resource)) = self { Some(resource) } else { None }
    }
}

impl<'a> Thing<'a> {
    fn key(&self) -> (&'a str, &'a str, &'a str, &'a str) {
        let Self(resource) = self;
        (resource.account.as_str(), resource.region.as_str(), &resource.kind, &resource.id)
    }
}

impl<'a> Standing<'a> {
    fn key(&self) -> &Alike<'a> {
        &self.0.alike
    }
}

/// Two are the same where their keys are.
macro_rules! by_key {
    ($name:ident) => {
        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.key() == other.key()
            }
        }

        impl Eq for $name<'_> {}

        impl PartialOrd for $name<'_> {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name<'_> {
            fn cmp(&self, other: &Self) -> Ordering {
                self.key().cmp(&other.key())
            }
        }

        impl Hash for $name<'_> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.key().hash(state);
            }
        }
    };
}

by_key!(Thing);
by_key!(Standing);
