//! The program on a terminal: what is typed goes to it, and what it draws is read off a screen.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A debug build on a busy machine judges Acme in seconds.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// The modes before the program ran.
    before: String,
}

fn some(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, ..PtySize::default() }
}

impl Pty {
    /// Starts the built program with nothing of this machine's environment.
    pub fn start(args: &[&str], env: &[(&str, &str)], columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", std::env::temp_dir());
        env.iter().for_each(|(name, value)| command.env(name, value));
        command.args(args);
        let before = format!("{:?}", pair.master.get_termios().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(some(rows), some(columns), 0)));
        let (mut reader, drawn) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&screen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                drawn.lock().unwrap().process(&bytes[..n]);
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        // The other end stays open, so that modes can be read when the program has ended.
        std::mem::forget(pair.slave);
        Self { master: pair.master, keyboard, child, screen, before }
    }

    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(some(rows), some(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Ends it from outside.
    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until all of this is on the screen.
    pub fn expect(&self, words: &[&str]) -> String {
        self.until(&format!("{words:?}"), |screen| words.iter().all(|word| screen.contents().contains(word)))
    }

    /// Waits for something to be so.
    pub fn until(&self, what: &str, is: impl Fn(&vt100::Screen) -> bool) -> String {
        let started = Instant::now();
        while !is(self.screen.lock().unwrap().screen()) {
            assert!(started.elapsed() < PATIENCE, "no {what} on:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.text()
    }

    /// Waits for its end, and sees that the terminal is as it was. Returns the exit code, and the screen that is left.
    pub fn end(mut self) -> (u32, String) {
        let started = Instant::now();
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            assert!(started.elapsed() < PATIENCE, "it does not end:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(format!("{:?}", self.master.get_termios().unwrap()), self.before, "modes of the terminal");
        let left = self.until("screen of before", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        (code, left)
    }
}
