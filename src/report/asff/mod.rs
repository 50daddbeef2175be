//! AWS Security Finding Format, as BatchImportFindings takes it.
//!
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html>

mod field;
mod finding;
mod resource_type;
mod unread;

pub use finding::moment;

use super::{Style, View};
use serde_json::Value as Json;
use std::io;

/// What all ids of ours begin with, by which they are known again.
pub const GENERATOR: &str = "plimsoll/";

/// All findings as one request's parameter. A call takes a hundred of them.
pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    to.write_all(b"{\"Findings\":[")?;
    for (place, finding) in findings(view).enumerate() {
        to.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *to, &finding)?;
    }
    to.write_all(b"\n]}\n")
}

/// The listed findings, and what could not be read.
pub fn findings<'v>(view: &'v View<'_>) -> impl Iterator<Item = Json> + 'v {
    view.findings.iter().map(|one| finding::of(one, view)).chain(view.gaps.iter().map(|gap| unread::of(gap, view)))
}

/// A control as Security Hub names what makes findings.
pub fn generator(control: &str) -> String {
    format!("{GENERATOR}{control}")
}

/// What makes a finding of a kind that could not be read.
pub fn unread_generator(kind: &str) -> String {
    generator(&format!("unread/{kind}"))
}

/// The region whose Security Hub a finding belongs to: its resource's own. What lives in no region belongs to the one
/// where its partition keeps such things.
pub fn home<'a>(region: &'a str, partition: &str) -> &'a str {
    match (region, partition) {
        ("global", "aws-cn") => "cn-north-1",
        ("global", "aws-us-gov") => "us-gov-west-1",
        ("global", "aws-eusc") => "eusc-de-east-1",
        ("global", _) => "us-east-1",
        (region, _) => region,
    }
}

/// A custom product of the account's own.
pub fn product_arn(account: &str, region: &str, partition: &str) -> String {
    format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default")
}

#[cfg(test)]
mod tests;
