//! Finding controls by words.

use super::{Control, ControlSet};

/// The controls that have all the words somewhere, those that have them in their names first.
pub fn search<'c>(controls: &'c ControlSet, words: &[String]) -> Vec<&'c Control> {
    let words: Vec<String> = words.iter().flat_map(|word| word.split_whitespace()).map(str::to_lowercase).collect();
    let weighed = controls.controls().iter().filter_map(|control| Some((weight(control, &words)?, control)));
    let mut found: Vec<(usize, &Control)> = weighed.collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    found.into_iter().map(|(_, control)| control).collect()
}

/// How well the words fit; none where one of them is nowhere.
fn weight(control: &Control, words: &[String]) -> Option<usize> {
    let known = control.also_known_as.values().flatten();
    let served = control.maps.values().flatten().map(|served| &served.requirement);
    let named: String = known.chain(served).map(|name| name.to_lowercase() + " ").collect();
    let titled = format!("{} {} {}", control.id, control.title, control.resource).to_lowercase();
    let told = format!("{} {} {}", control.why, control.fix.text, control.check.source).to_lowercase();
    let places = [(&titled, 4), (&named, 3), (&told, 1)];
    words.iter().map(|word| places.iter().find(|(text, _)| text.contains(word)).map(|(_, weight)| *weight)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn words_are_found_in_titles_other_tools_and_reasons() {
        let controls = crate::control::load(&crate::control::built_in(), &BTreeMap::new()).unwrap();
        let ids = |words: &[&str]| -> Vec<&str> {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            search(&controls, &words).iter().map(|control| control.id.as_str()).collect()
        };
        assert!(
            ids(&["Old versions", "s3"])[..2].contains(&"s3/bucket-versioning"),
            "named before what only tells of it"
        );
        assert_eq!(ids(&["S3.14"]), ["s3/bucket-versioning"]);
        assert!(ids(&["ransomware"]).contains(&"s3/bucket-versioning"));
        assert!(ids(&["ransomware", "kangaroo"]).is_empty());
    }
}
