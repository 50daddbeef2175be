//! Replies in JSON.

use super::misfit::Misfit;
use super::tree::Tree;
use serde_json::{Map, Value as Json};

pub fn tree(body: &[u8]) -> Result<Tree, Misfit> {
    // Some operations answer with nothing at all where everything is a default.
    if body.is_empty() {
        return Ok(Tree::Json(Json::Object(Map::new())));
    }
    let mut reply = serde_json::from_slice(body).map_err(|error| misfit(&error))?;
    drop_nulls(&mut reply);
    Ok(Tree::Json(reply))
}

/// The message of the parser's own may quote the reply.
fn misfit(error: &serde_json::Error) -> Misfit {
    Misfit::new(format!("is not JSON, from line {}, column {}", error.line(), error.column()))
}

/// In a reply, null stands for what is not there, also where a list or an object is expected: Lambda and others write it
/// so. The depth of a reply is bounded by its parser.
/// <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>
fn drop_nulls(json: &mut Json) {
    match json {
        Json::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Json::Array(items) => items.iter_mut().for_each(drop_nulls),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Reply {
        #[serde(default)]
        list: Vec<Option<i32>>,
        #[serde(default)]
        map: BTreeMap<String, Inner>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        number: f64,
    }

    fn read(body: &str) -> Result<Reply, String> {
        tree(body.as_bytes()).and_then(Tree::read).map_err(|misfit| misfit.to_string())
    }

    #[test]
    fn null_is_what_is_not_there() {
        let empty = Reply { list: vec![], map: BTreeMap::new() };
        assert_eq!(read(r#"{"list": null, "map": null}"#).as_ref(), Ok(&empty));
        assert_eq!(read("").as_ref(), Ok(&empty));
        let map = [("a".to_owned(), Inner { number: 1.0 })].into();
        let body = r#"{"list": [1, null], "map": {"a": {"number": 1, "x": "y"}, "b": null}}"#;
        assert_eq!(read(body), Ok(Reply { list: vec![Some(1), None], map }));
    }

    #[test]
    fn what_does_not_fit_is_named_and_not_quoted() {
        for (body, expected) in [
            (r#"{"list": "hunter2"}"#, "list is not a list"),
            (r#"{"list": [1, "hunter2"]}"#, "list[1] is not a number"),
            (r#"{"list": [1.5]}"#, "list[0] is not i32"),
            (r#"{"map": {"a": {"number": "2"}}}"#, "map.a.number is not a number"),
            (r#"{"map": {"a": {}}}"#, "map.a lacks number"),
            ("hunter2", "the reply is not JSON, from line 1, column 1"),
            ("null", "the reply is not a structure"),
        ] {
            assert_eq!(read(body), Err(expected.to_owned()), "{body}");
        }
        assert!(read(&"[".repeat(1000)).is_err());
    }
}
