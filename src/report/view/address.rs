//! A resource as a path of a file, for formats that know of nothing but files.
//!
//! `111122223333/eu-central-1/s3_bucket/payroll` is where the resource is: its account, its region, its kind, and its id
//! there. It names no file of any repository, and does not look like one.

use super::ResourceRow;
use crate::report::clean::clean;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that a URI leaves as they are. <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// As long as the name of a file may be on common systems.
const MOST: usize = 255;

impl ResourceRow<'_> {
    /// A relative URI: the same in every scan, and without a step upwards, whoever named the resource.
    pub fn path(&self) -> String {
        let clean = clean(self.own_id());
        let parts = [self.account, self.region, self.kind].into_iter().chain(clean.split(['/', ':']));
        parts.filter(|part| !part.is_empty()).map(segment).collect::<Vec<_>>().join("/")
    }

    /// The part of the id behind account and region, which ARNs and made-up ids begin with.
    fn own_id(&self) -> &str {
        let behind = |colons| self.id.splitn(colons + 1, ':').nth(colons);
        let own = match self.id.split(':').next() {
            Some("arn") => behind(5),
            Some("plimsoll") => behind(4),
            _ => None,
        };
        own.filter(|own| !own.is_empty()).unwrap_or(self.id)
    }
}

fn segment(part: &str) -> String {
    if part.chars().all(|c| c == '.') {
        // Encoded dots are dots to many readers.
        return "_".repeat(part.len().min(MOST));
    }
    let mut out = String::new();
    for c in part.chars() {
        let encoded = utf8_percent_encode(c.encode_utf8(&mut [0; 4]), KEPT).to_string();
        if out.len() + encoded.len() > MOST {
            break;
        }
        out.push_str(&encoded);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Value;

    fn path(id: &str) -> String {
        let tags = Value::Null;
        let (kind, account, region) = ("s3_bucket", "111122223333", "eu-central-1");
        let row = ResourceRow {
            id,
            arn: None,
            kind,
            cloudformation: None,
            name: None,
            label: id,
            account,
            region,
            tags: &tags,
        };
        row.path()
    }

    #[test]
    fn an_id_becomes_a_path() {
        assert_eq!(path("arn:aws:s3:::payroll"), "111122223333/eu-central-1/s3_bucket/payroll");
        let group = "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/x";
        assert_eq!(path(group), "111122223333/eu-central-1/s3_bucket/log-group/aws/lambda/x");
        assert_eq!(path("plimsoll:k:1:eu:a:b"), "111122223333/eu-central-1/s3_bucket/a/b");
    }

    #[test]
    fn a_hostile_id_stays_a_relative_path() {
        for id in [
            "../../etc/passwd",
            "//evil.example/x",
            "javascript:x",
            "a?b#c%2e%2e/..",
            "\u{202e}x\n\0",
            &"é".repeat(9_999),
        ] {
            let path = path(id);
            let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%/".contains(c);
            assert!(path.starts_with("111122223333/eu-central-1/s3_bucket/") && path.chars().all(plain), "{path}");
            assert!(
                path.split('/').all(|part| !part.is_empty() && part != ".." && part != "." && part.len() <= 255),
                "{path}"
            );
        }
    }
}
