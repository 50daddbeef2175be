//! What is seen of a scan while it runs.

use super::support::{Pty, SERVICES, plimsoll, seeded};

fn scan(pace: &str) -> Vec<&str> {
    let mut args = vec!["scan", "--region", "eu-central-1", "--max-rps", pace];
    args.extend(SERVICES);
    args
}

#[test]
fn a_scan_on_a_terminal_shows_how_far_it_is_and_leaves_only_the_report() {
    let account = &seeded().account;
    let endpoint = account.endpoint();
    let env = [
        ("AWS_ACCESS_KEY_ID", account.access_key.as_str()),
        ("AWS_SECRET_ACCESS_KEY", &account.secret),
        ("AWS_SESSION_TOKEN", &account.token),
        ("AWS_ENDPOINT_URL", &endpoint),
    ];
    let pty = Pty::start(&scan("5"), &env, 80, 120);
    // Its lines fill the terminal, so that they are read as rows.
    pty.until("bar that grows, with its line whole", |screen| {
        let rows: Vec<String> = screen.rows(0, 80).map(|row| row.trim_end().to_owned()).collect();
        let line = rows.iter().position(|row| row.contains(" listings, ") && row.ends_with(" left"));
        line.is_some_and(|line| rows[line].contains("[=") && rows[line + 1].starts_with("  ec2 "))
    });
    let (code, left) = pty.end();
    assert!(code == 0 && left.contains("WORST FINDINGS") && !left.contains("listings"), "{code}\n{left}");
}

#[test]
fn a_short_scan_that_nobody_watches_says_nothing_of_it() {
    let run = plimsoll().args(scan("1000")).account(&seeded().account).run();
    assert!(run.code == 0 && run.stderr.is_empty(), "{}", run.stderr);
}
