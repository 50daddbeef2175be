//! The whole terminal for the browser: taken, listened to, and given back whatever happens.

use super::{CliError, Exit};
use crate::report::{App, Key};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use ratatui_crossterm::CrosstermBackend;
use std::io::{self, IsTerminal, Stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How soon a signal is heard.
const PATIENCE: Duration = Duration::from_millis(200);

pub(super) struct Terminal {
    screen: ratatui_core::terminal::Terminal<CrosstermBackend<Stdout>>,
    /// Somebody outside asked to end.
    stopped: Arc<AtomicBool>,
}

/// What an event comes to.
enum Heard {
    Key(Key),
    /// Such as another size: what is on the screen is drawn anew.
    Changed,
    Leave,
}

impl Terminal {
    /// Refuses where there is no terminal to draw on or to listen to.
    pub(super) fn expect() -> Result<(), CliError> {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if io::stdin().is_terminal() && io::stdout().is_terminal() && !dumb {
            return Ok(());
        }
        Err(CliError::input(
            "there is no terminal to browse on",
            "run it where you can type; for a file, `plimsoll scan --snapshot FILE -o report.html` writes the same to \
             walk around in",
        ))
    }

    pub(super) fn open() -> Result<Self, CliError> {
        let stopped = Arc::new(AtomicBool::new(false));
        let taken = listen(&stopped).and_then(|()| take()).and_then(|()| {
            let screen = ratatui_core::terminal::Terminal::new(CrosstermBackend::new(io::stdout()))?;
            Ok(Self { screen, stopped })
        });
        taken.map_err(|source| {
            give_back();
            failed(source)
        })
    }

    /// Draws, waits for a key, and draws again, until the reader leaves.
    pub(super) fn show(mut self, app: &mut App<'_>) -> Result<Exit, CliError> {
        loop {
            self.screen.draw(|frame| app.draw(frame.buffer_mut())).map_err(failed)?;
            match self.hear().map_err(failed)? {
                Some(Heard::Key(key)) if !app.press(key) => return Ok(Exit::Fine),
                Some(Heard::Leave) => return Ok(Exit::Fine),
                Some(Heard::Key(_) | Heard::Changed) => {}
                None => return Ok(Exit::CouldNotRun),
            }
        }
    }

    /// The next event that matters; none where a signal came first.
    fn hear(&self) -> io::Result<Option<Heard>> {
        while !self.stopped.load(Ordering::Relaxed) {
            if event::poll(PATIENCE)?
                && let Some(heard) = heard(&event::read()?)
            {
                return Ok(Some(heard));
            }
        }
        Ok(None)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn failed(source: io::Error) -> CliError {
    CliError::Write { path: "the terminal".to_owned(), source }
}

fn listen(stopped: &Arc<AtomicBool>) -> io::Result<()> {
    let signals = signal_hook::consts::TERM_SIGNALS.iter().copied();
    #[cfg(unix)]
    let signals = signals.chain([signal_hook::consts::SIGHUP]);
    for signal in signals {
        signal_hook::flag::register(signal, Arc::clone(stopped))?;
    }
    Ok(())
}

/// What a panic says would be lost with the screen that it is said on.
fn take() -> io::Result<()> {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        tell(panic);
    }));
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)
}

/// Where this fails there is no terminal any more.
fn give_back() {
    let _ = execute!(io::stdout(), LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
}

fn heard(event: &Event) -> Option<Heard> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => pressed(key),
        Event::Resize(..) => Some(Heard::Changed),
        _ => None,
    }
}

fn pressed(key: &KeyEvent) -> Option<Heard> {
    let key = match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
        (KeyCode::Char('c'), true) => return Some(Heard::Leave),
        (KeyCode::Char('d' | 'f'), true) => Key::PageDown,
        (KeyCode::Char('u' | 'b'), true) => Key::PageUp,
        (KeyCode::Char('n'), true) => Key::Down,
        (KeyCode::Char('p'), true) => Key::Up,
        (KeyCode::Char(_), true) => return None,
        (KeyCode::Char(c), false) => Key::Letter(c),
        (KeyCode::Up, _) => Key::Up,
        (KeyCode::Down, _) => Key::Down,
        (KeyCode::Left, _) => Key::Left,
        (KeyCode::Right, _) => Key::Right,
        (KeyCode::PageUp, _) => Key::PageUp,
        (KeyCode::PageDown, _) => Key::PageDown,
        (KeyCode::Home, _) => Key::Home,
        (KeyCode::End, _) => Key::End,
        (KeyCode::Enter, _) => Key::Enter,
        (KeyCode::Tab, _) => Key::Tab,
        (KeyCode::BackTab, _) => Key::BackTab,
        (KeyCode::Backspace, _) => Key::Backspace,
        (KeyCode::Esc, _) => Key::Escape,
        _ => return None,
    };
    Some(Heard::Key(key))
}
