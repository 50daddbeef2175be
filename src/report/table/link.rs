//! Addresses that a terminal opens when a text is clicked: OSC 8.
//! <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>

use crate::control::Control;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a query takes as it is, of what ARNs hold. <https://www.rfc-editor.org/rfc/rfc3986#section-3.4>
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'/');

/// Terminals give up on longer ones.
const LONGEST: usize = 2000;

/// The page of a resource in AWS's console. Other partitions have consoles of their own.
pub(super) fn console(arn: Option<&str>) -> Option<String> {
    let arn = arn.filter(|arn| arn.starts_with("arn:aws:"))?;
    safe(&format!("https://console.aws.amazon.com/go/view?arn={}", utf8_percent_encode(arn, KEPT)))
}

/// Where to read on about a control.
pub(super) fn reference(control: &Control) -> Option<String> {
    control.references.iter().find_map(|url| safe(url))
}

/// An address that cannot end the sequence that it stands in, whoever wrote it.
pub(super) fn safe(url: &str) -> Option<String> {
    let fits = url.starts_with("https://") && url.len() <= LONGEST && url.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| url.to_owned())
}

/// A text that was painted, and opens an address where there is one.
pub(super) fn wrap(text: &str, url: Option<&str>) -> String {
    match url {
        Some(url) if !text.is_empty() => format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_arn_breaks_out_of_its_link() {
        let hostile = "arn:aws:s3:::x\u{1b}\\\u{7}\u{9c}\u{9d}8;;https://evil.example\u{202e} &arn=y#z";
        let url = console(Some(hostile)).unwrap();
        assert!(url.bytes().all(|byte| byte.is_ascii_graphic()) && url.matches("arn=").count() == 1, "{url}");
        assert!(url.starts_with("https://console.aws.amazon.com/go/view?arn=arn:aws:s3:::x%1B%5C%07%C2%9C"), "{url}");
        assert!(url.contains("%26arn%3Dy%23z"), "{url}");
    }

    #[test]
    fn what_is_no_address_is_no_link() {
        for url in ["http://x.example", "javascript:x", "https://x.example/\u{1b}\\", "https://x.example/ y"] {
            assert_eq!(safe(url), None, "{url}");
        }
        assert_eq!(safe(&format!("https://{}", "x".repeat(LONGEST))), None);
        assert_eq!(console(Some("arn:aws-cn:s3:::x")), None);
        assert_eq!(wrap("", Some("https://x.example")), "");
    }
}
