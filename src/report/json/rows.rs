//! A document whose rows are a line each: half the bytes of one that is indented throughout, and `grep` finds what belongs
//! together.

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io;

/// How deep lines are broken: the document, and each of its parts.
const DEEPEST: usize = 2;

/// Breaks lines in the outer layers alone.
struct Rows {
    pretty: PrettyFormatter<'static>,
    depth: usize,
}

impl Rows {
    fn is_outer(&self) -> bool {
        self.depth <= DEEPEST
    }
}

/// Writes it with a newline at its end.
pub(super) fn document(document: &impl Serialize, to: &mut dyn io::Write) -> io::Result<()> {
    let rows = Rows { pretty: PrettyFormatter::new(), depth: 0 };
    document.serialize(&mut Serializer::with_formatter(&mut *to, rows))?;
    to.write_all(b"\n")
}

impl Formatter for Rows {
    fn begin_array<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth += 1;
        if self.is_outer() { self.pretty.begin_array(to) } else { to.write_all(b"[") }
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.depth < DEEPEST { self.pretty.end_array(to) } else { to.write_all(b"]") }
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        match self.is_outer() {
            true => self.pretty.begin_array_value(to, first),
            false if first => Ok(()),
            false => to.write_all(b","),
        }
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(to)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth += 1;
        if self.is_outer() { self.pretty.begin_object(to) } else { to.write_all(b"{") }
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.depth < DEEPEST { self.pretty.end_object(to) } else { to.write_all(b"}") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        match self.is_outer() {
            true => self.pretty.begin_object_key(to, first),
            false if first => Ok(()),
            false => to.write_all(b","),
        }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(if self.is_outer() { b": " } else { b":" })
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_a_line() {
        let report =
            json!({"format": "x", "none": [], "rows": [{"a": {"b": [1, 2]}, "c": []}, {}], "scan": {"of": {"z": 1}}});
        let mut out = Vec::new();
        document(&report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), report);
        insta::assert_snapshot!(text, @r#"
        {
          "format": "x",
          "none": [],
          "rows": [
            {"a":{"b":[1,2]},"c":[]},
            {}
          ],
          "scan": {
            "of": {"z":1}
          }
        }
        "#);
    }
}
