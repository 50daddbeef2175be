//! Replies in XML.
//!
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A list: an element whose children, whatever they are called, are its items.
#[derive(Debug, Clone)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Items(PhantomData))
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
        let mut items = Vec::new();
        while map.next_key::<IgnoredAny>()?.is_some() {
            items.push(map.next_value()?);
        }
        Ok(List(items))
    }
}

/// The reply of a REST operation: the root is the result.
pub fn root<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    parse(body)
}

/// The reply of a query operation: `<XResponse><XResult>...</XResult>...`.
pub fn result<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let Enclosed(result) = parse(body)?;
    result.ok_or_else(|| "no result in the reply".to_owned())
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let text = std::str::from_utf8(body).map_err(|_| "not UTF-8".to_owned())?;
    // The message may quote the reply, and that may hold a secret.
    quick_xml::de::from_str(text).map_err(|_| "not the XML that was expected".to_owned())
}

struct Enclosed<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Enclosed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Envelope(PhantomData))
    }
}

struct Envelope<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Envelope<T> {
    type Value = Enclosed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response with a result in it")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Enclosed<T>, A::Error> {
        let mut result = None;
        while let Some(key) = map.next_key::<String>()? {
            if key.ends_with("Result") && result.is_none() {
                result = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Enclosed(result))
    }
}

/// The text of the first element of a name, wherever it stands.
pub fn text(body: &[u8], name: &str) -> Option<String> {
    let mut reader = Reader::from_reader(body);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if start.local_name().as_ref() == name => {
                let text = reader.read_text(start.name()).ok()?;
                return quick_xml::escape::unescape(&text).ok().map(|text| text.trim().to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Page {
        #[serde(default)]
        topics: List<Topic>,
        count: Option<u32>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Topic {
        topic_arn: String,
        fifo: Option<bool>,
    }

    const REPLY: &str = "<?xml version=\"1.0\"?>
        <ListTopicsResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">
          <ListTopicsResult>
            <Topics><member><TopicArn>a&amp;b</TopicArn><Fifo>true</Fifo></member>
              <member><TopicArn>c</TopicArn></member></Topics>
            <Count>2</Count><NextToken>x&lt;y</NextToken>
          </ListTopicsResult>
          <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
        </ListTopicsResponse>";

    #[test]
    fn lists_and_scalars_are_read() {
        let page: Page = result(REPLY.as_bytes()).unwrap();
        let topics: Vec<_> = page.topics.0.iter().map(|t| (t.topic_arn.as_str(), t.fifo)).collect();
        assert_eq!(topics, [("a&b", Some(true)), ("c", None)]);
        assert_eq!(page.count, Some(2));
        assert_eq!(text(REPLY.as_bytes(), "NextToken").as_deref(), Some("x<y"));
        assert_eq!(text(REPLY.as_bytes(), "Marker"), None);
    }

    #[test]
    fn empty_lists_are_empty() {
        for topics in ["<Topics/>", "<Topics></Topics>", "<Topics>\n</Topics>", ""] {
            let reply = format!("<AResponse><AResult>{topics}</AResult></AResponse>");
            let page: Page = result(reply.as_bytes()).unwrap();
            assert!(page.topics.0.is_empty(), "{topics}");
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for reply in ["", "<", "<html><body/></html>", "{}", "<AResponse><AResult><Topics>"] {
            assert!(result::<Page>(reply.as_bytes()).is_err(), "{reply}");
        }
    }
}
