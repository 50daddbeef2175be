//! A condition outside of a control: CEL in the user's configuration that says which resources a rule is about.

use super::check::{Check, Outcome, Root, Scene};
use super::lead::{Kinds, Problem, of_resource};
use crate::snapshot::{KindInfo, glob};
use crate::yaml::{Mistake, Source, Spanned};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;

/// An expression as it was written, and compiled when it is first needed.
#[derive(Debug)]
pub struct Condition {
    written: Spanned<String>,
    check: Check,
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Spanned::<String>::deserialize(deserializer)?;
        Ok(Self { check: Check::known(&written.value), written })
    }
}

impl Condition {
    pub fn run(&self, scene: &Scene<'_>) -> Outcome {
        self.check.run(scene)
    }

    /// The kinds that it looks at beside the one of the resource.
    pub fn kinds(&self) -> BTreeSet<String> {
        self.check.kinds().collect()
    }

    /// What is wrong with it: that it is no CEL, or names what there is not. `kind` is the pattern of the kinds that it is
    /// asked about; none is all.
    pub fn lint(&self, source: &Source, kind: Option<&str>, kinds: &[KindInfo]) -> Vec<Mistake> {
        if let Err(error) = Check::compile(&self.written.value) {
            return vec![error.told(source, &self.written)];
        }
        let about: Vec<&KindInfo> =
            kinds.iter().filter(|known| kind.is_none_or(|kind| glob(kind, known.name))).collect();
        let wrong = self.check.paths().iter().filter_map(|path| {
            let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
            match path.root {
                Root::Resource => {
                    let lost = about.iter().find_map(|kind| Some((kind, of_resource(path, kind, &names).err()?)));
                    lost.map(|(lost, problem)| self.lost(source, problem, lost, about.len()))
                }
                Root::Facts | Root::Params => {
                    let message = format!("`{path}` is not known where a rule is asked");
                    let help = "a rule may look at `resource`, `account`, `region`, `kinds`, `by` and `now`";
                    Some(source.mistake_at(&self.written, message, "named here").help(help))
                }
                _ => Kinds(kinds).path(path).err().map(|problem| problem.told(source, &self.written)),
            }
        });
        wrong.collect()
    }

    /// A field that not all kinds have that the rule is about: asked of the others, the rule could not be decided.
    fn lost(&self, source: &Source, mut problem: Problem, lost: &KindInfo, of: usize) -> Mistake {
        if of < 2 {
            return problem.told(source, &self.written);
        }
        problem.message = format!("{} in `{}`, and the rule is about {of} kinds", problem.message, lost.name);
        source.mistake_at(&self.written, problem.message, "named here").help("name a `kind` that has it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Rule {
        when: Option<Condition>,
    }

    /// The mistakes, as they are drawn.
    fn told(when: &str, of: Option<&str>) -> String {
        let source = Source::new("plimsoll.yaml", format!("when: {when}\n"));
        let rule: Rule = source.parse().unwrap();
        let kinds = [
            KindInfo::made_up(
                "rds_instance",
                r#"{"properties": {"engine": {"type": "string"}, "vpc_id": {"type": "string"}}}"#,
            ),
            KindInfo::made_up("ec2_vpc", r#"{"properties": {"vpc_id": {"type": "string"}}}"#),
        ];
        let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
        let mut out = String::new();
        let mistakes = rule.when.unwrap().lint(&source, of, &kinds);
        mistakes.iter().for_each(|mistake| handler.render_report(&mut out, mistake).unwrap());
        out
    }

    #[test]
    fn what_is_right_is_taken() {
        assert_eq!(told("resource.engine == 'x'", Some("rds_*")), "");
        assert_eq!(told("resource.vpc_id == 'x' && resource.tags.a == 'b' && account.id != ''", None), "");
        assert_eq!(told("by.ec2_vpc.vpc_id[resource.vpc_id].size() > 0", Some("rds_instance")), "");
    }

    #[test]
    fn mistakes_are_shown_where_they_stand() {
        let nearest = told("resource.engin == 'x'", Some("rds_instance"));
        assert!(nearest.contains("did you mean `engine`?") && nearest.contains("plimsoll.yaml:1:7"), "{nearest}");
        let some = told("resource.engine == 'x'", None);
        assert!(some.contains("no `engine` in `ec2_vpc`") && some.contains("name a `kind` that has it"), "{some}");
        let broken = told("resource.engine == (", Some("rds_instance"));
        assert!(broken.contains("the expression is not CEL"), "{broken}");
        assert!(told("facts.exposure == 'internal'", None).contains("not known where a rule is asked"));
        assert!(told("by.ec2_vcp.vpc_id['x'].size() > 0", None).contains("did you mean `ec2_vpc`?"));
    }
}
