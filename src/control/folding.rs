//! What is wrong with `folded_under`: a failure may be folded only under one that weighs at least as much, or folding
//! would make an estate look better than it is.

use super::load::ControlFile;
use super::schema::RawControl;
use crate::yaml::{Mistake, Source, Spanned};
use std::collections::BTreeSet;

/// Mistakes in what one control says, seen with all that there are.
pub(super) fn mistakes(id: &str, raw: &RawControl, source: &Source, all: &[ControlFile]) -> Vec<Mistake> {
    let one = |broad: &Spanned<String>| {
        let place = |message: String| source.mistake_at(broad, message, "this control");
        let Some(file) = all.iter().find(|file| file.id == broad.value) else {
            let mistake = place(format!("there is no control `{}`", broad.value));
            return Some(mistake.nearest(&broad.value, all.iter().map(|file| file.id.as_str())));
        };
        // What does not parse is told where it stands.
        let other: RawControl = file.source.parse().ok()?;
        let why = weighs_less(raw, &other).map(str::to_owned);
        let why = why.or_else(|| leads_to(id, &broad.value, all).then(|| "it is folded under this one".to_owned()))?;
        let help = "a failure is folded under one of the same kind and threat that weighs at least as much";
        Some(place(format!("nothing can be folded under `{}`: {why}", broad.value)).help(help))
    };
    raw.folded_under.iter().filter_map(one).collect()
}

fn weighs_less(narrow: &RawControl, broad: &RawControl) -> Option<&'static str> {
    if narrow.resource.value != broad.resource.value {
        return Some("it is about another kind");
    }
    let (a, b) = (&narrow.risk, &broad.risk);
    if a.threat != b.threat || a.exposure != b.exposure {
        return Some("its `risk` has another threat or exposure");
    }
    (broad.severity < narrow.severity)
        .then_some("it is less severe")
        .or((b.exploit < a.exploit).then_some("it is harder"))
}

/// Whether folding goes round from a control to another.
fn leads_to(target: &str, from: &str, all: &[ControlFile]) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from.to_owned()];
    while let Some(id) = next.pop() {
        if id == target {
            return true;
        }
        let file = all.iter().find(|file| file.id == id);
        if let Some(raw) = file.and_then(|file| file.source.parse::<RawControl>().ok()).filter(|_| seen.insert(id)) {
            next.extend(raw.folded_under.into_iter().map(|id| id.value));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: &str, kind: &str, severity: &str, exploit: &str, under: &str) -> ControlFile {
        let text = format!(
            "title: T\nresource: {kind}\nseverity: {severity}\ncheck: 'true'\nwhy: W\nfolded_under: [{under}]\n\
             risk: {{threat: tampering, exploit: {exploit}}}\nfix: {{text: F, effort: days}}\n"
        );
        ControlFile::new(id, Source::new(format!("{id}.yaml"), text))
    }

    fn said(narrow: &ControlFile, others: &[ControlFile]) -> String {
        let all: Vec<ControlFile> = others.iter().chain([narrow]).cloned().collect();
        let raw = narrow.source.parse().unwrap();
        mistakes(&narrow.id, &raw, &narrow.source, &all).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_heavy_is_folded_under_something_light() {
        let narrow = file("k/narrow", "k", "high", "moderate", "k/broad");
        assert_eq!(said(&narrow, &[file("k/broad", "k", "critical", "trivial", "")]), "");
        assert_eq!(said(&narrow, &[file("k/broad", "k", "high", "moderate", "")]), "");
        for (broad, why) in [
            (file("k/broad", "k", "medium", "trivial", ""), "less severe"),
            (file("k/broad", "k", "high", "hard", ""), "harder"),
            (file("k/broad", "other", "high", "trivial", ""), "another kind"),
            (file("k/broad", "k", "high", "moderate", "k/narrow"), "under this one"),
            (file("k/other", "k", "high", "moderate", ""), "no control"),
        ] {
            assert!(said(&narrow, &[broad]).contains(why), "{why}");
        }
    }
}
