//! Refuses requests whose length is told twice.
//!
//! A request with both Content-Length and Transfer-Encoding is how requests are smuggled past a proxy that
//! believes the other header (RFC 9112 6.1, 11.2). The HTTP library follows Transfer-Encoding and hides the
//! other one, so the head is looked at as it came over the wire.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use http::{HeaderMap, header::TRANSFER_ENCODING};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// More of a head is not kept: the HTTP library refuses longer ones anyhow.
const MAX_HEAD: usize = 64 * 1024;

/// The bytes that came since the last request was answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct WireHead(Arc<Mutex<Vec<u8>>>);

impl WireHead {
    fn keep(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MAX_HEAD.saturating_sub(kept.len());
        kept.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
    }

    /// Forgets what came: the request it belongs to is answered.
    pub(crate) fn forget(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Whether the request's length was told twice.
    pub(crate) fn is_ambiguous(&self, headers: &HeaderMap) -> bool {
        if !headers.contains_key(TRANSFER_ENCODING) {
            return false;
        }
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names_content_length(&kept)
    }
}

/// Whether the head that the bytes begin with has a Content-Length field.
fn names_content_length(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"content-length";
    bytes
        .split(|byte| *byte == b'\n')
        .skip_while(|line| matches!(line, [] | [b'\r']))
        .take_while(|line| !matches!(line, [] | [b'\r']))
        .any(|line| {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            name.trim_ascii().eq_ignore_ascii_case(NAME)
        })
}

/// A connection that keeps each request's head as it came.
#[derive(Debug)]
pub(crate) struct KeepHead {
    stream: TcpStream,
    head: WireHead,
}

impl KeepHead {
    pub(crate) fn new(stream: TcpStream) -> (Self, WireHead) {
        let head = WireHead::default();
        let kept = head.clone();
        (Self { stream, head }, kept)
    }
}

impl AsyncRead for KeepHead {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if matches!(read, Poll::Ready(Ok(()))) {
            this.head
                .keep(buffer.filled().get(before..).unwrap_or_default());
        }
        read
    }
}

impl AsyncWrite for KeepHead {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
