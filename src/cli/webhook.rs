//! Messages to an address that people named. The address is a secret: whoever knows it can write there.

use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// An address that is never shown.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// Why an address cannot be used.
const UNFIT: &str = "is no address that starts with https://";

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Times that it is tried, where the other side asks for that.
const TRIES: u32 = 3;

/// The longest wait that the other side may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

impl Address {
    /// Plain HTTP goes to this machine only: whoever is on the way would learn the address.
    pub fn parse(text: String) -> Result<Self, &'static str> {
        let uri: Uri = text.trim().parse().map_err(|_| UNFIT)?;
        let host = uri.host().unwrap_or_default();
        let local = host == "localhost" || ip(host).is_some_and(|ip| ip.is_loopback());
        match uri.scheme_str() {
            Some("https") if !host.is_empty() => Ok(Self(text.trim().to_owned())),
            Some("http") if local => Ok(Self(text.trim().to_owned())),
            _ => Err(UNFIT),
        }
    }

    /// Whether what was read as one is one.
    pub fn check(&self) -> Result<(), &'static str> {
        Self::parse(self.0.clone()).map(|_| ())
    }
}

fn ip(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

/// What became of a request.
enum Answer {
    Taken,
    /// The other side asks to try again, after so long where it says so.
    Later(u16, Option<Duration>),
    Refused(String),
}

/// Sends a message in JSON. Redirects are not followed: the address was given to one host only.
pub fn send(address: &Address, message: &[u8]) -> Result<(), String> {
    let agent = agent();
    let mut answer = post(&agent, address, message);
    for tried in 1..TRIES {
        let Answer::Later(_, asked) = answer else { break };
        let wait = asked.unwrap_or(Duration::from_secs(tried.into())).min(LONGEST_WAIT);
        std::thread::sleep(wait);
        answer = post(&agent, address, message);
    }
    match answer {
        Answer::Taken => Ok(()),
        Answer::Later(status, _) => Err(format!("it answered with HTTP {status}, {TRIES} times")),
        Answer::Refused(why) => Err(why),
    }
}

/// Trusts whom this machine trusts, as the requests to AWS do.
fn agent() -> ureq::Agent {
    let there = rustls_native_certs::load_native_certs().certs;
    let certificates: Vec<Certificate<'static>> =
        there.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect();
    let roots = if certificates.is_empty() { RootCerts::WebPki } else { RootCerts::Specific(Arc::new(certificates)) };
    ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build()
        .into()
}

fn post(agent: &ureq::Agent, address: &Address, message: &[u8]) -> Answer {
    let sent = agent.post(&address.0).header("content-type", "application/json").send(message);
    let reply = match sent {
        Ok(reply) => reply,
        Err(error) => return Answer::Refused(words(&error).to_owned()),
    };
    let after = reply.headers().get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    match reply.status().as_u16() {
        200..300 => Answer::Taken,
        status @ (429 | 500..) => Answer::Later(status, after.map(Duration::from_secs)),
        status @ 300..400 => Answer::Refused(format!("it answered with HTTP {status}, and redirects are not followed")),
        status => Answer::Refused(format!("it answered with HTTP {status}")),
    }
}

/// The library's own words may hold the address.
fn words(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "it did not answer in time",
        ureq::Error::HostNotFound => "its host was not found",
        ureq::Error::ConnectionFailed => "it could not be reached",
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => "it refused the connection",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "its certificate was not accepted",
        _ => "it could not be reached, or its answer could not be read",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        let of = |text: &str| Address::parse(text.to_owned()).is_ok();
        for good in
            ["https://hooks.example/T/B/x?y=1", "http://127.0.0.1:8080/x", "http://[::1]:80/", "http://localhost/x"]
        {
            assert!(of(good), "{good}");
        }
        for bad in [
            "",
            "hooks.example/T",
            "http://hooks.example/",
            "http://127.0.0.1.evil.example/",
            "ftp://x/y",
            "https://",
            "http://localhost@evil.example/",
            "file:///etc/passwd",
            "https:// x",
        ] {
            assert!(!of(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_is_not_shown() {
        let address = Address::parse("https://hooks.example/secret".to_owned()).unwrap();
        assert_eq!(format!("{address:?}"), "Address(…)");
    }
}
