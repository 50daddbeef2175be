//! A finding and a gap on one line each, for readers that show one line: log files, alerts, tickets.

use super::{FindingRow, GapRow, ResourceRow, plain_value};
use crate::evaluate::Verdict;
use crate::report::clean::{bounded, clean};

/// A value may be a whole policy.
const MOST_OF_A_VALUE: usize = 120;
/// And a check may look at many.
const MOST_VALUES: usize = 6;

impl ResourceRow<'_> {
    /// Such as `bucket payroll in 111122223333, eu-central-1`. Whoever named it writes no second line.
    pub fn called_in_place(&self) -> String {
        format!("{} in {}, {}", bounded(&self.called(), MOST_OF_A_VALUE), self.account, self.region)
    }
}

impl FindingRow<'_> {
    /// What the check saw.
    pub fn seen_text(&self) -> String {
        let one = |evidence: &crate::evaluate::Evidence| {
            format!("{}: {}", evidence.path, bounded(&plain_value(&evidence.value), MOST_OF_A_VALUE))
        };
        let mut seen: Vec<String> = self.evidence.iter().take(MOST_VALUES).map(one).collect();
        match self.evidence.len().saturating_sub(MOST_VALUES) {
            0 => {}
            more => seen.push(format!("and {more} more")),
        }
        seen.join("; ")
    }

    /// What it weighs, and whether somebody accepted it.
    pub fn weight_text(&self) -> String {
        match (self.verdict, self.risk, self.waiver, self.folded_under) {
            (Verdict::Fail, _, Some(waiver), _) => {
                let (owner, reason) = (clean(&waiver.owner), clean(&waiver.reason));
                format!("waived by {owner} until {}: {reason}", waiver.expires)
            }
            (Verdict::Fail, _, None, Some(broad)) => {
                format!("a part of {broad}, which fails here too and counts for both")
            }
            (Verdict::Fail, Some(score), None, None) => format!("risk {}, {}", self.risk_text(), score.band().as_str()),
            (Verdict::Unknown, Some(score), ..) => {
                format!("risk {:.1} at most, {}", score.value(), score.band().as_str())
            }
            _ => String::new(),
        }
    }

    /// What is wrong where.
    pub fn in_brief(&self) -> String {
        format!("{}: {}", self.resource.called_in_place(), clean(&self.rule()))
    }

    /// Where, what, how heavy, and why one thinks so.
    pub fn message(&self) -> String {
        let seen = Some(self.seen_text()).filter(|seen| !seen.is_empty()).map(|seen| format!("seen: {seen}"));
        let weight = Some(self.weight_text()).filter(|weight| !weight.is_empty());
        [Some(self.in_brief()), weight, seen].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

impl GapRow<'_> {
    /// What was not read, where, and why.
    pub fn message(&self) -> String {
        let what = match self.resources {
            None => format!("{} could not be listed to its end", self.kind),
            Some(n) => format!("a field of {n} of {} could not be read", self.kind),
        };
        let by = self.denied_by.map(|policy| format!(" by {}", policy.words())).unwrap_or_default();
        let action = if self.action.is_empty() { "no call was made" } else { self.action };
        let detail = self.detail.map(|detail| format!("; AWS said: {}", bounded(detail, MOST_OF_A_VALUE)));
        let reason = self.reason.as_str().replace('_', " ");
        let blind = match self.controls.as_slice() {
            [] => String::new(),
            controls => format!("; cannot tell: {}", listed(controls)),
        };
        let place = format!("{}, {}", self.account, self.region);
        format!("{what} in {place} ({action}: {reason}{by}{}){blind}", detail.unwrap_or_default())
    }
}

fn listed(names: &[&str]) -> String {
    let (shown, more) = names.split_at(names.len().min(MOST_VALUES));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Verdict;
    use crate::report::sample::Estate;

    #[test]
    fn a_line_says_where_what_how_heavy_and_why() {
        let mut estate = Estate::small();
        estate.include = [Verdict::Fail, Verdict::Unknown].into();
        let view = estate.view();
        let lines: Vec<String> = view.findings.iter().map(|finding| finding.message()).collect();
        assert_eq!(
            lines[0],
            "bucket payroll in 111122223333, eu-central-1: broken rule: S3 buckets keep old versions of objects \
             (s3/bucket-versioning); risk 61–66, high; seen: resource.versioning.status: suspended"
        );
        assert!(lines[1].contains("cannot tell: ") && lines[1].contains("risk 66.0 at most"), "{}", lines[1]);
        assert!(lines[2].contains("waived by ana until 2026-12-31: Rebuilt every night"), "{}", lines[2]);
        assert!(lines.iter().all(|line| !line.contains(['\n', '\u{1b}', '\u{202e}'])), "{lines:?}");
        let gaps: Vec<String> = view.gaps.iter().map(|gap| gap.message()).collect();
        assert_eq!(
            gaps,
            [
                "a field of 1 of s3_bucket could not be read in 111122223333, eu-central-1 (s3:GetBucketPolicy: access \
                 denied); cannot tell: s3/policy-is-private",
                "s3_bucket could not be listed to its end in 111122223333, us-east-1 (s3:ListAllMyBuckets: throttled); \
                 cannot tell: s3/bucket-versioning, s3/policy-is-private"
            ]
        );
    }
}
