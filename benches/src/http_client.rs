//! One request at a time, for what is asked before and between measurements.

use std::{
    fmt::Write as _,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use serde_json::Value;

use crate::{Outcome, http_load::whole_answer};

/// An answer: its status, and its body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Asks over a connection and waits for the answer.
pub(crate) fn exchange(connection: &mut TcpStream, request: &str) -> Outcome<Answer> {
    connection.write_all(request.as_bytes())?;
    let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = connection.read(&mut buffer)?;
        answer.extend_from_slice(buffer.get(..read).unwrap_or_default());
        if let Some(status) = whole_answer(&answer)? {
            let text = String::from_utf8(answer)?;
            let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            return Ok(Answer {
                status,
                body: body.to_owned(),
            });
        }
        if read == 0 {
            return Err("the server closed the connection".into());
        }
    }
}

/// Asks over a connection of its own; `headers` end with a line break each.
pub(crate) fn ask(
    address: SocketAddr,
    (method, path): (&str, &str),
    headers: &str,
    body: Option<&Value>,
) -> Outcome<Answer> {
    let body = body.map(Value::to_string);
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}");
    if let Some(body) = &body {
        let length = body.len();
        request.push_str("content-type: application/json\r\n");
        write!(request, "content-length: {length}\r\n")?;
    }
    request.push_str("\r\n");
    request.push_str(body.as_deref().unwrap_or_default());
    exchange(&mut TcpStream::connect(address)?, &request)
}

/// The JSON of an answer that must be a success.
pub(crate) fn get_json(address: SocketAddr, path: &str, headers: &str) -> Outcome<Value> {
    succeeded(ask(address, ("GET", path), headers, None)?)
}

/// The JSON of an answer that must be a success.
pub(crate) fn post_json(address: SocketAddr, path: &str, body: &Value) -> Outcome<Value> {
    succeeded(ask(address, ("POST", path), "", Some(body))?)
}

fn succeeded(answer: Answer) -> Outcome<Value> {
    if answer.status == 200 {
        Ok(serde_json::from_str(&answer.body)?)
    } else {
        Err(format!("answered with {}: {}", answer.status, answer.body).into())
    }
}
