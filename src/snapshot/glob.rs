//! Wildcards as IAM means them, for policies, waivers and selections alike.

/// Whether a text fits a pattern: `*` is any text, `?` any one character, ASCII case does not matter. Takes time
/// proportional to the product of the lengths at worst, whatever the pattern.
pub fn glob(pattern: &str, text: &str) -> bool {
    fits(pattern.as_bytes(), text.as_bytes(), |c| *c == b'*', |c, at| *c == b'?' || c.eq_ignore_ascii_case(at))
}

/// Whether each item finds its token, where a star takes as many items as it must. Of whatever patterns are made.
pub fn fits<P, T>(tokens: &[P], items: &[T], is_star: impl Fn(&P) -> bool, fits_one: impl Fn(&P, &T) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where to go on when a star must swallow one more.
    let mut retry: Option<(usize, usize)> = None;
    while t < items.len() {
        match tokens.get(p) {
            Some(token) if is_star(token) => {
                retry = Some((p, t));
                p += 1;
            }
            Some(token) if fits_one(token, &items[t]) => {
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
    tokens[p..].iter().all(is_star)
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
