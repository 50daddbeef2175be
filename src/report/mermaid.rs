//! Attack paths as a flowchart for Mermaid, which GitHub and others draw where they meet it in a text.
//! <https://mermaid.js.org/syntax/flowchart.html>
//!
//! Names are hostile: what is no letter, digit or plain mark is written as its entity code, so that no name ends its
//! label or says anything to the browser.

use super::clean::clean;
use super::{PathRow, PathsView};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

/// Writes them, for `paths`.
pub fn mermaid(view: &PathsView<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let mut chart = Chart::default();
    view.rows.iter().for_each(|row| chart.add(row));
    to.write_all(chart.text().as_bytes())?;
    if view.left_out > 0 {
        writeln!(to, "  %% {} more are not drawn", view.left_out)?;
    }
    let unseen: usize = view.gaps.iter().map(|gap| gap.what.len()).sum();
    if unseen > 0 { writeln!(to, "  %% not seen, kinds or resources: {unseen}") } else { Ok(()) }
}

/// Each thing and each step once, however many paths lead over it.
#[derive(Default)]
struct Chart {
    /// The numbers of things, by what they are.
    numbers: BTreeMap<String, usize>,
    /// Their labels and classes, by number.
    labels: Vec<(String, &'static str)>,
    steps: BTreeSet<(usize, usize, String, bool)>,
}

impl Chart {
    fn add(&mut self, row: &PathRow<'_>) {
        let mut here = self.number(format!("entry {}", row.entry), &row.entry, "entry");
        let (mut before, mut last) = (here, String::new());
        for (place, hop) in row.hops.iter().enumerate() {
            let class = if place + 1 == row.hops.len() { "target" } else { "step" };
            let next = self.number(hop.place.id.to_owned(), &hop.called(), class);
            let steps: Vec<&str> = hop.by.iter().map(|opened| opened.step.as_str()).collect();
            last = steps.join(", ");
            self.steps.insert((here, next, last.clone(), row.certain));
            (before, here) = (here, next);
        }
        for other in &row.others {
            let next = self.number(other.id.to_owned(), &other.called, "target");
            self.steps.insert((before, next, last.clone(), row.certain));
        }
    }

    fn number(&mut self, key: String, label: &str, class: &'static str) -> usize {
        let next = self.labels.len();
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.labels.push((escaped(label), class));
        }
        number
    }

    /// What is only possible is dotted.
    fn text(&self) -> String {
        let mut text = "flowchart LR\n".to_owned();
        for (number, (label, class)) in self.labels.iter().enumerate() {
            let _ = writeln!(text, "  n{number}[\"{label}\"]:::{class}");
        }
        for (from, to, step, certain) in &self.steps {
            let arrow = if *certain { "-->" } else { "-.->" };
            let label = if step.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(step)) };
            let _ = writeln!(text, "  n{from} {arrow}{label} n{to}");
        }
        for (class, stroke) in [("entry", "#c00"), ("step", "#888"), ("target", "#06c")] {
            let _ = writeln!(text, "  classDef {class} stroke:{stroke}");
        }
        text
    }
}

/// With entity codes for all that is no letter, digit or plain mark.
fn escaped(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '/' | ':');
    let mut out = String::new();
    for c in clean(text).chars() {
        if plain(c) {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Ends;
    use crate::report::sample::acme_paths;

    #[test]
    fn each_thing_and_each_step_is_drawn_once() {
        let text = acme_paths(&Ends { from: None, to: Some("acme-lake-*".into()) }, 9, |view| {
            let mut out = Vec::new();
            mermaid(view, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        });
        insta::assert_snapshot!(text, @r#"
        flowchart LR
          n0["internet"]:::entry
          n1["instance loader-4 and 3 like it"]:::step
          n2["role etl-nightly"]:::step
          n3["bucket acme-lake-raw"]:::target
          n4["bucket acme-lake-raw-us"]:::target
          n5["bucket acme-lake-curated"]:::target
          n6["bucket acme-lake-curated-us"]:::target
          n0 -->|"reach"| n1
          n1 -->|"role"| n2
          n2 -->|"rights"| n3
          n2 -->|"rights"| n4
          n2 -->|"rights"| n5
          n2 -->|"rights"| n6
          classDef entry stroke:#c00
          classDef step stroke:#888
          classDef target stroke:#06c
          %% not seen, kinds or resources: 1
        "#);
    }

    #[test]
    fn no_name_ends_its_label() {
        assert_eq!(escaped("orders-eu_1.v2"), "orders-eu_1.v2");
        assert_eq!(escaped("a\"]:::x; click n0 call f()"), "a#34;#93;:::x#59; click n0 call f#40;#41;");
        for attack in [
            "<img src=x onerror=alert(1)>",
            "`**bold**`",
            "%%{init: {}}%%",
            "a\nn9 --> n0",
            "#quot;",
            "\u{202e}x\u{1b}[2J",
        ] {
            let safe = escaped(attack);
            assert!(
                !safe.contains(['"', '<', '>', '`', '%', '{', '}', '\n', '\u{1b}', '\u{202e}', '[', ']', '(', '&']),
                "{safe}"
            );
            // A number sign only begins a code.
            let codes = safe.split('#').skip(1);
            assert!(
                codes.into_iter().all(|rest| rest.split_once(';').is_some_and(|(code, _)| code.parse::<u32>().is_ok())),
                "{safe}"
            );
        }
    }
}
