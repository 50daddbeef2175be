//! Replies that several kinds share, such as IAM's one great listing: fetched once, by whoever comes first.

use crate::snapshot::Unread;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

type Cell = Arc<OnceCell<Result<Arc<dyn Any + Send + Sync>, Unread>>>;

#[derive(Default)]
pub struct Memo {
    cells: Mutex<HashMap<TypeId, Cell>>,
}

impl Memo {
    pub async fn once<T, F>(&self, fetch: impl FnOnce() -> F) -> Result<Arc<T>, Unread>
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<T, Unread>>,
    {
        let cell = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cells.entry(TypeId::of::<T>()).or_default())
        };
        let reply = cell
            .get_or_init(|| async { fetch().await.map(|value| Arc::new(value) as Arc<dyn Any + Send + Sync>) })
            .await;
        let value = reply.clone()?;
        Ok(value.downcast().unwrap_or_else(|_| unreachable!("a cell is found by the type that it holds")))
    }
}
