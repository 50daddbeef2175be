//! Messages to webhooks: `plimsoll/notice/v1` for programs, and Slack's blocks for people.

mod json;
mod slack;
#[cfg(test)]
mod tests;

use super::Notice;
use serde::Deserialize;
use serde_json::Value as Json;

/// How a message is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeFormat {
    #[default]
    Json,
    Slack,
}

impl NoticeFormat {
    pub fn message(self, notice: &Notice<'_>) -> Json {
        match self {
            Self::Json => json::message(notice),
            Self::Slack => slack::message(notice),
        }
    }
}
