//! Who answers for a requirement, and how it can be judged.

use super::schema::{RawFramework, RawRequirement};
use super::{JudgedBy, Responsibility};
use crate::yaml::{Mistake, Source};
use std::collections::BTreeMap;

/// Who answers for a requirement and how it is judged: by its own words, by its first group that says it, or by the
/// file's.
pub(super) struct Answers {
    file: (Option<Responsibility>, Option<JudgedBy>),
    groups: BTreeMap<String, (Option<Responsibility>, Option<JudgedBy>)>,
}

impl Answers {
    pub fn of(raw: &RawFramework) -> Self {
        let groups = raw.groups.iter().map(|group| (group.id.value.clone(), (group.responsibility, group.judged_by)));
        Self { file: (raw.responsibility, raw.judged_by), groups: groups.collect() }
    }

    pub fn to(&self, raw: &RawRequirement) -> (Responsibility, JudgedBy) {
        let groups = || raw.groups.iter().filter_map(|group| self.groups.get(&group.value));
        let responsibility = raw.responsibility.or_else(|| groups().find_map(|group| group.0)).or(self.file.0);
        let own = raw.judged_by.as_ref().map(|judged_by| judged_by.value);
        let judged_by = own.or_else(|| groups().find_map(|group| group.1)).or(self.file.1);
        (responsibility.unwrap_or_default(), judged_by.unwrap_or_default())
    }

    /// A report of the provider says nothing of what the customer does.
    pub fn mistakes(&self, raw: &RawFramework, source: &Source) -> Vec<Mistake> {
        let torn = |one: &&RawRequirement| self.to(one) == (Responsibility::Customer, JudgedBy::ProviderReport);
        let mistake = |one: &RawRequirement| {
            let message = format!("`{}` is the customer's, and the provider's report says nothing of it", one.id.value);
            let mistake = match &one.judged_by {
                Some(judged_by) => source.mistake_at(judged_by, message, "judged by this"),
                None => source.mistake_at(&one.id, message, "this one"),
            };
            mistake.help("`responsibility` is `provider` or `shared`, or `judged_by` is `attested`")
        };
        raw.requirements.iter().filter(torn).map(mistake).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{all_built_in, file};
    use super::super::{Framework, load};
    use super::*;

    fn own(text: &str) -> Framework {
        load(&[file("own", text)]).unwrap().remove(0)
    }

    #[test]
    fn who_answers_is_said_by_the_requirement_its_group_or_the_file() {
        let text = r"title: Ours
responsibility: shared
judged_by: attested
groups:
  - {id: doors, title: Doors, responsibility: provider, judged_by: provider_report}
  - {id: logs, title: Logs, judged_by: automated}
requirements:
  - {id: R1, title: One}
  - {id: R2, title: Two, groups: [doors]}
  - {id: R3, title: Three, groups: [logs]}
  - {id: R4, title: Four, groups: [logs, doors], responsibility: customer}
";
        let answers: Vec<_> = own(text).requirements.iter().map(|one| (one.responsibility, one.judged_by)).collect();
        assert_eq!(
            answers,
            [
                (Responsibility::Shared, JudgedBy::Attested),
                (Responsibility::Provider, JudgedBy::ProviderReport),
                (Responsibility::Shared, JudgedBy::Automated),
                (Responsibility::Customer, JudgedBy::Automated),
            ]
        );
    }

    /// Who answers and how it is judged is known of every requirement that AWS shares with its customers.
    #[test]
    fn what_is_inherited_is_the_providers() {
        let all = all_built_in();
        let requirements = |id: &str| &all.iter().find(|one| one.id == id).unwrap().requirements;
        let counts = |id: &str| {
            let all = requirements(id);
            [JudgedBy::Automated, JudgedBy::Attested, JudgedBy::ProviderReport]
                .map(|judged_by| all.iter().filter(|one| one.judged_by == judged_by).count())
        };
        assert_eq!(counts("nist-800-53-r5"), [398, 494, 122]);
        assert_eq!(counts("iso-27001-2022"), [39, 39, 15]);
        assert_eq!(counts("aws-fsbp"), [370, 0, 0]);
        let doors = requirements("nist-800-53-r5").iter().find(|one| one.id == "PE-3").unwrap();
        assert_eq!((doors.responsibility, doors.judged_by), (Responsibility::Provider, JudgedBy::ProviderReport));
    }
}
