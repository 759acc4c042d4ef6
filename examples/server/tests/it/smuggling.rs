use crate::{
    client::{get, raw},
    process::Server,
};

#[test]
fn a_length_told_twice_is_refused_and_the_connection_closes() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    for fields in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\ncontent-length: 5\r\n",
    ] {
        let request = format!(
            "POST /t/acme/api/v1/auth/sign-in HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n\
             0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        );
        let answer = raw(server.address, request.as_bytes()).unwrap();
        assert_eq!(answer.status, 400, "{answer:?}");
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(
            !answer.body.contains("HTTP/1.1"),
            "nothing behind it is answered"
        );
    }
    assert_eq!(get(server.address, "/healthz").status, 200);
}

#[test]
fn a_chunked_body_alone_is_taken() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    let body = r#"{"email":"a@b.test","password":"whatever1"}"#;
    let request = format!(
        "POST /t/nobody/api/v1/auth/sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    let answer = raw(server.address, request.as_bytes()).unwrap();
    assert_eq!(answer.status, 401, "{answer:?}");
}
