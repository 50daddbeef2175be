//! `plimsoll browse` on a real terminal.

use super::support::{Pty, acme, plimsoll};
use std::ffi::OsStr;

const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const DOWN: &str = "\u{1b}[B";

#[test]
fn one_walks_from_the_posture_to_a_finding_and_leaves_the_terminal_as_it_was() {
    let file = acme::file("2025-Q4");
    let mut pty = Pty::start(&["browse", file.to_str().unwrap()], &[], 80, 24);
    let start = pty.expect(&["PLIMSOLL", "LOAD", "▸ fixes", "Enter opens"]);
    assert!(start.starts_with(" 1 start  2 fixes"), "{start}");
    pty.press(ENTER);
    pty.expect(&["away", "closes", "by worth"]);
    pty.press(DOWN);
    pty.expect(&["2 of "]);
    pty.press(ENTER);
    pty.expect(&["fixes › ", "takes away", "CLOSES"]);
    pty.press("3/internet\r");
    let found = pty.expect(&["/internet", " in all)"]);
    assert!(!found.contains("none of"), "{found}");
    pty.press(ENTER);
    pty.expect(&["FINDING", "WHY IT MATTERS"]);
    pty.press("/adds up\r");
    pty.expect(&["HOW THE RISK ADDS UP"]);
    pty.resize(50, 14);
    pty.until("narrow page", |screen| screen.size().0.get() == 14 && screen.contents().contains("3 findings"));
    pty.press("4");
    pty.expect(&["4 paths", "certain"]);
    pty.resize(120, 40);
    pty.press("5");
    pty.expect(&["not covered", "nist-800-53-r5"]);
    pty.press("?");
    pty.expect(&["filter by owner"]);
    pty.press(ESCAPE);
    pty.expect(&["nist-800-53-r5"]);
    pty.press("q");
    let (code, left) = pty.end();
    assert_eq!((code, left.trim()), (0, ""));
}

#[test]
fn who_ends_it_from_outside_gets_the_terminal_back() {
    let file = acme::file("2026-Q3");
    for signal in ["TERM", "INT", "HUP"] {
        let pty = Pty::start(&["browse", file.to_str().unwrap()], &[], 100, 30);
        pty.expect(&["PLIMSOLL", "Enter opens"]);
        pty.signal(signal);
        assert_eq!(pty.end().0, 2, "{signal}");
    }
}

#[test]
fn control_c_leaves_and_no_color_is_kept() {
    let file = acme::file("2026-Q3");
    for (env, colours) in [(vec![], true), (vec![("NO_COLOR", "1")], false)] {
        let mut pty = Pty::start(&["browse", file.to_str().unwrap()], &env, 80, 24);
        pty.expect(&["PLIMSOLL", "Enter opens"]);
        pty.press("3");
        pty.expect(&["risk", "critical"]);
        let coloured = |screen: &vt100::Screen| {
            let cells = (0..24).flat_map(|y| (0..80).filter_map(move |x| screen.cell(y, x)));
            cells.filter(|cell| cell.fgcolor() != vt100::Color::Default).count()
        };
        pty.until("colours", |screen| (coloured(screen) > 0) == colours);
        pty.press("\u{3}");
        assert_eq!(pty.end().0, 0);
    }
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let run = plimsoll().args([OsStr::new("browse"), acme::file("2026-Q3").as_os_str()]).run();
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("there is no terminal to browse on"), "{}", run.stderr);
    assert!(run.stderr.contains("-o report.html"), "{}", run.stderr);
}
