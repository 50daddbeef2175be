//! Pages of the manual, as `man` would find them.

use super::support::plimsoll;
use std::fs;

/// Requests that pages are made of. <https://man.openbsd.org/man.7>, <https://man.openbsd.org/roff.7>
const KNOWN: [&str; 11] = [".IP", ".TH", ".SH", ".SS", ".TP", ".RS", ".RE", ".PP", ".br", ".ie", ".el"];

#[test]
fn each_command_has_a_page_that_man_can_read() {
    let program = plimsoll();
    let folder = program.folder().join("man");
    let run = plimsoll().args(["man", "-o", folder.to_str().unwrap()]).run();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let mut names: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in ["plimsoll.1", "plimsoll-scan.1", "plimsoll-browse.1", "plimsoll-controls-search.1", "plimsoll-man.1"] {
        assert!(names.iter().any(|known| known == name), "no {name} in {names:?}");
    }
    for name in &names {
        let page = fs::read_to_string(folder.join(name)).unwrap();
        let requests: Vec<&str> = page.lines().filter(|line| line.starts_with('.')).collect();
        for request in &requests {
            let word = request.split(' ').next().unwrap();
            assert!(KNOWN.contains(&word), "{name}: {request}");
        }
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION"] {
            assert!(requests.contains(&section), "{name} has no {section}");
        }
        let title = format!(".TH {} 1", name.trim_end_matches(".1"));
        assert!(page.lines().any(|line| line.starts_with(&title)), "{name} has no {title}:\n{page}");
    }
}

#[test]
fn the_first_page_goes_to_the_standard_output() {
    let run = plimsoll().args(["man"]).run();
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains(".SH SUBCOMMANDS") && run.stdout.contains("plimsoll\\-browse(1)"), "{}", run.stdout);
}
