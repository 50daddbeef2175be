use super::*;
use crate::report::sample::{Estate, quarters};

fn written(estate: &Estate) -> String {
    let mut out = Vec::new();
    write(&estate.view(), &mut out, Style::default()).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_to_do_comes_before_what_is_wrong() {
    let text = written(&Estate::small());
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(place("## 🟡 Load") < place("### Fix first"));
    assert!(place("### Fix first") < place("### Broken rules"));
    assert!(place("### Broken rules") < place("### Not seen"));
}

#[test]
fn a_hostile_name_stays_in_its_code_span() {
    let text = written(&Estate::small());
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    assert!(text.contains("`bucket evilname -with-a-very-long-tail-that-fits-nowhere-at-all-0042`"), "{text}");
}

#[test]
fn five_sentences_and_the_numbers_of_a_chart() {
    let mut estate = Estate::small();
    estate.audience = Audience::Exec;
    let mut view = estate.view();
    view.trend = Some(quarters());
    let mut out = Vec::new();
    write(&view, &mut out, Style::default()).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
    ## Security of the AWS estate, 30 June 2026

    The estate of 1 account carries a load of 153, and whether that is over the line of 200 cannot be told until more is read.

    Since 2026-Q1, with the same rules, the load fell by 41%: 9 fixed, 4 new, 1 came back.

    The change that counts most takes some 63% of it away: bucket payroll so that “S3 buckets keep old versions of objects” (finance).

    Of 1 failure, 0 ask for action now and 0 are overdue; 1 more is accepted by somebody until a date.

    Not all could be read (2 blind spots), and what was not is no health. Of the load, 68.6 of it is certain; there may be more in what was not read.

    | Quarter | Load |  | Critical | High | Medium | Low |
    | --- | --: | --- | --: | --: | --: | --: |
    | 2025-Q4 | 420 | ████████████████████ | 0 | 12 | 3 | 0 |
    | 2026-Q1 | 260 | ████████████ | 0 | 12 | 3 | 0 |
    | 2026-Q2 | 153 | ███████ | 0 | 12 | 3 | 0 |
    | now | 153 | ███████ | 0 | 1 | 0 | 0 |
    ");
}
