//! A reply, parsed once, whatever its protocol.

use super::misfit::Misfit;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// A reply or a part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    Json(Json),
    Xml(Element),
}

/// An element of XML. It does not say what it is: `2` may be a text or a number, and nothing an empty list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    Text(String),
    Children(Vec<(String, Self)>),
    /// Neighbours of the same name.
    Several(Vec<Self>),
}

pub type Items = Box<dyn Iterator<Item = Tree>>;
pub type Members = Box<dyn Iterator<Item = (String, Tree)>>;

impl Tree {
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Misfit> {
        T::deserialize(self)
    }

    /// The text of a member of a JSON reply, or of the first element of a name, wherever it stands.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self {
            Self::Json(json) => json.get(name)?.as_str(),
            Self::Xml(element) => element.text(name),
        }
    }

    /// The last item of a JSON reply's list of texts, where another member says that there is more behind it.
    pub fn last(&self, list: &str, more: &str) -> Result<Option<&str>, Misfit> {
        let member = |name| if let Self::Json(json) = self { json.get(name) } else { None };
        let unclear = |what, name| Misfit::expected(what).in_member(name);
        if !member(more).and_then(Json::as_bool).ok_or_else(|| unclear("true or false", more))? {
            return Ok(None);
        }
        let last = member(list).and_then(|items| items.as_array()?.last()?.as_str());
        last.map(Some).ok_or_else(|| unclear("a list with a last item, as there is more", list))
    }

    /// What stands in the envelope of a query operation's reply: `<XResponse><XResult>...</XResult>...`.
    pub fn result(self) -> Result<Self, Misfit> {
        let lost = || Misfit::new("has no result in it");
        let Self::Xml(Element::Children(children)) = self else { return Err(lost()) };
        let result = children.into_iter().find(|(name, _)| name.ends_with("Result"));
        result.map(|(_, result)| Self::Xml(result)).ok_or_else(lost)
    }

    pub fn items(self) -> Result<Items, Misfit> {
        match self {
            Self::Json(Json::Array(items)) => Ok(Box::new(items.into_iter().map(Self::Json))),
            Self::Json(_) => Err(Misfit::expected("a list")),
            Self::Xml(Element::Several(items)) => Ok(Box::new(items.into_iter().map(Self::Xml))),
            Self::Xml(Element::Text(text)) if text.is_empty() => Ok(Box::new(std::iter::empty())),
            Self::Xml(one) => Ok(Box::new(std::iter::once(Self::Xml(one)))),
        }
    }

    /// The items of a list that has an element of its own around them.
    pub fn enclosed(self) -> Result<Items, Misfit> {
        match self {
            Self::Xml(Element::Children(children)) => {
                Ok(Box::new(children.into_iter().flat_map(|(_, child)| child.each()).map(Self::Xml)))
            }
            Self::Xml(Element::Text(text)) if text.is_empty() => Ok(Box::new(std::iter::empty())),
            Self::Xml(_) => Err(Misfit::expected("a list")),
            json @ Self::Json(_) => json.items(),
        }
    }

    pub fn members(self) -> Result<Members, Misfit> {
        match self {
            Self::Json(Json::Object(members)) => {
                Ok(Box::new(members.into_iter().map(|(name, member)| (name, Self::Json(member)))))
            }
            Self::Xml(Element::Children(children)) => {
                Ok(Box::new(children.into_iter().map(|(name, child)| (name, Self::Xml(child)))))
            }
            Self::Xml(Element::Text(text)) if text.is_empty() => Ok(Box::new(std::iter::empty())),
            _ => Err(Misfit::expected("a structure")),
        }
    }
}

impl Element {
    /// Takes in the next neighbour of the same name.
    pub fn join(&mut self, next: Self) {
        if let Self::Several(all) = self {
            all.push(next);
        } else {
            let first = std::mem::replace(self, Self::Several(Vec::new()));
            *self = Self::Several(vec![first, next]);
        }
    }

    fn each(self) -> std::vec::IntoIter<Self> {
        match self {
            Self::Several(all) => all.into_iter(),
            one => vec![one].into_iter(),
        }
    }

    /// The depth of a reply is bounded by its parser.
    fn text(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Text(_) => None,
            Self::Several(all) => all.iter().find_map(|one| one.text(wanted)),
            Self::Children(children) => {
                children.iter().find_map(|(name, child)| child.named(name == wanted).or_else(|| child.text(wanted)))
            }
        }
    }

    fn named(&self, wanted: bool) -> Option<&str> {
        match self {
            Self::Text(text) if wanted => Some(text),
            Self::Several(all) => all.first()?.named(wanted),
            Self::Text(_) | Self::Children(_) => None,
        }
    }
}
