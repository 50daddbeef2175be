//! The JSON report a line at a time, for programs that read as they go: each line is one part of `plimsoll/report/v1`.

use super::json::v1;
use super::{Style, View};
use std::io;

/// Writes a first line with the format, the scan and the posture, then a line for each control, fix, finding, framework,
/// attestation and gap, and one for the trend. At no time is more than a line in memory.
pub(super) fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    v1::Report::from(view).lines().try_for_each(|line| {
        serde_json::to_writer(&mut *to, &line)?;
        to.write_all(b"\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::Estate;
    use serde_json::Value;

    #[test]
    fn the_lines_together_are_the_report() {
        let estate = Estate::attested();
        let view = estate.view();
        let mut lines = Vec::new();
        write(&view, &mut lines, Style::default()).unwrap();
        let lines: Vec<Value> = lines
            .split(|b| *b == b'\n')
            .filter(|l| !l.is_empty())
            .map(|l| serde_json::from_slice(l).unwrap())
            .collect();
        let mut whole = Vec::new();
        crate::report::json::write(&view, &mut whole, Style::default()).unwrap();
        let whole: Value = serde_json::from_slice(&whole).unwrap();
        assert_eq!(lines[0]["report"]["format"], whole["format"]);
        assert_eq!(lines[0]["report"]["posture"], whole["posture"]);
        let parts = |name: &str| lines.iter().filter_map(|line| line.get(name)).cloned().collect::<Vec<_>>();
        for (one, many) in [
            ("control", "controls"),
            ("fix", "fixes"),
            ("finding", "findings"),
            ("framework", "frameworks"),
            ("attestation", "attestations"),
            ("gap", "gaps"),
        ] {
            assert!(!parts(one).is_empty(), "{one}");
            assert_eq!(Value::Array(parts(one)), whole[many], "{many}");
        }
    }
}
