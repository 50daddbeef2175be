//! One more waiver in a file that people keep: what they wrote stays as they wrote it, and what comes out is read back
//! before anybody believes it.

use super::{Waiver, Waivers};
use crate::snapshot::AccountId;
use crate::yaml::quote::quoted;
use crate::yaml::{Broken, Source};

#[derive(Debug)]
pub enum AppendError {
    /// The file, or the waiver itself, is not right.
    Broken(Broken),
    /// The finding has one already.
    Again(Box<Waiver>),
    /// The list is written in a way that text cannot be added to. These lines are what belongs into it.
    Unfit(String),
}

/// The text of the file with one more waiver at its end.
pub fn appended(source: &Source, waiver: &Waiver) -> Result<String, AppendError> {
    let read = |source: &Source| Waivers::parse(source).map_err(AppendError::Broken);
    let before = if is_blank(&source.text) { Waivers::default() } else { read(source)? };
    let same = |one: &&Waiver| one.fingerprint.is_some() && one.fingerprint == waiver.fingerprint;
    if let Some(there) = before.waivers.iter().find(same) {
        return Err(AppendError::Again(Box::new(there.clone())));
    }
    let entry = entry(waiver);
    // By itself first: what is wrong with it is told apart from how the file is written.
    read(&Source::new("the new waiver", format!("waivers:\n{entry}")))?;
    let mut text = opened(&source.text, before.waivers.is_empty());
    let margin = margin(&text).to_owned();
    for line in entry.lines() {
        text.extend([&margin, line, "\n"]);
    }
    if source.text.contains("\r\n") {
        text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    let after = Waivers::parse(&Source::new(source.name.clone(), text.as_str()));
    let wanted = before.waivers.iter().chain([waiver]);
    if after.is_ok_and(|after| after.waivers.iter().eq(wanted)) { Ok(text) } else { Err(AppendError::Unfit(entry)) }
}

/// Nothing but comments.
fn is_blank(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// The text up to where the list goes on, with a newline at its end.
fn opened(text: &str, is_empty: bool) -> String {
    let mut text = text.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if is_blank(&text) {
        text.push_str("waivers:\n");
    } else if is_empty {
        text = text.replacen("waivers: []", "waivers:", 1);
    }
    text
}

/// What stands before the dash of the items that are there.
fn margin(text: &str) -> &str {
    let item = text.lines().find(|line| line.trim_start().starts_with("- ") || line.trim() == "-");
    item.map_or("  ", |line| &line[..line.len() - line.trim_start().len()])
}

/// The waiver as an item of a list.
fn entry(waiver: &Waiver) -> String {
    let Waiver { id, control, resource, fingerprint, account, reason, owner, ticket, written, expires } = waiver;
    let account = account.as_ref().map(AccountId::as_str);
    let texts = [
        ("id", id.as_deref()),
        ("fingerprint", fingerprint.as_deref()),
        ("control", control.as_deref()),
        ("resource", resource.as_deref()),
        ("account", account),
        ("reason", Some(reason.as_str())),
        ("owner", Some(owner.as_str())),
        ("ticket", ticket.as_deref()),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some(format!("{name}: {}", quoted(text?))));
    let days = [("written", *written), ("expires", Some(*expires))];
    let days = days.into_iter().filter_map(|(name, day)| Some(format!("{name}: {}", day?)));
    let mut lines = texts.chain(days);
    let first = lines.next().unwrap_or_default();
    lines.fold(format!("- {first}\n"), |text, line| text + "  " + &line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn waiver(fingerprint: &str, reason: &str) -> Waiver {
        Waiver {
            id: None,
            control: Some("s3/bucket-versioning".into()),
            resource: Some("arn:aws:s3:::x".into()),
            fingerprint: Some(fingerprint.into()),
            account: None,
            reason: reason.into(),
            owner: "shop".into(),
            ticket: Some("SEC-1".into()),
            written: "2026-06-30".parse().ok(),
            expires: "2026-12-31".parse().unwrap(),
        }
    }

    fn added(text: &str) -> Result<String, AppendError> {
        appended(&Source::new("waivers.yaml", text), &waiver("f1", "because"))
    }

    const OLD: &str = "control: a/b, reason: x, owner: y, expires: 2026-12-31";

    #[test]
    fn what_is_there_stays_as_it_is() {
        let ours = "- fingerprint: \"f1\"\n  control: \"s3/bucket-versioning\"\n";
        for (text, margin) in [
            (String::new(), "  "),
            ("# Ours.\n\n".into(), "  "),
            (format!("# Ours.\nwaivers:\n- {{{OLD}}} # kept\n"), ""),
            (format!("waivers:\n    # first\n    - {{{OLD}}}"), "    "),
            (format!("waivers:\n- {{{OLD}}}\n# the end"), ""),
        ] {
            let new = added(&text).unwrap();
            assert!(new.starts_with(&text), "{new}");
            let indented: String = ours.lines().map(|line| format!("{margin}{line}\n")).collect();
            assert!(new.contains(&indented), "{new}");
        }
        assert!(added("waivers: [] # none yet\n").unwrap().starts_with("waivers: # none yet\n"));
        let windows = added(&format!("waivers:\r\n- {{{OLD}}}\r\n")).unwrap();
        assert_eq!(windows.matches('\n').count(), windows.matches("\r\n").count());
    }

    #[test]
    fn what_cannot_be_added_to_is_refused_with_the_lines() {
        let Err(AppendError::Unfit(lines)) = added(&format!("waivers: [{{{OLD}}}]\n")) else { panic!("was taken") };
        assert!(lines.contains("expires: 2026-12-31"), "{lines}");
        assert!(matches!(added("waivers: nothing\n"), Err(AppendError::Broken(_))));
        assert!(matches!(added(&added("").unwrap()), Err(AppendError::Again(_))));
        let endless = Waiver { expires: "2036-01-01".parse().unwrap(), ..waiver("f1", "x") };
        assert!(matches!(appended(&Source::new("w", ""), &endless), Err(AppendError::Broken(_))));
    }

    proptest! {
        #[test]
        fn hostile_words_stay_words(reason in "\\PC{0,20}[a-z\n\r:#'\"\\\\{}\u{85}\u{2028}]{1,20}") {
            prop_assume!(!reason.trim().is_empty());
            let wanted = waiver("f2", &reason);
            let text = appended(&Source::new("w", added("").unwrap()), &wanted).unwrap();
            let read = Waivers::parse(&Source::new("w", text)).unwrap();
            prop_assert_eq!(read.waivers.last(), Some(&wanted));
        }
    }
}
