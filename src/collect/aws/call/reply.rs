//! What a reply means: a value, not set, or unread.

use super::super::error::{self, SdkResult};
use super::super::service::Protocol;
use super::failure::Failure;
use super::request::Call;
use super::send::{Body, send};
use super::tree::Tree;
use super::{json, xml};
use crate::snapshot::{Reading, Reason, Unread};
use serde::de::DeserializeOwned;

impl Call<'_> {
    /// A reply to a question that always has an answer, such as a listing.
    pub async fn answer<T: DeserializeOwned>(self) -> Result<T, Unread> {
        let body = error::answer(&self.needs(), self.send().await)?;
        self.parse(&body)
    }

    /// A reply, or `None` where AWS says that it is not set.
    pub async fn judge<T: DeserializeOwned>(self) -> Result<Option<T>, Unread> {
        let body = error::judge(&self.needs(), self.send().await)?;
        body.map(|body| self.parse(&body)).transpose()
    }

    /// A field that is fetched by a call of its own: `convert` sees the reply, and not-set is `None`.
    pub async fn reading<T: DeserializeOwned, U>(self, convert: impl FnOnce(T) -> Option<U>) -> Reading<Option<U>> {
        self.judge().await.map(|reply| reply.and_then(convert)).into()
    }

    pub(super) async fn send(&self) -> SdkResult<Body, Failure> {
        send(self).await
    }

    fn parse<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, Unread> {
        self.read(self.tree(body)?)
    }

    pub(super) fn tree(&self, body: &[u8]) -> Result<Tree, Unread> {
        let tree = match self.service.protocol {
            Protocol::Json { .. } | Protocol::RestJson => json::tree(body),
            Protocol::Query { .. } | Protocol::RestXml => xml::tree(body),
        };
        tree.map_err(|misfit| self.unparseable(misfit.to_string()))
    }

    pub(super) fn read<T: DeserializeOwned>(&self, tree: Tree) -> Result<T, Unread> {
        let result = match self.service.protocol {
            Protocol::Query { .. } => tree.result(),
            Protocol::Json { .. } | Protocol::RestJson | Protocol::RestXml => Ok(tree),
        };
        result.and_then(Tree::read).map_err(|misfit| self.unparseable(misfit.to_string()))
    }

    pub(super) fn unparseable(&self, detail: String) -> Unread {
        Unread { detail: Some(detail), ..Unread::new(self.needs(), Reason::Unparseable) }
    }
}
