//! A browser without a window, spoken to over two pipes in its own debugging protocol, which needs no library: a message
//! is JSON, and a NUL ends it. <https://chromedevtools.github.io/devtools-protocol/>
//!
//! It ends with its pipes: no test leaves one behind, however it ends.

use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than anything that a machine under load takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// One page in a browser of its own.
pub struct Page {
    child: Child,
    to: Option<ChildStdin>,
    from: Receiver<Value>,
    session: String,
    last: u64,
    /// What it told without being asked.
    events: Vec<Value>,
    _profile: TempDir,
}

impl Page {
    /// An empty page that tells of every request, every message and every mistake.
    pub fn open() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut child = start(profile.path());
        let (to, from) = (child.stdin.take(), messages(&mut child));
        let mut page = Self { child, to, from, session: String::new(), last: 0, events: Vec::new(), _profile: profile };
        let target = page.ask("Target.createTarget", json!({"url": "about:blank"}))["targetId"].take();
        let attached = page.ask("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        page.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Network", "Log", "Accessibility"] {
            page.ask(&format!("{domain}.enable"), json!({}));
        }
        page
    }

    /// Asks for something by its name in the protocol.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if !self.session.is_empty() {
            message["sessionId"] = self.session.as_str().into();
        }
        write!(self.to.as_mut().unwrap(), "{message}\0").unwrap();
        loop {
            let mut told = self.from.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{method}: {error}"));
            if told["id"] == self.last {
                assert!(told["error"].is_null(), "{method}: {}", told["error"]);
                return told["result"].take();
            }
            self.events.push(told);
        }
    }

    /// Opens an address, and waits until the page's script has taken over.
    pub fn go(&mut self, address: &str) {
        // The same file with another hash would not be loaded anew.
        self.ask("Page.navigate", json!({"url": "about:blank"}));
        self.ask("Page.navigate", json!({"url": address}));
        self.wait("document.documentElement?.dataset.ready");
    }

    /// The value of an expression, once its promise is kept.
    pub fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut told = self.ask("Runtime.evaluate", params);
        assert!(told["exceptionDetails"].is_null(), "{expression}: {}", told["exceptionDetails"]);
        told["result"]["value"].take()
    }

    /// Its text.
    pub fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression} is {value}")).to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait(&mut self, expression: &str) {
        let start = Instant::now();
        while self.value(&format!("Boolean({expression})")) != true {
            assert!(start.elapsed() < PATIENCE, "never true: {expression}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Presses a key as a person does.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Escape" => (27, ""),
            "ArrowDown" => (40, ""),
            " " => (32, " "),
            other => panic!("no key {other}"),
        };
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        let event =
            |kind: &str| json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text});
        self.ask("Input.dispatchKeyEvent", event(down));
        self.ask("Input.dispatchKeyEvent", event("keyUp"));
    }

    /// Types into what has the keyboard, a key at a time.
    pub fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.ask("Input.insertText", json!({"text": letter.to_string()}));
        }
    }

    /// A window of another width.
    pub fn resize(&mut self, width: u32) {
        let size = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        self.ask("Emulation.setDeviceMetricsOverride", size);
    }

    /// As a reader's system may be set: `prefers-color-scheme`, and `print` for paper.
    pub fn emulate(&mut self, media: &str, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.ask("Emulation.setEmulatedMedia", json!({"media": media, "features": features}));
    }

    /// The addresses that were asked for.
    pub fn requests(&self) -> Vec<&str> {
        let sent = self.events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.filter_map(|event| event["params"]["request"]["url"].as_str()).collect()
    }

    /// What went to the console, by the page or by the browser.
    pub fn console(&self) -> Vec<String> {
        let telling = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        let told = self.events.iter().filter(|event| telling.iter().any(|name| event["method"] == *name));
        told.map(|event| event["params"].to_string()).collect()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        drop(self.to.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The browser reads from its third file and writes to its fourth.
fn start(profile: &Path) -> Child {
    let mut command = Command::new("sh");
    command.args(["-c", r#"exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null"#, "sh"]).arg(browser());
    command.args(["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--hide-scrollbars"]);
    command.args(["--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]);
    command.arg(format!("--user-data-dir={}", profile.display()));
    if is_root() {
        // It refuses to shut itself in as root.
        command.arg("--no-sandbox");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

fn messages(child: &mut Child) -> Receiver<Value> {
    let (send, receive) = channel();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        let mut message = Vec::new();
        while from.read_until(0, &mut message).is_ok_and(|read| read > 0) {
            let told = serde_json::from_slice(message.strip_suffix(&[0]).unwrap_or(&message));
            if told.is_ok_and(|told| send.send(told).is_err()) {
                return;
            }
            message.clear();
        }
    });
    receive
}

/// The user's own, or else one that is installed where that is possible.
fn browser() -> &'static Path {
    static BROWSER: LazyLock<PathBuf> = LazyLock::new(|| known().unwrap_or_else(install));
    &BROWSER
}

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

fn known() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("PLIMSOLL_BROWSER") {
        return Some(chosen.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let on_path = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    on_path.chain([mac]).find(|program| program.is_file())
}

/// Two processes do not install at once.
fn install() -> PathBuf {
    let lock = File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser.lock")).unwrap();
    lock.lock().unwrap();
    if let Some(known) = known() {
        return known;
    }
    for args in
        [["update", "--quiet"].as_slice(), &["install", "--yes", "--quiet", "--no-install-recommends", "chromium"]]
    {
        let out = Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive").output();
        let done = out.as_ref().is_ok_and(|out| out.status.success());
        assert!(is_root() && done, "{NO_BROWSER}\napt-get {}: {out:?}", args.join(" "));
    }
    known().unwrap_or_else(|| panic!("{NO_BROWSER}"))
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

const NO_BROWSER: &str = "\
these tests look at the HTML report in a browser: Chromium or Chrome on the PATH, or where PLIMSOLL_BROWSER says
  Debian: apt install chromium    Fedora: dnf install chromium    macOS: brew install --cask google-chrome
without it, `cargo test --lib` runs everything else";
