//! The program, run as a person runs it, with nothing of this machine's configuration.

use super::account::{Account, REGION};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The built program, in an empty home and an empty folder.
pub fn plimsoll() -> Plimsoll {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.env_clear().current_dir(home.path()).env("HOME", home.path()).stdin(Stdio::null());
    command.envs([("AWS_EC2_METADATA_DISABLED", "true"), ("NO_COLOR", "1"), ("AWS_REGION", REGION)]);
    Plimsoll { command, home }
}

pub struct Plimsoll {
    command: Command,
    home: TempDir,
}

/// What a run left behind.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Plimsoll {
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// The account's credentials, and the API server that it lives in.
    pub fn account(self, account: &Account) -> Self {
        self.env("AWS_ACCESS_KEY_ID", &account.access_key)
            .env("AWS_SECRET_ACCESS_KEY", &account.secret)
            .env("AWS_SESSION_TOKEN", &account.token)
            .endpoint(&account.endpoint())
    }

    /// Another API server than the account's own.
    pub fn endpoint(self, url: &str) -> Self {
        self.env("AWS_ENDPOINT_URL", url)
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Puts a file into the folder in which it runs.
    pub fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// The folder in which it runs.
    pub fn folder(&self) -> &Path {
        self.home.path()
    }

    pub fn run(mut self) -> Run {
        let out = self.command.output().unwrap();
        Run {
            code: out.status.code().unwrap_or(-1),
            stdout: String::from_utf8(out.stdout).unwrap(),
            stderr: String::from_utf8(out.stderr).unwrap(),
        }
    }

    /// Starts it, and leaves it running.
    pub fn start(&mut self) -> Child {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

impl Run {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}{}", self.stdout, self.stderr))
    }
}
