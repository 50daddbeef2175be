//! What is said in words: reporters neither count nor pluralise, so that all of them say the same.

use super::{
    Calls, Count, FindingRow, FixRow, Posture, QuarterRow, Scan, Standing, View, WaiverRow, WaiverState, Whose,
};
use super::{amount, thousands};
use crate::control::Effort;
use crate::evaluate::Verdict;
use crate::risk::Score;

/// What a fix does to attack paths; nothing where it cuts none.
pub fn paths_text((cut, all): (usize, usize)) -> String {
    match cut {
        0 => String::new(),
        cut => format!("cuts {} of {} attack paths", thousands(cut as u64), thousands(all as u64)),
    }
}

impl<'a> View<'a> {
    /// How much was looked at.
    pub fn scope(&self) -> String {
        let scan = &self.scan;
        let place = |names: &[&str], count: Count| match names {
            [name] => (*name).to_owned(),
            _ => count.to_string(),
        };
        let accounts = match scan.accounts.as_slice() {
            [account] => format!("account {account}"),
            _ => scan.account_count.to_string(),
        };
        let regions = place(&scan.regions, scan.region_count);
        let looked_at = format!("{} in {accounts}, {regions}; {}", scan.resources, scan.controls);
        match self.whose {
            Whose::Everybodys => looked_at,
            Whose::Owner(name) => format!("What {name} owns, of {looked_at}"),
            Whose::Nobodys => format!("What nobody owns, of {looked_at}"),
        }
    }

    /// Whether all of it was seen.
    pub fn completeness(&self) -> String {
        let spots = Count::new(self.blind_spots.len(), "blind spot", "blind spots");
        match (self.scan.finished, spots.is_zero()) {
            (true, true) => "Complete: all that was asked for was read.".to_owned(),
            (true, false) => format!("Incomplete: {spots}, listed below."),
            (false, true) => "Incomplete: the scan was cut off.".to_owned(),
            (false, false) => format!("Incomplete: the scan was cut off; {spots}, listed below."),
        }
    }

    /// Instead of a list of findings, where there is none.
    pub fn nothing_listed(&self) -> String {
        let posture = &self.posture;
        if !posture.open.is_zero() {
            return format!("None of the chosen verdicts; {} not listed.", posture.open);
        }
        if self.scan.resources.is_zero() || self.scan.controls.is_zero() {
            return "Nothing failed, because nothing was judged.".to_owned();
        }
        let waived = match posture.waived {
            0 => String::new(),
            n => format!(" that is not waived ({})", thousands(n)),
        };
        match posture.blind_controls.is_zero() {
            true => format!("Nothing failed{waived}."),
            false => format!("Nothing failed{waived}; {} could not see all.", posture.blind_controls),
        }
    }

    /// The last quarters before today's scan, oldest first.
    pub fn earlier_quarters(&self, most: usize) -> Vec<&QuarterRow<'a>> {
        let quarters = self.trend.iter().flat_map(|trend| &trend.quarters);
        let earlier: Vec<_> = quarters.filter(|quarter| quarter.snapshot != self.scan.id).collect();
        earlier[earlier.len().saturating_sub(most)..].to_vec()
    }

    /// Waivers that want attention, and how many of which sort.
    pub fn stale_waivers(&self) -> (Vec<&WaiverRow<'a>>, String) {
        let stale: Vec<_> = self.waivers.iter().filter(|row| row.state != WaiverState::Active).collect();
        let of = |state| stale.iter().filter(|row| row.state == state).count();
        let (expired, unused) = (of(WaiverState::Expired), of(WaiverState::Unused));
        let part = |n: usize, text: &str| (n > 0).then(|| format!("{} {text}", thousands(n as u64)));
        let parts = [part(expired, "expired"), part(unused, "covering nothing")];
        let sentence = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        (stale, sentence)
    }
}

impl Posture<'_> {
    /// The load against the line.
    pub fn sentence(&self) -> String {
        let load = self.load;
        let mut text = amount(load.high);
        match self.line {
            None => text.push_str(", and no line is drawn"),
            Some(line) => {
                let limit = amount(line.limit);
                text.push_str(&match line.standing {
                    Standing::Over => format!(" of {limit}: over the line by {}", amount(load.high - line.limit)),
                    Standing::Below => format!(" of {limit}: below the line"),
                    Standing::Unclear => format!(" of {limit}: may be over the line"),
                });
            }
        }
        text
    }

    /// How much of the load is certain, and whether there may be more of it.
    pub fn doubt(&self) -> Option<String> {
        let load = self.load;
        // Half a part in a hundred is no uncertainty that anybody acts on.
        let certain =
            (load.high - load.low > load.high * 0.005).then(|| format!("{} of it is certain", amount(load.low)));
        let more = load.unbounded.then(|| "there may be more in what was not read".to_owned());
        let parts: Vec<String> = certain.into_iter().chain(more).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// What else is to be known of the findings.
    pub fn beside(&self) -> Vec<String> {
        let part = |n: u64, text: &str| (n > 0).then(|| format!("{} {text}", thousands(n)));
        let parts = [part(self.overdue, "overdue"), part(self.waived, "waived"), part(self.unknown, "unknown")];
        let waived = (self.waived > 0).then(|| format!("{} before waivers", amount(self.inherent.high)));
        parts.into_iter().flatten().chain(waived).collect()
    }
}

impl Scan<'_> {
    /// What it cost.
    pub fn cost(&self) -> String {
        let (Some(calls), Some(duration)) = (&self.calls, self.duration_ms) else {
            return "not known: the scan was cut off".to_owned();
        };
        if calls.total.is_zero() {
            return "no calls: this snapshot was not taken from AWS".to_owned();
        }
        format!("{} in {}: {}", calls.total, seconds(duration), calls.named())
    }
}

impl Calls<'_> {
    fn named(&self) -> String {
        let named: Vec<String> = self.most.iter().map(|(name, n)| format!("{name} {}", thousands(*n))).collect();
        let rest = self.total.n - self.most.iter().map(|(_, n)| n).sum::<u64>();
        match rest {
            0 => named.join(", "),
            rest => format!("{}, others {}", named.join(", "), thousands(rest)),
        }
    }
}

fn seconds(milliseconds: u64) -> String {
    match milliseconds {
        ms if ms < 60_000 => format!("{:.1} s", ms as f64 / 1000.0),
        ms => format!("{} min {} s", thousands(ms / 60_000), ms % 60_000 / 1000),
    }
}

impl FixRow<'_> {
    pub fn effort_word(&self) -> &'static str {
        effort_word(self.effort)
    }
}

pub fn effort_word(effort: Effort) -> &'static str {
    match effort {
        Effort::Minutes => "minutes",
        Effort::Hours => "hours",
        Effort::Days => "days",
    }
}

impl FindingRow<'_> {
    /// Enough of the fingerprint to find it again.
    pub fn short_id(&self) -> &str {
        self.fingerprint.get(..8).unwrap_or(self.fingerprint)
    }

    /// The score, or the interval that it lies in.
    pub fn risk_text(&self) -> String {
        self.risk.map(risk_text).unwrap_or_default()
    }

    /// The band of an open failure; else why it is none.
    pub fn standing(&self) -> &'static str {
        match (self.verdict, self.waiver, self.folded_under, self.risk) {
            (Verdict::Pass, ..) => "pass",
            (Verdict::Unknown, ..) => "unknown",
            (Verdict::Fail, Some(_), ..) => "waived",
            (Verdict::Fail, None, Some(_), _) => "folded",
            (Verdict::Fail, None, None, Some(score)) => score.band().as_str(),
            (Verdict::Fail, None, None, None) => "fail",
        }
    }

    /// The day by which it is to be fixed, or until which it is waived.
    pub fn due_text(&self) -> String {
        match (self.waiver, self.due) {
            (Some(waiver), _) => waiver.expires.to_string(),
            (None, Some(_)) if self.overdue => "overdue".to_owned(),
            (None, Some(day)) => day.to_string(),
            (None, None) => String::new(),
        }
    }
}

/// A score of which both ends are known, or the interval that it lies in, in whole points.
pub fn risk_text(score: &Score) -> String {
    if score.high - score.low < 0.05 {
        format!("{:.1}", score.value())
    } else {
        format!("{:.0}–{:.0}", score.low, score.high)
    }
}

/// A part of the whole. What is little is not nothing.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        p if p > 0.0 && p < 0.5 => "<1%".to_owned(),
        p => format!("{p:.0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_parts_are_said_as_people_say_them() {
        assert_eq!(seconds(820), "0.8 s");
        assert_eq!(seconds(125_400), "2 min 5 s");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.001), "<1%");
        assert_eq!(percent(0.284), "28%");
    }
}
