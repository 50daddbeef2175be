use super::NoticeFormat;
use crate::report::sample::{Estate, HOSTILE};
use crate::report::{News, Notice, View};
use crate::risk::Band;
use serde_json::Value as Json;
use std::collections::BTreeSet;

fn news(view: &View<'_>, band: Band) -> News<'static> {
    let new: BTreeSet<String> = view.findings.iter().map(|row| row.fingerprint.to_owned()).collect();
    News { band, since: Some("20260331T120000Z-111122223333"), new }
}

#[test]
fn only_what_is_new_or_overdue_open_and_above_the_band_is_told() {
    let estate = Estate::small();
    let view = estate.view();
    let all = news(&view, Band::High);
    let notice = Notice::of(&view, &all, |_| true);
    assert_eq!((notice.new, notice.overdue, notice.fixes.len()), (1, 0, 1));
    assert_eq!(notice.sentence(), "1 new failure, high or worse");
    assert!(Notice::of(&view, &news(&view, Band::Critical), |_| true).is_empty());
    assert!(Notice::of(&view, &all, |owner| owner != Some("finance")).is_empty());
    let nothing = News { since: None, new: BTreeSet::new(), ..news(&view, Band::Low) };
    assert!(Notice::of(&view, &nothing, |_| true).is_empty());
}

#[test]
fn a_program_reads_a_message() {
    let estate = Estate::small();
    let view = estate.view();
    let all = news(&view, Band::Low);
    let message = NoticeFormat::Json.message(&Notice::of(&view, &all, |_| true));
    assert_eq!(message["format"], "plimsoll/notice/v1");
    assert_eq!((&message["new"], &message["compared_with"]), (&1.into(), &"20260331T120000Z-111122223333".into()));
    let finding = &message["fixes"][0]["findings"][0];
    assert_eq!((&finding["control"], &finding["new"]), (&"s3/bucket-versioning".into(), &true.into()));
    assert_eq!(finding["fingerprint"], "00".repeat(16));
}

fn texts(value: &Json, found: &mut Vec<String>) {
    match value {
        Json::String(text) => found.push(text.clone()),
        Json::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Json::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

#[test]
fn names_can_neither_call_people_nor_break_out_of_a_message() {
    let estate = Estate::small();
    let mut view = estate.view();
    let all = news(&view, Band::Low);
    view.fixes[0].place = format!("<!channel> <@U123> {HOSTILE} & `x` *b*");
    view.fixes[0].owner = Some("<https://evil.example|click>");
    let notice = Notice { owner: Some("<!here>"), contact: Some("@here <x>"), ..Notice::of(&view, &all, |_| true) };
    let message = NoticeFormat::Slack.message(&notice);
    let mut found = Vec::new();
    texts(&message, &mut found);
    let whole = found.join("\n");
    assert!(!whole.contains(['<', '>', '\u{1b}', '\u{202e}', '\r']), "{whole}");
    assert!(whole.contains("&lt;!channel&gt; &lt;@U123&gt;"), "{whole}");
    // What is looked for in plain words is not.
    let mrkdwn = message["blocks"].as_array().unwrap().iter().filter_map(|block| block.get("text"));
    assert!(mrkdwn.filter(|text| text["type"] == "mrkdwn").all(|text| text["verbatim"] == true));
    assert_eq!(message["text"], "Plimsoll: 1 new failure, low or worse");
}
