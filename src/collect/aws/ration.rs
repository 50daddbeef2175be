//! How many resources of a kind are asked about one by one. An account may hold a hundred thousand snapshots, and AWS says
//! of each alone with whom it is shared: hours of calls, on quotas that its people need. What a listing tells is kept of
//! all; what goes beyond the ration is unread, and is said to be so.

use std::fmt;
use std::future::Future;

tokio::task_local! {
    /// Set while a resource beyond the ration is read.
    static SPENT: ();
}

/// Runs what reads a resource beyond the ration. Calls in it are not made.
pub async fn beyond<F: Future>(read: F) -> F::Output {
    SPENT.scope((), read).await
}

pub fn is_spent() -> bool {
    SPENT.try_with(|()| ()).is_ok()
}

/// The error of a call that was not made.
#[derive(Debug)]
pub struct Spent;

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("so many of this kind were asked about one by one that the rest were not")
    }
}

impl std::error::Error for Spent {}
