//! User data of instances and launch templates: it passes through here, and only what was found in it goes on.
//!
//! It comes base64-encoded, and is often gzipped, since EC2 allows no more than 16 KiB of it. Whoever may describe the
//! instance, or run a process on it, reads it.
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html>

use crate::collect::secrets::{SecretHit, find_secrets};
use crate::snapshot::{Reading, Reason, Unread};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

/// More than this is not unpacked: a few kilobytes can claim to be gigabytes.
const MOST_BYTES: usize = 1 << 20;

/// The secrets in user data, as AWS encodes it.
pub fn secrets_in(action: &str, encoded: &str) -> Reading<Vec<SecretHit>> {
    match decode(encoded) {
        Ok(text) => Reading::Known(find_secrets(&text)),
        Err(reason) => Reading::Unread(Unread::new(action, reason)),
    }
}

fn decode(encoded: &str) -> Result<String, Reason> {
    let plain: String = encoded.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = BASE64_STANDARD.decode(plain).map_err(|_| Reason::Unparseable)?;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { gunzip(&bytes)? } else { bytes };
    if bytes.len() > MOST_BYTES {
        return Err(Reason::TooLarge);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, Reason> {
    let body = gzip_body(bytes).ok_or(Reason::Unparseable)?;
    decompress_to_vec_with_limit(body, MOST_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => Reason::TooLarge,
        _ => Reason::Unparseable,
    })
}

/// What follows the header of RFC 1952: ten bytes, and by its flags an extra field, a name, a comment and a checksum.
fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    const HEADER_CHECKSUM: u8 = 0x02;
    const EXTRA: u8 = 0x04;
    const NAME: u8 = 0x08;
    const COMMENT: u8 = 0x10;
    let flags = *bytes.get(3)?;
    let mut rest = bytes.get(10..)?;
    if flags & EXTRA != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HEADER_CHECKSUM != 0 { rest.get(2..) } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;

    const SCRIPT: &str = "#!/bin/bash\nexport DB_PASSWORD=hunter2hunter2\n";

    fn gzip(flags: u8, extra: &[u8], text: &[u8]) -> String {
        let header = [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3];
        BASE64_STANDARD.encode([&header, extra, &compress_to_vec(text, 6), &[0; 8]].concat())
    }

    fn lines(encoded: &str) -> Vec<usize> {
        let Reading::Known(hits) = secrets_in("ec2:DescribeInstanceAttribute", encoded) else { panic!("unread") };
        hits.into_iter().map(|hit| hit.line).collect()
    }

    #[test]
    fn plain_and_gzipped_user_data_are_read() {
        assert_eq!(lines(&BASE64_STANDARD.encode(SCRIPT)), [2]);
        assert_eq!(lines(&gzip(0, b"", SCRIPT.as_bytes())), [2]);
        assert_eq!(lines(&gzip(0x08, b"init.sh\0", SCRIPT.as_bytes())), [2]);
        assert_eq!(lines(&gzip(0x04 | 0x02, b"\x02\0ab\x11\x22", SCRIPT.as_bytes())), [2]);
    }

    #[test]
    fn what_cannot_be_read_is_said_to_be_unread() {
        let reason = |encoded: &str| match secrets_in("a:B", encoded) {
            Reading::Unread(unread) => unread.reason,
            Reading::Known(hits) => panic!("{hits:?}"),
        };
        assert_eq!(reason("not base64!"), Reason::Unparseable);
        assert_eq!(reason(&gzip(0, b"", &vec![b'a'; MOST_BYTES + 1])), Reason::TooLarge);
        assert_eq!(reason(&BASE64_STANDARD.encode([0x1f, 0x8b, 8])), Reason::Unparseable);
    }
}
