//! Listings, page by page.

use super::super::error;
use super::misfit::Misfit;
use super::request::Call;
use super::tree::Tree;
use crate::snapshot::Unread;
use serde::de::DeserializeOwned;

/// A listing, page by page.
pub struct Pages<'a> {
    next: Option<Call<'a>>,
    request: &'static str,
    reply: Marker,
    last: String,
}

/// What in a page leads to the next.
#[derive(Clone, Copy)]
enum Marker {
    /// A token of this name.
    Token(&'static str),
    /// The last item of a list, where another member says that there is more behind it.
    Last { list: &'static str, more: &'static str },
}

impl Marker {
    fn of(self, page: &Tree) -> Result<Option<String>, Misfit> {
        let marker = match self {
            Self::Token(name) => page.text(name),
            Self::Last { list, more } => page.last(list, more)?,
        };
        Ok(marker.filter(|marker| !marker.is_empty()).map(str::to_owned))
    }
}

impl<'a> Call<'a> {
    /// All pages of a listing: the reply's token of one name is the next request's parameter of another.
    pub fn pages(self, request: &'static str, reply: &'static str) -> Pages<'a> {
        Pages { next: Some(self), request, reply: Marker::Token(reply), last: String::new() }
    }

    /// All pages of a listing without tokens: the next begins behind the last item of the reply's `list`, while `more`
    /// is true.
    pub fn pages_behind(self, request: &'static str, list: &'static str, more: &'static str) -> Pages<'a> {
        Pages { next: Some(self), request, reply: Marker::Last { list, more }, last: String::new() }
    }
}

impl<'a> Pages<'a> {
    /// The next page; `None` behind the last.
    pub async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Unread> {
        let Some(call) = self.next.take() else { return Ok(None) };
        let body = error::answer(&call.needs(), call.send().await)?;
        self.page(call, &body).map(Some)
    }

    /// The next page of what may have gone since it was listed; `None` behind the last, and where it has gone.
    pub async fn judge<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Unread> {
        let Some(call) = self.next.take() else { return Ok(None) };
        let body = error::judge(&call.needs(), call.send().await)?;
        body.map(|body| self.page(call, &body)).transpose()
    }

    /// The items of all pages; `None` where what they belong to has gone.
    pub async fn all<T: DeserializeOwned, I>(mut self, items: impl Fn(T) -> Vec<I>) -> Result<Option<Vec<I>>, Unread> {
        let mut all = Vec::new();
        while self.next.is_some() {
            let Some(page) = self.judge().await? else { return Ok(None) };
            all.extend(items(page));
        }
        Ok(Some(all))
    }

    fn page<T: DeserializeOwned>(&mut self, mut call: Call<'a>, body: &[u8]) -> Result<T, Unread> {
        let page = call.tree(body)?;
        let marker = self.reply.of(&page).map_err(|misfit| call.unparseable(misfit.to_string()))?;
        let page = call.read(page)?;
        if let Some(marker) = marker {
            // A server that sends the same token for ever would never be left.
            if marker == self.last {
                return Err(call.unparseable("the same page again and again".to_owned()));
            }
            call.put(self.request, marker.clone().into());
            self.last = marker;
            self.next = Some(call);
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::service::FIREHOSE;
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::{Reason, Region};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Page {
        #[serde(default)]
        names: Vec<String>,
    }

    fn all(replies: &[&str], pages: fn(Call<'_>) -> Pages<'_>) -> Result<Option<Vec<String>>, Unread> {
        let api = replies.iter().fold(Canned::default(), |api, reply| api.reply("List", reply));
        let session = api.session();
        let call = Call::new(&session, &Region::try_from("eu-central-1").unwrap(), &FIREHOSE, "List");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(pages(call).all(|page: Page| page.names))
    }

    #[test]
    fn tokens_lead_from_page_to_page_and_not_in_a_circle() {
        let read = |replies: &[&str]| all(replies, |call| call.pages("Token", "Next"));
        let pages = [r#"{"names": ["a"], "Next": "2"}"#, r#"{"names": ["b"], "Next": ""}"#];
        assert_eq!(read(&pages).unwrap(), Some(vec!["a".to_owned(), "b".to_owned()]));
        let circle = read(&pages[..1]).unwrap_err();
        assert_eq!(
            (circle.reason, circle.detail.as_deref()),
            (Reason::Unparseable, Some("the same page again and again"))
        );
    }

    #[test]
    fn names_lead_from_page_to_page_while_there_is_more() {
        let read = |replies: &[&str]| all(replies, |call| call.pages_behind("Start", "names", "More"));
        let pages = [r#"{"names": ["a", "b"], "More": true}"#, r#"{"names": ["c"], "More": false}"#];
        assert_eq!(read(&pages).unwrap().unwrap().concat(), "abc");
        for (reply, expected) in [
            (r#"{"names": []}"#, "More is not true or false"),
            (r#"{"names": [], "More": true}"#, "names is not a list with a last item, as there is more"),
            (r#"{"names": ["a"], "More": true}"#, "the same page again and again"),
        ] {
            assert_eq!(read(&[reply]).unwrap_err().detail.as_deref(), Some(expected), "{reply}");
        }
    }
}
