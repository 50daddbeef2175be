//! What the keys do.

pub(super) const KEYS: [(&str, &str); 16] = [
    ("1 … 6, Tab", "start, fixes, findings, paths, frameworks, blind spots"),
    ("↓ ↑, j k", "a line down, a line up"),
    ("PgDn PgUp, space", "a screen down, a screen up; also ctrl-d and ctrl-u"),
    ("Home End, g G", "to the start, to the end"),
    ("Enter, →, l", "open what is chosen"),
    ("Esc, ←, h", "back; in a list that is filtered, Esc first shows all"),
    ("/", "in a list: only lines with these words; in a text: find a word"),
    ("n", "in a text: the next place where the word stands"),
    ("b", "filter by band, or by what became of it: unknown, waived, folded"),
    ("o", "filter by owner"),
    ("a", "filter by account"),
    ("v", "filter by service"),
    ("s", "sort by something else"),
    ("c", "clear all filters"),
    ("?", "this help"),
    ("q, ctrl-c", "leave"),
];
