//! What goes into a bucket and comes out of it: as a stream, within bounds, and never over what is there.

use super::{Asked, Bucket, BucketError};
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_runtime_api::client::result::SdkError;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

const GET: &str = "s3:GetObject";
/// Attempts at what was cut off on the way, or at what two write at once.
const ATTEMPTS: u32 = 5;
/// What the slowest line that we wait for carries in a second.
const SLOWEST: u64 = 64 << 10;

impl Bucket {
    /// At most so many of an object's first bytes.
    pub fn head(&self, key: &str, most: usize) -> Result<Vec<u8>, BucketError> {
        let mut bytes = Vec::new();
        // A range of what is empty is not satisfiable.
        match self.copy(key, Some(format!("bytes=0-{}", most.saturating_sub(1))), most as u64, &mut bytes) {
            Err(BucketError::Empty) => Ok(bytes),
            done => done.map(|()| bytes),
        }
    }

    /// Copies an object that has at most so many bytes.
    pub fn get(&self, key: &str, most: u64, to: &mut dyn Write) -> Result<(), BucketError> {
        self.copy(key, None, most, to)
    }

    /// Goes on where the connection was lost, with the same version of the object.
    fn copy(&self, key: &str, range: Option<String>, most: u64, to: &mut dyn Write) -> Result<(), BucketError> {
        let mut version = None;
        let mut done = 0;
        for attempt in 1.. {
            let range = if done > 0 { Some(format!("bytes={done}-")) } else { range.clone() };
            let asked = Asked { action: GET, key };
            let object = self.ask(asked, |s3| {
                let call = s3.get_object().bucket(&self.name).key(key);
                call.set_range(range.clone()).set_if_match(version.clone()).send()
            })?;
            version = version.or(object.e_tag().map(str::to_owned));
            match self.runtime.block_on(self.drain(key, object, most, &mut done, to)) {
                Err(BucketError::Cut { .. }) if attempt < ATTEMPTS && version.is_some() => {}
                ended => return ended,
            }
        }
        Ok(())
    }

    async fn drain(
        &self,
        key: &str,
        mut object: GetObjectOutput,
        most: u64,
        done: &mut u64,
        to: &mut dyn Write,
    ) -> Result<(), BucketError> {
        loop {
            let bytes = match object.body.next().await {
                None => return Ok(()),
                Some(Ok(bytes)) => bytes,
                Some(Err(_)) => return Err(BucketError::Cut { place: self.place(key) }),
            };
            *done += bytes.len() as u64;
            if *done > most {
                return Err(BucketError::TooLarge { place: self.place(key), most });
            }
            to.write_all(&bytes).map_err(BucketError::Local)?;
        }
    }

    /// Writes an object where none is; false where one is.
    ///
    /// S3 sees to it that of two at once one is told: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
    pub fn put_new(&self, key: &str, file: &Path, size: u64) -> Result<bool, BucketError> {
        let asked = Asked { action: "s3:PutObject", key };
        for attempt in 0..ATTEMPTS {
            let put = self.ask(asked, |s3| async move {
                let body = ByteStream::from_path(file).await.map_err(SdkError::construction_failure)?;
                let call = s3.put_object().bucket(&self.name).key(key).if_none_match("*").body(body);
                let limits = TimeoutConfig::builder().read_timeout(Duration::from_secs(60 + size / SLOWEST));
                let limits = aws_sdk_s3::config::Builder::new().timeout_config(limits.build());
                call.customize().config_override(limits).send().await
            });
            match put {
                Ok(_) => return Ok(true),
                Err(BucketError::Taken) => return Ok(false),
                // Somebody writes it at the same time: who of us was first is known in a moment.
                Err(BucketError::Busy { .. }) if attempt + 1 < ATTEMPTS => {
                    std::thread::sleep(Duration::from_millis(100) * 2_u32.pow(attempt));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    fn place(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.name)
    }
}
