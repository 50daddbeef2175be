//! A report to walk around in: what is looked at, what a key does to it, and how it lies on the screen.
//!
//! Nothing here knows of a terminal: [`App::press`] takes keys, [`App::draw`] fills a buffer. What a page says at length is
//! drawn by `report/table`, so that the browser and the commands say the same.

mod app;
mod chooser;
mod column;
mod data;
mod draw;
mod filter;
mod help;
mod key;
mod lines;
mod order;
mod page;
mod place;
#[cfg(test)]
mod tests;
mod trail;

pub use app::App;
pub use key::Key;
