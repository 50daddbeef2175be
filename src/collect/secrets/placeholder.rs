//! Values that only stand for a secret: a variable, a reference to a store, a word from a manual.

/// Words that people write where the real value comes later, and switches whose names end like those of secrets.
const WORDS: &[&str] = &[
    "admin_password",
    "default",
    "disabled",
    "empty",
    "enabled",
    "false",
    "nil",
    "none",
    "null",
    "optional",
    "passwd",
    "password",
    "prompt",
    "required",
    "secret",
    "string",
    "token",
    "true",
    "undefined",
    "value",
];

/// Parts that no real secret has.
const PARTS: &[&str] = &[
    "${",
    "$(",
    "{{",
    "}}",
    "...",
    "****",
    "change-me",
    "change_me",
    "changeme",
    "dummy",
    "example",
    "placeholder",
    "redacted",
    "replace",
    "todo",
    "xxxx",
    "your-",
    "your_",
];

/// Beginnings of references: to variables, stores of secrets, files and addresses.
const BEGINNINGS: &[&str] = &[
    "$",
    "`",
    "<",
    "%",
    "{",
    "[",
    "(",
    "\\",
    "~",
    "./",
    "arn:",
    "aws:",
    "ssm:",
    "ssm://",
    "vault:",
    "ref+",
    "op://",
    "file:",
    "http:",
    "https:",
    "resolve:",
    "secretsmanager:",
    "keyring:",
    "!",
];

/// Whether a value merely stands for a secret. Outside of quotes it may also be code.
pub fn is_placeholder(value: &str, quoted: bool) -> bool {
    const SHORTEST: usize = 4;
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    value.len() < SHORTEST
        || (digits && value.len() < 6)
        || all_the_same(value)
        || WORDS.contains(&lower.as_str())
        || PARTS.iter().any(|part| lower.contains(part))
        || BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
        || is_path(value)
        || (!quoted && is_code(value))
}

fn all_the_same(value: &str) -> bool {
    let mut letters = value.chars();
    let first = letters.next();
    letters.all(|letter| Some(letter) == first)
}

/// A path of plain words. A secret may begin with a slash, too, but then it is of mixed letters.
fn is_path(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b"/._-".contains(&b);
    let words = value.split('/').filter(|word| !word.is_empty());
    value.starts_with('/') && (value.bytes().all(plain) || words.count() > 2 && value.len() < 40)
}

/// A call, an index, or names joined by dots: `get_token()`, `env["X"]`, `var.db_password`.
fn is_code(value: &str) -> bool {
    let is_name = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    value.contains(['(', '[']) || (value.contains('.') && value.split('.').all(is_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_values_are_no_placeholders() {
        for value in ["hunter2", "S3cr3t!", "/9bXq2Lk+Zw7", "p.q.r5tuv", "12345678", "correct horse"] {
            assert!(!is_placeholder(value, true), "{value}");
        }
    }

    #[test]
    fn code_is_code_only_outside_of_quotes() {
        assert!(is_placeholder("var.db_password", false));
        assert!(!is_placeholder("open.sesame", true));
    }
}
