//! The little HTTP that tests speak themselves.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The whole answer to one request, head and body, as text.
pub fn ask(server: SocketAddr, method: &str, path: &str, headers: &str, body: impl AsRef<[u8]>) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&server, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let length = body.as_ref().len();
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: {server}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
    )?;
    stream.write_all(body.as_ref())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
