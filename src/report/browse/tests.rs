use super::{App, Key};
use crate::evaluate::Verdict;
use crate::report::sample::{Estate, acme_paths};
use crate::report::{Ends, Explained, Style, table};
use proptest::prelude::*;
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Color, Modifier};

/// Browses an estate beside the attack paths of Acme.
fn browse<T>(estate: &mut Estate, colour: bool, walk: impl FnOnce(&mut App<'_>) -> T) -> T {
    estate.include = [Verdict::Fail, Verdict::Unknown].into();
    let estate = &*estate;
    acme_paths(&Ends::default(), 12, |paths| {
        let view = estate.view();
        walk(&mut App::new(estate.inputs(), &view, paths, colour))
    })
}

fn drawn(app: &mut App<'_>, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    app.draw(&mut buffer);
    buffer
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let line = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..buffer.area.height).map(line).collect()
}

fn screen(app: &mut App<'_>) -> String {
    lines(&drawn(app, 80, 24)).join("\n")
}

/// Presses letters, and `>` for Enter, `<` for Escape.
fn press(app: &mut App<'_>, keys: &str) -> String {
    for c in keys.chars() {
        let key = match c {
            '>' => Key::Enter,
            '<' => Key::Escape,
            c => Key::Letter(c),
        };
        assert!(app.press(key), "{keys}: {c} leaves");
        screen(app);
    }
    screen(app)
}

fn has(screen: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(screen.contains(word), "no `{word}` in:\n{screen}"));
}

#[test]
fn the_start_page_shows_posture_and_leads_to_every_list() {
    browse(&mut Estate::small(), false, |app| {
        let start = screen(app);
        has(&start, &["PLIMSOLL", "LOAD  ", " 1 start ", "6 blind spots", "▸ fixes", "Enter opens"]);
        for (keys, title) in
            [("1>", " fixes\n"), ("1gj>", " findings\n"), ("1gjj>", " paths\n"), ("6", " blind spots\n")]
        {
            has(&press(app, keys), &[title]);
        }
        assert!(press(app, "1gjjj>").contains("framework "));
    });
}

#[test]
fn one_walks_from_a_fix_to_what_it_closes_and_reads_what_explain_says() {
    let mut estate = Estate::small();
    estate.include = [Verdict::Fail, Verdict::Unknown].into();
    let inputs = estate.inputs();
    let found = Explained::matching(&inputs, &["s3/bucket-versioning", "payroll"]).remove(0);
    let mut explained = Vec::new();
    table::explain(&Explained::of(&inputs, found), &mut explained, Style::default()).unwrap();
    let explained = String::from_utf8(explained).unwrap();
    browse(&mut estate, false, |app| {
        has(&press(app, "2"), &["away", "effort", "closes", "▸ "]);
        has(&press(app, ">"), &["FIX", "takes away", "CLOSES"]);
        has(&press(app, ">"), &["FINDING"]);
        let read: Vec<String> = (0..4)
            .flat_map(|_| {
                let page = lines(&drawn(app, 80, 24));
                app.press(Key::PageDown);
                page
            })
            .collect();
        for line in explained.lines() {
            assert!(read.iter().any(|other| other == line), "no line `{line}` in\n{}", read.join("\n"));
        }
        has(&press(app, "h"), &["CLOSES"]);
        has(&press(app, "<"), &["away", "closes"]);
        has(&press(app, "<"), &["▸ fixes"]);
    });
}

#[test]
fn a_list_is_filtered_by_words_and_by_what_its_lines_have_in_common() {
    browse(&mut Estate::small(), false, |app| {
        has(&press(app, "3"), &["1 of 3", "by risk"]);
        has(&press(app, "/PAYROLL versioning"), &["/PAYROLL versioning▏", "bucket payroll"]);
        has(&press(app, ">"), &["1 of 1 (3 in all)"]);
        has(&press(app, "<"), &["1 of 3"]);
        has(&press(app, "/zzz>"), &["Nothing fits; c shows all again.", "none of 3"]);
        has(&press(app, "c"), &["1 of 3"]);
        has(&press(app, "b"), &["which band?", "3  all", "1  high", "1  unknown", "1  waived"]);
        has(&press(app, "j>"), &["band high", "1 of 1 (3 in all)"]);
        has(&press(app, "o"), &["which owner?", "finance"]);
        has(&press(app, "<b>"), &["1 of 3"]);
        has(&press(app, "s"), &["by day due"]);
        has(&press(app, "ssss"), &["by risk"]);
    });
}

#[test]
fn a_choice_that_there_is_not_is_not_offered() {
    browse(&mut Estate::small(), false, |app| {
        assert!(!press(app, "5b").contains("which"));
        assert!(press(app, "2o").contains("which owner?"));
    });
}

#[test]
fn attack_paths_come_with_their_cut_and_frameworks_with_requirements() {
    browse(&mut Estate::small(), false, |app| {
        has(&press(app, "4"), &["NOT SEEN", "rds_instance"]);
        has(&press(app, "G"), &["8 of 8"]);
        has(&press(app, ">"), &["→ ", "  cut "]);
        has(&press(app, "5>"), &["requirement", "failures"]);
        has(&press(app, ">"), &["status", "controls"]);
        has(&press(app, "6>"), &["BLIND SPOT", "s3:ListAllMyBuckets", "throttled", "CANNOT TELL"]);
    });
}

#[test]
fn paths_that_are_not_listed_are_counted() {
    let estate = Estate::small();
    acme_paths(&Ends::default(), 2, |paths| {
        let view = estate.view();
        let mut app = App::new(estate.inputs(), &view, paths, false);
        has(&press(&mut app, "4"), &["MORE", "not shown; `plimsoll paths --limit` shows more", "NOT SEEN"]);
    });
}

#[test]
fn words_are_found_in_a_text() {
    browse(&mut Estate::small(), false, |app| {
        press(app, "3>/adds up>");
        let found = lines(&drawn(app, 80, 12));
        assert_eq!(found[2], "HOW THE RISK ADDS UP  points of 100");
    });
}

#[test]
fn what_is_chosen_is_marked_without_colour() {
    browse(&mut Estate::small(), false, |app| {
        for keys in ["1", "2", "3", ">", "4", "?", "5b"] {
            press(app, keys);
            let buffer = drawn(app, 80, 24);
            let plain = |cell: &ratatui_core::buffer::Cell| {
                (cell.fg, cell.bg) == (Color::Reset, Color::Reset) && (cell.modifier - Modifier::REVERSED).is_empty()
            };
            assert!(buffer.content().iter().all(plain), "{keys}");
        }
        press(app, "3h");
        let marked = lines(&drawn(app, 80, 24)).iter().filter(|line| line.starts_with('▸')).count();
        assert_eq!(marked, 1);
    });
}

#[test]
fn bands_are_painted_as_everywhere_else() {
    browse(&mut Estate::small(), true, |app| {
        press(app, "3");
        let buffer = drawn(app, 80, 24);
        let red = buffer.content().iter().filter(|cell| cell.fg == Color::Red).count();
        assert!(red > 4, "{red}");
    });
}

#[test]
fn hostile_names_stay_text_at_every_size() {
    let mut estate = Estate::hostile();
    browse(&mut estate, true, |app| {
        for keys in ["1", "2", ">", ">", "3", ">", "4>", "5>", ">", "6>", "3o"] {
            press(app, keys);
            for (width, height) in [(80, 24), (200, 60), (40, 10), (13, 5), (3, 3), (1, 1), (0, 0)] {
                for cell in drawn(app, width, height).content() {
                    assert!(!cell.symbol().chars().any(char::is_control), "{keys}: {:?}", cell.symbol());
                }
            }
        }
    });
}

#[test]
fn the_chosen_line_is_on_the_screen_and_so_is_the_last() {
    browse(&mut Estate::crowded(), false, |app| {
        for keys in ["3", "3jjjjjjjjjjjjjjj", "3G", "3Gkkkkkkkkkk", "3g", "2>", "2jjj"] {
            press(app, keys);
            for height in [24, 9, 6, 40] {
                let lines = lines(&drawn(app, 80, height));
                let marked = lines.iter().filter(|line| line.starts_with('▸')).count();
                assert!(marked == 1 || height < 24, "{keys} at {height}:\n{}", lines.join("\n"));
                app.press(Key::Down);
                app.press(Key::Up);
            }
        }
    });
}

fn key() -> impl Strategy<Value = Key> {
    let named = [
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::PageUp,
        Key::PageDown,
        Key::Home,
        Key::End,
        Key::Enter,
        Key::Tab,
        Key::BackTab,
        Key::Backspace,
        Key::Escape,
    ];
    prop_oneof![
        4 => prop::sample::select(named.to_vec()),
        4 => prop::sample::select("123456jkhlgGnscboav/?> e".chars().map(Key::Letter).collect::<Vec<_>>()),
        1 => any::<char>().prop_map(Key::Letter),
    ]
}

#[test]
fn no_key_at_no_size_breaks_it() {
    browse(&mut Estate::hostile(), true, |app| {
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(60));
        let steps = prop::collection::vec((key(), 0u16..130, 0u16..40), 1..60);
        let app = std::cell::RefCell::new(app);
        runner
            .run(&steps, |steps| {
                for (key, width, height) in steps {
                    let mut app = app.borrow_mut();
                    let goes_on = app.press(key);
                    prop_assert!(goes_on || key == Key::Letter('q'));
                    drawn(&mut app, width, height);
                }
                Ok(())
            })
            .unwrap();
    });
}
