//! The first message of TLS, which names the host that the browser asks for (RFC 6066, section 3).

use std::io;

use rustls::server::Acceptor;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes of a browser's first message with a key of ML-KEM, about.
const USUAL_BYTES: usize = 2048;

/// Maximum bytes until a first message ends, about.
const MAX_BYTES: usize = 8 * USUAL_BYTES;

/// The beginning of a connection.
pub(super) struct Hello {
    /// The host that the browser asks for, in lower case.
    pub(super) name: String,
    /// All bytes that were read: the hotline needs them, too.
    pub(super) bytes: Vec<u8>,
}

impl Hello {
    /// Reads until the first message ends. What is no TLS, or asks for no host, is an error.
    pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let (mut acceptor, mut bytes) = (Acceptor::default(), Vec::with_capacity(USUAL_BYTES));
        while bytes.len() < MAX_BYTES {
            let before = bytes.len();
            if stream.read_buf(&mut bytes).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(name) = name(&mut acceptor, &bytes[before..])? {
                return Ok(Self { name, bytes });
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }
}

/// The host in a message, once it has ended with these bytes.
fn name(acceptor: &mut Acceptor, mut new: &[u8]) -> io::Result<Option<String>> {
    while !new.is_empty() {
        acceptor.read_tls(&mut new)?;
        let accepted = acceptor.accept();
        if let Some(accepted) = accepted.map_err(|_| io::ErrorKind::InvalidData)? {
            let hello = accepted.client_hello();
            let name = hello.server_name().ok_or(io::ErrorKind::InvalidData)?;
            return Ok(Some(name.to_ascii_lowercase()));
        }
    }
    Ok(None)
}
