//! Whether a value of a request matches one of a condition.

use super::pattern::{Token, fits_text};
use super::{Answer, Compare, Context, Pattern, Test};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use ipnet::IpNet;
use std::net::IpAddr;

pub(super) fn matches(test: Test, value: &str, wanted: &Pattern<'_>, context: &Context<'_>) -> Answer {
    let text = wanted.text();
    match test {
        Test::String | Test::StringIgnoreCase | Test::StringLike => wanted.answer(value, context),
        Test::Arn => arn(value, wanted, context),
        Test::Bool => value.eq_ignore_ascii_case(text).into(),
        Test::Binary => matches!((STANDARD.decode(value), STANDARD.decode(text)), (Ok(a), Ok(b)) if a == b).into(),
        Test::Number(how) => compare(how, value.trim().parse().ok(), text.trim().parse().ok()).into(),
        Test::Date(how) => compare(how, seconds(value), seconds(text)).into(),
        Test::Address => matches!((address(value), range(text)), (Some(ip), Some(net)) if net.contains(&ip)).into(),
        // Asks for the key, and for no value.
        Test::Null => Answer::No,
    }
}

fn compare(how: Compare, value: Option<f64>, wanted: Option<f64>) -> bool {
    let (Some(value), Some(wanted)) = (value, wanted) else { return false };
    match how {
        Compare::Equal => value == wanted,
        Compare::Less => value < wanted,
        Compare::LessOrEqual => value <= wanted,
        Compare::Greater => value > wanted,
        Compare::GreaterOrEqual => value >= wanted,
    }
}

/// A date of ISO 8601, in one of the forms that W3C allows, or seconds of Unix time.
fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.timestamp_millis() as f64 / 1000.0);
    }
    if let Some(moment) =
        ["%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%S"].iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
    {
        return Some(moment.and_utc().timestamp() as f64);
    }
    let day = match text.len() {
        10 => NaiveDate::parse_from_str(text, "%Y-%m-%d"),
        7 => NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d"),
        4 => NaiveDate::parse_from_str(&format!("{text}-01-01"), "%Y-%m-%d"),
        _ => return text.parse().ok(),
    };
    match day {
        Ok(day) => Some(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() as f64),
        Err(_) => text.parse().ok(),
    }
}

fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse().ok()
}

/// A range, or one address.
pub(in super::super) fn range(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// Each of the six parts by itself, so that a star of one part does not run into the next.
fn arn(value: &str, wanted: &Pattern<'_>, context: &Context<'_>) -> Answer {
    let Some((tokens, known)) = wanted.filled_tokens(context) else { return Answer::No };
    let mut parts: Vec<&[Token]> = tokens.splitn(6, |token| *token == Token::Char(':')).collect();
    let mut values: Vec<&str> = value.splitn(6, ':').collect();
    if parts.len() < 6 && (known == Answer::Maybe || wanted.is_any()) {
        // An unknown variable may stand for several parts, and a star by itself for all of them.
        (parts, values) = (vec![tokens.as_slice()], vec![value]);
    }
    if parts.len() != values.len() {
        return Answer::No;
    }
    known.and(Answer::all(parts.iter().zip(&values).map(|(part, value)| fits_text(part, value, true))))
}
