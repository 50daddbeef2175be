//! Estates at the edges: names that attack their reader, nothing at all, nothing but gaps, and very much.

use super::{Estate, all_facts, bucket, control, finding, score};
use crate::control::{Control, ControlSet, Served};
use crate::evaluate::{Evidence, Tally, Verdict};
use crate::facts::Classification;
use crate::risk::{Loads, Ranking};
use crate::snapshot::Value;

/// Markup, templates, commands and control characters of the formats that are written, and what their readers are known
/// to stumble over.
const NAMES: [&str; 14] = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](https://evil.example) ![x](https://evil.example/x.png)",
    "]]><!-- --><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;&#0;&#x1b;",
    "`rm -rf ~` $(id) ${{ secrets.TOKEN }} {0} {{1}}",
    "\n::error title=pwned::x\r\n::add-mask::y%0A%0D%25",
    "\0\u{1}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff}",
    "\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{1b}\\\u{9b}2J",
    "\u{202e}txt.exe\u{2066}\u{200b}\u{feff}\u{e0041}",
    "../../../etc/passwd",
    "=cmd|' /C calc'!A0,\"x\";y\t|z",
    "| a | b |\n|---|---|\n# title\n***\n---",
    "é\u{301}\u{1f469}\u{200d}\u{1f4bb}\u{1d54f}",
    "'\"\\ \\u0000 \\n % %00 %2e%2e",
    "",
];

impl Estate {
    /// The small one, where the first control says where to read on.
    pub(in crate::report) fn referring(url: &str) -> Self {
        let check = "resource.versioning.status == 'enabled'";
        let one = Control { references: vec![url.to_owned()], ..control("s3/bucket-versioning", "T", check) };
        let other = control("s3/policy-is-private", "T", "resource.policy == null");
        Self { controls: ControlSet::new(vec![one, other]), ..Self::small() }
    }

    /// Names, tags, evidence, owners and words of controls that attack whoever reads them, one of them overlong.
    pub(in crate::report) fn hostile() -> Self {
        let long = "x\u{1f469}<".repeat(4_000);
        let names: Vec<&str> = NAMES.into_iter().chain([long.as_str()]).collect();
        let mut estate = Self::filled(names.len(), |n| (names[n].to_owned(), Some(names[n].to_owned())));
        let deep = (0..40)
            .map(|n| Evidence { path: format!("resource.x{n}").into(), value: Value::str(names[n % names.len()]) });
        estate.assessment.findings[0].evidence.extend(deep);
        let words = NAMES.join(" ");
        let hostile = |one: Control| {
            let mut one = Control { title: words.clone(), why: words.clone(), ..one };
            one.fix.text = words.clone();
            one.fix.cli = Some(format!("```\n{words}"));
            one.fix.terraform = Some(words.clone());
            one.references = vec!["https://example.com/<x>".to_owned()];
            one
        };
        let check = "resource.versioning.status == 'enabled'";
        estate.controls =
            ControlSet::new(vec![hostile(control("s3/bucket-versioning", "", check)), control("s3/x", "T", check)]);
        for (n, finding) in estate.assessment.findings.iter_mut().enumerate() {
            finding.verdict = [Verdict::Fail, Verdict::Unknown, Verdict::Pass, Verdict::Fail][n % 4];
            finding.waiver = (n % 4 == 3).then_some(0);
        }
        words.clone_into(&mut estate.assessment.waivers[0].waiver.reason);
        NAMES[4].clone_into(&mut estate.assessment.waivers[0].waiver.owner);
        estate.assessment.blind[0].gap.detail = Some(words);
        estate.include = [Verdict::Fail, Verdict::Unknown, Verdict::Pass].into();
        estate
    }

    /// A failure on each of many resources.
    pub(in crate::report) fn of_size(size: usize) -> Self {
        Self::filled(size, |n| (format!("bucket-{n}"), Some("finance".to_owned())))
    }

    /// Nothing was found, because nothing could be read.
    pub(in crate::report) fn blind() -> Self {
        let mut estate = Self::filled(0, |_| (String::new(), None));
        estate.ranking.loads = Loads::default();
        estate
    }

    /// All was read, and there was nothing.
    pub(in crate::report) fn empty() -> Self {
        let mut estate = Self::blind();
        estate.assessment.blind.clear();
        estate.assessment.waivers.clear();
        estate.assessment.tallies = vec![Tally::default(); 2];
        estate
    }

    /// More requirements than one list of Security Hub's holds.
    pub(in crate::report) fn map_much(&mut self, most: usize) {
        let mut one = control("s3/bucket-versioning", "T", "resource.versioning.status == 'enabled'");
        let served = |n| Served { requirement: format!("X-{n}"), defence: None };
        one.maps.insert("made-up".to_owned(), (0..most).map(served).collect());
        self.controls = ControlSet::new(vec![one, control("s3/x", "T", "resource.policy == null")]);
    }

    fn filled(size: usize, named: impl Fn(usize) -> (String, Option<String>)) -> Self {
        let mut estate = Self::small();
        let one = |n| {
            let (name, owner) = named(n);
            bucket(&name, owner.as_deref())
        };
        estate.snapshot.resources = (0..size).map(one).collect();
        estate.facts = all_facts(&estate.snapshot, &Classification::default());
        let mut findings: Vec<_> = (0..size).map(|n| finding(0, n, Verdict::Fail, None)).collect();
        findings.iter_mut().enumerate().for_each(|(n, finding)| finding.fingerprint = format!("{n:032x}"));
        estate.assessment.findings = findings;
        estate.ranking = Ranking { scores: vec![score(); size], fixes: Vec::new(), ..estate.ranking };
        estate
    }
}
