//! The list of formats. A new one is a file that draws a view, and an entry here.

use super::{
    Style, View, asff, csv, github, gitlab, html, json, jsonl, junit, markdown, ocsf, prometheus, sarif, table,
};
use std::io;
use std::path::Path;

/// How a report is written.
#[derive(Debug)]
pub struct Format {
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// How names of its files end, where no other format's do.
    endings: &'static [&'static str],
    write: Write,
}

/// How names of files end that are packed by zstd.
pub const PACKED: &str = ".zst";

type Write = fn(&View, &mut dyn io::Write, Style) -> io::Result<()>;

/// One screen for a person.
pub const TABLE: Format =
    Format { name: "table", about: "One screen for a person", endings: &["txt"], write: table::write };

/// All formats.
pub static FORMATS: &[Format] = &[
    TABLE,
    Format { name: "json", about: "plimsoll/report/v1, for programs", endings: &["json"], write: json::write },
    Format {
        name: "jsonl",
        about: "The same, a line for each finding, fix, framework and gap",
        endings: &["jsonl", "ndjson"],
        write: jsonl::write,
    },
    Format {
        name: "html",
        about: "One page to forward, without a network",
        endings: &["html", "htm"],
        write: html::write,
    },
    Format { name: "csv", about: "Findings, for spreadsheets", endings: &["csv"], write: csv::write },
    Format {
        name: "markdown",
        about: "For a comment on a pull request, or the summary of a job",
        endings: &["md"],
        write: markdown::write,
    },
    Format {
        name: "prometheus",
        about: "Metrics, for a scrape or a push gateway",
        endings: &["prom"],
        write: prometheus::write,
    },
    Format {
        name: "sarif",
        about: "SARIF 2.1.0, for code scanning",
        endings: &["sarif", "sarif.json"],
        write: sarif::write,
    },
    Format { name: "junit", about: "JUnit XML, for Jenkins and GitLab", endings: &["xml"], write: junit::write },
    Format {
        name: "ocsf",
        about: "OCSF Compliance Findings, one a line, for security lakes",
        endings: &["ocsf", "ocsf.jsonl"],
        write: ocsf::write,
    },
    Format {
        name: "asff",
        about: "AWS Security Finding Format, for Security Hub",
        endings: &["asff", "asff.json"],
        write: asff::write,
    },
    Format { name: "gitlab", about: "GitLab's code quality report", endings: &[], write: gitlab::write },
    Format { name: "github", about: "Annotations of a GitHub Actions run", endings: &[], write: github::write },
];

impl Format {
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// What a file's name tells of its format. The longest ending counts: `x.sarif.json` is no plain JSON. That it is
    /// packed says nothing of what is in it.
    pub fn of_file(file: &Path) -> Option<&'static Self> {
        let name = file.file_name()?.to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(PACKED).unwrap_or(&name);
        let fits = |ending: &&&str| name.strip_suffix(**ending).is_some_and(|stem| stem.ends_with('.'));
        let longest = |format: &&Self| format.endings.iter().filter(fits).map(|ending| ending.len()).max();
        FORMATS.iter().filter(|format| longest(format).is_some()).max_by_key(longest)
    }

    /// How a file of it ends.
    pub fn ending(&self) -> &'static str {
        self.endings.first().unwrap_or(&self.name)
    }

    /// Whether what it writes means the whole estate, whatever it is called.
    pub fn is_of_the_whole(&self) -> bool {
        self.name == "prometheus"
    }

    /// Writes a report. The same view and style give the same bytes.
    pub fn write(&self, view: &View, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
        (self.write)(view, to, style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_format_has_a_name_and_endings_of_its_own() {
        let names: BTreeSet<_> = FORMATS.iter().map(|format| format.name).collect();
        let endings: Vec<_> = FORMATS.iter().flat_map(|format| format.endings).collect();
        assert_eq!(names.len(), FORMATS.len());
        assert_eq!(endings.iter().collect::<BTreeSet<_>>().len(), endings.len());
        for format in FORMATS {
            assert_eq!(Format::named(format.name).unwrap().name, format.name);
        }
    }

    #[test]
    fn a_file_is_known_by_its_ending() {
        let of = |file: &str| Format::of_file(Path::new(file)).map(|format| format.name);
        assert_eq!(of("out/report.json"), Some("json"));
        assert_eq!(of("REPORT.JSON"), Some("json"));
        assert_eq!(of("report.ocsf.jsonl.zst"), Some("ocsf"));
        assert_eq!(of("json"), None);
        assert_eq!(of("report.jpeg"), None);
    }
}
