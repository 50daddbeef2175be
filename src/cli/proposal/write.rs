//! The survey as a file: what is told stands behind two number signs, what is proposed behind one.

use super::survey::{Named, Purpose, Survey, Tag};
use crate::facts::Classification;
use crate::risk::DueDays;
use crate::snapshot::AccountId;
use crate::yaml::quote::{list, quoted};

pub(super) fn text(survey: &Survey) -> String {
    let parts = [
        head(survey),
        line(survey),
        due(),
        classification(survey),
        trusted(survey),
        top_risks(survey),
        "## Where things are. Paths start from this file's folder.\n#controls: [my-controls]\n#waivers: waivers.yaml\n\
         #attestations: attestations.yaml\n#history: snapshots\n"
            .to_owned(),
    ];
    parts.join("\n")
}

fn head(survey: &Survey) -> String {
    format!(
        "## Plimsoll's configuration, proposed by what the snapshot {} shows.\n\
         ## Lines that start with one # are proposals: take it away to use one. Until then this file changes nothing.\n\
         ## `plimsoll config check` says whether it is right; docs/configuration.md tells all that can be said here.\n",
        quoted(&survey.id)
    )
}

fn line(survey: &Survey) -> String {
    let (low, high) = (survey.load.low.ceil(), survey.load.high.ceil());
    let more = match (survey.load.unbounded, high > low) {
        (true, _) => " for certain, and maybe more: not all could be read",
        (false, true) => " for certain, and maybe more: not all could be decided",
        (false, false) => "",
    };
    format!(
        "## How much load the estate may carry; over it, the exit code of `scan` is 1. It carries {low}{more}.\n\
         ## With this line it may not grow; half of it, {}, would be a goal.\n\
         #line: {low}\n#fail_on: critical\n",
        (low / 2.0).ceil()
    )
}

fn due() -> String {
    let DueDays { critical, high, medium, low } = DueDays::default();
    format!(
        "## Days from the day a finding was first seen until it is overdue, and the month in which the fiscal year starts.\n\
         ## This is so without a configuration, too.\n\
         due_days: {{critical: {critical}, high: {high}, medium: {medium}, low: {low}}}\nfiscal_year: {{starts_in: 1}}\n"
    )
}

fn classification(survey: &Survey) -> String {
    let known = Classification::default();
    let tags = [
        (Purpose::DataClass, "data_class_tags", &known.data_class_tags, "how secret data is"),
        (Purpose::Criticality, "criticality_tags", &known.criticality_tags, "how important a resource is"),
        (Purpose::Environment, "environment_tags", &known.environment_tags, "the environment"),
        (Purpose::Owner, "owner_tags", &known.owner_tags, "who looks after it"),
    ];
    let tags = tags.map(|(purpose, field, known, what)| {
        tagged(survey.tags.get(&purpose).map(Vec::as_slice).unwrap_or_default(), field, known, what)
    });
    format!(
        "## What data, importance and owners are known by. {} resources can have tags and were read.\n#classification:\n{}{}",
        survey.taggable,
        tags.concat(),
        rules(survey)
    )
}

/// The tags that are looked for anyway, and those that were seen.
fn tagged(seen: &[Tag], field: &str, known: &[String], what: &str) -> String {
    let told: Vec<String> = seen.iter().map(|(name, count)| format!("{} on {count}", quoted(name))).collect();
    let told = if told.is_empty() { "none was seen".to_owned() } else { format!("seen: {}", told.join(", ")) };
    let new = seen.iter().map(|(name, _)| name).filter(|name| !known.iter().any(|one| one.eq_ignore_ascii_case(name)));
    let all = list(known.iter().chain(new).map(String::as_str));
    format!("##  Tags that say {what}; {told}.\n#  {field}: {all}\n")
}

fn rules(survey: &Survey) -> String {
    let mut text = String::from(
        "##  For what has no tags; the first rule that fits and says something wins. `when` is CEL, as in a control's check.\n\
         #  rules:\n",
    );
    survey.named.iter().for_each(|named| text.push_str(&rule(named)));
    text.push_str(
        "#    - {kind: s3_bucket, name: \"*-logs\", data_class: internal, owner: platform}\n\
         #    - {kind: rds_instance, when: \"resource.multi_az == true\", criticality: high}\n",
    );
    text
}

fn rule(Named { field, key, name, word, untagged }: &Named) -> String {
    let untagged =
        untagged.map(|count| format!(": {count} of its resources have no tag that says it")).unwrap_or_default();
    format!("##    {}{untagged}\n#    - {{{field}: {}, criticality: {word}}}\n", quoted(name), quoted(key))
}

fn trusted(survey: &Survey) -> String {
    if survey.strangers.is_empty() || survey.asking.is_empty() {
        return "## Parameters of controls, by control id; `plimsoll controls show ID` shows them.\n\
                #params: {iam/user-access-key-age: {days: 90}}\n"
            .to_owned();
    }
    let told = |(account, count): (&AccountId, &usize)| {
        let whose = if survey.own.contains(account) { ", of your organisation" } else { "" };
        format!("##   {} ({count}{whose})\n", quoted(account.as_str()))
    };
    let accounts: String = survey.strangers.iter().map(told).collect();
    let all = list(survey.strangers.keys().map(AccountId::as_str));
    let params: String = survey.asking.iter().map(|id| format!("#  {id}: {{trusted_accounts: {all}}}\n")).collect();
    format!(
        "## Accounts outside of this snapshot that are let in or shared with, and by how many resources. Keep those that you\n\
         ## know; whoever stays in a list is trusted.\n{accounts}#params:\n{params}"
    )
}

/// A framework that is small enough to stand in a comment.
pub(super) const TOP_RISKS: &str = "\
title: Our top risks
version: \"1\"
requirements:
  - id: R1
    title: Customer data is not open to the world
    weight: 10
    satisfied_by: [s3/bucket-not-publicly-*, \"nist-csf-2.0:PR.DS-01\"]
";

fn top_risks(survey: &Survey) -> String {
    // A row holds as many ids as a line has room for.
    let rows = survey.frameworks.chunks(6).map(|some| format!("##   {}", some.join(", ")));
    let built_in = rows.collect::<Vec<_>>().join(",\n");
    let file: String = TOP_RISKS.lines().map(|line| format!("##   {line}\n")).collect();
    format!(
        "## Built in are\n{built_in}\n## Your own top risks are a framework of your own, such as\n\
         ## my-frameworks/top-risks.yaml:\n{file}\
         ## `plimsoll frameworks show acme-top-risks` shows a longer one.\n#frameworks: [my-frameworks]\n"
    )
}
