//! Metrics in Prometheus's text format, for a scrape, a push gateway, or the collector of text files.
//! <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
//!
//! Written by hand: clients keep their label sets in hash maps, and would write the same estate in another order each time.

use super::clean::clean;
use super::{FrameworkRow, Standing, Style, View};
use std::borrow::Cow;
use std::io;

/// One metric: what is known of it in each of its cases.
struct Metric<'a> {
    name: &'static str,
    help: &'static str,
    samples: Vec<Sample<'a>>,
}

type Label<'a> = (&'static str, Cow<'a, str>);

struct Sample<'a> {
    labels: Vec<Label<'a>>,
    value: f64,
}

pub(super) fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let metrics = [scan(view), load(view), findings(view), carriers(view), frameworks(view)];
    metrics.iter().flatten().filter(|metric| !metric.samples.is_empty()).try_for_each(|metric| metric.write(to))
}

fn scan<'a>(view: &'a View<'a>) -> Vec<Metric<'a>> {
    let scan = &view.scan;
    let version = vec![("version", Cow::Borrowed(env!("CARGO_PKG_VERSION")))];
    let calls = scan.calls.as_ref().map(|calls| calls.total.n as f64);
    vec![
        Metric {
            samples: vec![Sample { labels: version, value: 1.0 }],
            ..metric("build_info", "The program's version.")
        },
        metric("scan_timestamp_seconds", "When the estate was read.").is(scan.taken_at.timestamp() as f64),
        metric("scan_complete", "Whether all that was asked for was read: 1, or 0.")
            .is(f64::from(u8::from(scan.complete))),
        metric("scan_duration_seconds", "How long reading took.").known(scan.duration_ms.map(|ms| ms as f64 / 1000.0)),
        metric("scan_api_calls", "Requests to AWS, retries included.").known(calls),
        metric("resources", "Resources that were read.").is(scan.resources.n as f64),
        metric("blind_spots", "Kinds and actions that could not be read.").is(view.blind_spots.len() as f64),
    ]
}

fn load<'a>(view: &'a View<'a>) -> Vec<Metric<'a>> {
    let posture = &view.posture;
    let standing = posture.line.map(|line| f64::from(u8::from(line.standing == Standing::Over)));
    vec![
        metric("load", "Load that is left after waivers, at the most that is known of.").is(posture.load.high),
        metric("load_low", "The same at the least.").is(posture.load.low),
        metric("load_unbounded", "Whether whole kinds could not be read, so that there may be more: 1, or 0.")
            .is(f64::from(u8::from(posture.load.unbounded))),
        metric("load_inherent", "Load as if nothing had been waived.").is(posture.inherent.high),
        metric("line", "How much load the estate may carry.").known(posture.line.map(|line| line.limit)),
        metric("over_the_line", "Whether the load is certainly over the line: 1, or 0.").known(standing),
    ]
}

fn findings<'a>(view: &'a View<'a>) -> Vec<Metric<'a>> {
    let posture = &view.posture;
    let bands = posture.bands.iter().map(|(band, n)| (vec![("band", band.as_str().into())], *n as f64));
    vec![
        metric("findings", "Open failures by band of risk.").each(bands),
        metric("findings_overdue", "Open failures that have stood longer than their band allows.")
            .is(posture.overdue as f64),
        metric("findings_waived", "Failures that somebody accepted.").is(posture.waived as f64),
        metric("findings_unknown", "Findings that could not be decided.").is(posture.unknown as f64),
        metric("fixes", "Changes that would each take load away.").is(view.fixes.len() as f64),
    ]
}

fn carriers<'a>(view: &'a View<'a>) -> Vec<Metric<'a>> {
    let posture = &view.posture;
    let named = |label, name: Option<&'a str>| vec![(label, Cow::Borrowed(name.unwrap_or_default()))];
    let accounts = || posture.accounts.iter();
    let owners = || posture.owners.iter();
    vec![
        metric("account_load", "Load by account.")
            .each(accounts().map(|one| (named("account", one.name), one.load.high))),
        metric("account_findings", "Open failures by account.")
            .each(accounts().map(|one| (named("account", one.name), one.open as f64))),
        metric("owner_load", "Load by owner; the empty owner is nobody.")
            .each(owners().map(|one| (named("owner", one.name), one.load.high))),
        metric("owner_findings", "Open failures by owner; the empty owner is nobody.")
            .each(owners().map(|one| (named("owner", one.name), one.open as f64))),
    ]
}

fn frameworks<'a>(view: &'a View<'a>) -> Vec<Metric<'a>> {
    let each = view.frameworks.iter().flat_map(|row| {
        let of = move |(status, n): (&'static str, u64)| {
            (vec![("framework", row.id.into()), ("status", status.into())], n as f64)
        };
        statuses(row).map(of)
    });
    vec![metric("framework_requirements", "Requirements of frameworks by how they stand.").each(each)]
}

fn statuses(row: &FrameworkRow<'_>) -> [(&'static str, u64); 6] {
    let score = row.score;
    [
        ("met", score.met),
        ("not_met", score.not_met),
        ("unknown", score.unknown),
        ("attested", score.attested),
        ("inherited", score.inherited),
        ("not_covered", score.not_covered),
    ]
}

fn metric<'a>(name: &'static str, help: &'static str) -> Metric<'a> {
    Metric { name, help, samples: vec![] }
}

impl<'a> Metric<'a> {
    fn is(self, value: f64) -> Self {
        self.known(Some(value))
    }

    /// Nothing is written of what is not known: 0 would be a claim.
    fn known(self, value: Option<f64>) -> Self {
        self.each(value.map(|value| (vec![], value)))
    }

    fn each(mut self, samples: impl IntoIterator<Item = (Vec<Label<'a>>, f64)>) -> Self {
        self.samples.extend(samples.into_iter().map(|(labels, value)| Sample { labels, value }));
        self
    }

    fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        let Self { name, help, samples } = self;
        writeln!(to, "# HELP plimsoll_{name} {help}\n# TYPE plimsoll_{name} gauge")?;
        for Sample { labels, value } in samples {
            let labels: Vec<String> =
                labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            writeln!(to, "plimsoll_{name}{labels} {value}")?;
        }
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    clean(text).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::Estate;

    #[test]
    fn what_is_known_is_written_and_nothing_else() {
        let mut estate = Estate::small();
        let written = |estate: &Estate| {
            let mut out = Vec::new();
            write(&estate.view(), &mut out, Style::default()).unwrap();
            String::from_utf8(out).unwrap()
        };
        let text = written(&estate);
        assert!(text.contains("\nplimsoll_line 200\n"), "{text}");
        assert!(text.contains("plimsoll_findings{band=\"critical\"} 0\n"));
        assert!(text.contains("plimsoll_framework_requirements{framework=\"nist-800-53-r5\",status=\"not_met\"} 1\n"));
        assert!(!text.contains("NaN"));
        estate.line = None;
        let without = written(&estate);
        assert!(!without.contains("plimsoll_line") && !without.contains("over_the_line"), "no line is not a line at 0");
    }

    #[test]
    fn labels_cannot_break_out() {
        assert_eq!(escaped("a\"} 1\nplimsoll_load 0 \\"), "a\\\"} 1 plimsoll_load 0 \\\\");
    }
}
