//! Where a history is: a folder, or `s3://bucket/prefix`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Folder(PathBuf),
    Bucket {
        bucket: String,
        /// Empty, or ending in a slash.
        prefix: String,
    },
}

impl Place {
    /// A path that starts from a folder; an address stays what it is.
    pub(in super::super) fn rooted_at(&mut self, folder: &Path) {
        if let Self::Folder(path) = self {
            *path = folder.join(&*path);
        }
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some(address) = text.strip_prefix("s3://") else {
            return match text.split_once("://") {
                Some((scheme, _)) => {
                    Err(format!("`{scheme}://` is not known; a history is a folder, or s3://bucket/prefix"))
                }
                None if text.is_empty() => Err("a history is a folder, or s3://bucket/prefix".to_owned()),
                None => Ok(Self::Folder(text.into())),
            };
        };
        let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
        // <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>; old buckets have more letters.
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if !(3..=255).contains(&bucket.len()) || !bucket.bytes().all(fits) {
            return Err(format!("`{bucket}` cannot be the name of a bucket; write s3://bucket/prefix"));
        }
        let prefix = prefix.trim_matches('/');
        if prefix.len() > 800 || prefix.chars().any(char::is_control) {
            return Err("the prefix in the bucket is too long, or has control characters".to_owned());
        }
        let slash = if prefix.is_empty() { "" } else { "/" };
        Ok(Self::Bucket { bucket: bucket.to_owned(), prefix: format!("{prefix}{slash}") })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_an_address() {
        let place = |text: &str| text.parse::<Place>();
        for (text, is) in [
            ("s3://acme-audit", "s3://acme-audit/"),
            ("s3://acme-audit/", "s3://acme-audit/"),
            ("s3://acme-audit/plimsoll/prod//", "s3://acme-audit/plimsoll/prod/"),
            ("snapshots", "snapshots"),
            ("./s3:/x", "./s3:/x"),
        ] {
            assert_eq!(place(text).unwrap().to_string(), is);
        }
        for text in ["", "s3://", "s3:///x", "s3://a b/x", "s3://ok?x/y", "gs://bucket/x", "https://x", "s3://abc/x\n"]
        {
            assert!(place(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_folders_start_from_somewhere() {
        let mut places = ["s3://acme-audit/x".parse::<Place>().unwrap(), "x".parse().unwrap(), "/x".parse().unwrap()];
        places.iter_mut().for_each(|place| place.rooted_at(Path::new("conf")));
        assert_eq!(places.map(|place| place.to_string()), ["s3://acme-audit/x/", "conf/x", "/x"]);
    }
}
