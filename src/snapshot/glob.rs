//! Wildcards as IAM means them, for policies, waivers and selections alike.

/// Whether a text fits a pattern: `*` is any text, `?` any one character, ASCII case does not matter. Takes time
/// proportional to the product of the lengths at worst, whatever the pattern.
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where to go on when a `*` must swallow one more character.
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || c.eq_ignore_ascii_case(&text[t]) => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn wildcards() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "anything"),
            ("s3:Get*", "S3:getObject"),
            ("a?c", "abc"),
            ("*b*b", "aabab"),
            ("arn:aws:iam::*:role/x-*", "arn:aws:iam::111122223333:role/x-1"),
            ("", ""),
        ] {
            assert!(glob(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("a", ""), ("s3:Get", "s3:GetObject"), ("?", ""), ("a*b", "ac")] {
            assert!(!glob(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        assert!(!glob(&"*a".repeat(200), &"a".repeat(100).replace('a', "b").repeat(20)));
    }
}
