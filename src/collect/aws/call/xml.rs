//! Replies in XML.
//!
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

use super::misfit::Misfit;
use super::tree::{Element, Tree};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// A reply that is deeper is not AWS's.
const DEEPEST: usize = 64;

/// The root of a reply. Attributes and namespaces say nothing that is asked for.
pub fn tree(body: &[u8]) -> Result<Tree, Misfit> {
    let text = std::str::from_utf8(body).map_err(|_| Misfit::new("is not UTF-8"))?;
    root(text).map(Tree::Xml).ok_or_else(|| Misfit::new("is not the XML that was expected"))
}

fn root(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    loop {
        let closed = match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEEPEST => {
                open.push(Open::of(&start));
                continue;
            }
            Event::Empty(start) => Open::of(&start),
            Event::End(_) => open.pop()?,
            Event::Text(part) => {
                Open::write(&mut open, &part);
                continue;
            }
            Event::CData(part) => {
                Open::write(&mut open, &part);
                continue;
            }
            Event::GeneralRef(part) => {
                Open::write(&mut open, &resolved(&part)?);
                continue;
            }
            Event::Start(_) | Event::Eof => return None,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.take_in(closed),
            None => return Some(closed.close()),
        }
    }
}

fn resolved(part: &BytesRef<'_>) -> Option<String> {
    match part.resolve_char_ref().ok()? {
        Some(character) => Some(character.to_string()),
        None => resolve_predefined_entity(part).map(str::to_owned),
    }
}

/// An element whose end has not been seen.
struct Open {
    name: String,
    nil: bool,
    text: String,
    children: Vec<(String, Element)>,
}

impl Open {
    fn of(start: &BytesStart<'_>) -> Self {
        let mut attributes = start.attributes().flatten();
        let nil = attributes.any(|one| one.key.local_name().as_ref() == "nil" && one.value == "true");
        let name = start.local_name().as_ref().to_owned();
        Self { name, nil, text: String::new(), children: Vec::new() }
    }

    fn write(open: &mut [Self], text: &str) {
        if let Some(last) = open.last_mut() {
            last.text.push_str(text);
        }
    }

    /// An element that is nil is not there.
    fn take_in(&mut self, child: Self) {
        if child.nil {
            return;
        }
        match self.children.last_mut() {
            Some((name, last)) if *name == child.name => last.join(child.close()),
            _ => {
                let name = child.name.clone();
                self.children.push((name, child.close()));
            }
        }
    }

    /// Text between children is but space to make them readable.
    fn close(self) -> Element {
        if self.children.is_empty() {
            Element::Text(self.text.trim().to_owned())
        } else {
            Element::Children(self.children)
        }
    }
}

/// The text of the first element of a name in what need not be a whole reply, such as an error.
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
    use super::super::List;
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

    fn result(reply: &str) -> Result<Page, String> {
        tree(reply.as_bytes()).and_then(Tree::result).and_then(Tree::read).map_err(|misfit| misfit.to_string())
    }

    #[test]
    fn lists_and_scalars_are_read() {
        let page: Page = result(REPLY).unwrap();
        let topics: Vec<_> = page.topics.0.iter().map(|t| (t.topic_arn.as_str(), t.fifo)).collect();
        assert_eq!(topics, [("a&b", Some(true)), ("c", None)]);
        assert_eq!(page.count, Some(2));
        let reply = tree(REPLY.as_bytes()).unwrap();
        assert_eq!((reply.text("NextToken"), reply.text("Marker")), (Some("x<y"), None));
        assert_eq!(text(REPLY.as_bytes(), "NextToken").as_deref(), Some("x<y"));
    }

    #[test]
    fn empty_lists_are_empty() {
        for topics in ["<Topics/>", "<Topics></Topics>", "<Topics>\n</Topics>", ""] {
            let reply = format!("<AResponse><AResult>{topics}</AResult></AResponse>");
            let page: Page = result(&reply).unwrap();
            assert!(page.topics.0.is_empty(), "{topics}");
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for reply in ["", "<", "<html><body/></html>", "{}", "<AResponse><AResult><Topics>"] {
            assert!(result(reply).is_err(), "{reply}");
        }
    }

    #[test]
    fn neighbours_of_one_name_are_a_list() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Reply {
            #[serde(default)]
            key: Vec<u8>,
            other: Option<String>,
            nothing: Option<u8>,
        }
        let read = |inner: &str| {
            let reply = format!("<R xmlns:x=\"y\">{inner}</R>");
            tree(reply.as_bytes()).and_then(Tree::read::<Reply>).map_err(|misfit| misfit.to_string())
        };
        let reply = |key: &[u8], other: Option<&str>| {
            Ok(Reply { key: key.to_vec(), other: other.map(str::to_owned), nothing: None })
        };
        assert_eq!(read("<key>1</key> <key>2</key><other/>"), reply(&[1, 2], Some("")));
        assert_eq!(read("<key>1</key><other> a <![CDATA[<b>]]>&#33;</other>"), reply(&[1], Some("a <b>!")));
        assert_eq!(read("<key/><nothing x:nil=\"true\"/>"), reply(&[], None));
        assert_eq!(read("<key>1</key><key>hunter2</key>"), Err("key[1] is not a number".to_owned()));
        assert_eq!(read("<other>a</other><other>b</other>"), Err("other is not a string".to_owned()));
        assert_eq!(read("<other>&hunter;</other>"), Err("the reply is not the XML that was expected".to_owned()));
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(tree(nested(DEEPEST).as_bytes()).is_ok());
        assert!(tree(nested(DEEPEST + 1).as_bytes()).is_err());
        assert!(tree(nested(1_000_000).as_bytes()).is_err());
    }
}
