//! The API server: one for the whole test binary, which ends with it.

use super::http;
use super::python::python;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

/// Where the server is that tests share.
pub fn server() -> SocketAddr {
    static MOTO: LazyLock<Moto> = LazyLock::new(Moto::start);
    MOTO.address
}

/// A server of one's own, for who makes so much that others would find it.
pub struct Moto {
    pub address: SocketAddr,
    /// Its standard input is a pipe from here. The system closes it when this process ends, however it ends, and the
    /// server ends with it.
    _process: Child,
}

impl Moto {
    pub fn start() -> Self {
        // Somebody may take the free port before the server does.
        (0..3).find_map(|_| Self::try_start()).unwrap_or_else(|| panic!("moto's server does not start: {}", log()))
    }

    fn try_start() -> Option<Self> {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = std::fs::File::options().create(true).append(true).open(log()).unwrap();
        let mut process = python()
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/seed/moto_server.py"))
            .args(["-p", &address.port().to_string()])
            .envs([("MOTO_EC2_LOAD_DEFAULT_AMIS", "false"), ("MOTO_CALL_RESET_API", "false")])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(90) && process.try_wait().unwrap().is_none() {
            if http::ask(address, "GET", "/moto-api/", "", "").is_ok() {
                return Some(Self { address, _process: process });
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = process.kill();
        let _ = process.wait();
        None
    }
}

fn log() -> String {
    format!("{}/moto-{}.log", env!("CARGO_TARGET_TMPDIR"), std::process::id())
}
