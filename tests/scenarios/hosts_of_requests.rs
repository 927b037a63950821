//! The host that a request names: exactly one, and at the desk one of its own names.

use receiver::web::routes;
use reqwest::{Client, Method};
use tests::{Folder, Stack, TestClock, soon};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Addresses of the desk that take no right.
const OPEN: [&str; 4] = ["/login", "/desk.css", "/v1/openapi.json", "/nowhere"];

/// The answer to a request with this head, over a connection of its own.
async fn answer(origin: &str, head: &str) -> String {
    let address = origin.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    soon("the answer", read).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_names_one_host() {
    let stack = Stack::start().await;
    for (origin, path) in [(&stack.intake, "/health"), (&stack.desk.url, "/login")] {
        for (version, hosts, status) in [
            ("1.1", "host: localhost\r\n", "200"),
            ("1.1", "", "400"),
            ("1.1", "host: localhost\r\nhost: localhost\r\n", "400"),
            ("1.1", "host: local host\r\n", "400"),
            ("1.1", "host: somebody@localhost\r\n", "400"),
            ("1.0", "", "200"),
            ("1.0", "host: localhost\r\nhost: localhost\r\n", "400"),
        ] {
            let head = format!("GET {path} HTTP/{version}\r\n{hosts}\r\n");
            let answer = answer(origin, &head).await;
            let begin = format!("HTTP/{version} {status} ");
            assert!(answer.starts_with(&begin), "{head}{answer}");
            assert!(answer.contains("\r\ncache-control: no-store\r\n"));
        }
    }
}

#[tokio::test]
async fn the_desk_answers_under_its_own_names_alone() {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("# hosts = [\"desk.lan\"]", "hosts = [\"desk.lan\"]");
    folder.edit_config(
        "# public_url = \"https://desk.example\"",
        "public_url = \"https://desk.example\"",
    );
    let stack = Stack::start_in(folder, TestClock::at(TestClock::BEGIN).into()).await;
    let client = Client::new();
    let status = async |method: &Method, path: &str, host: &str| {
        let url = format!("{}{path}", stack.desk.url);
        let request = client.request(method.clone(), url).header("host", host);
        request.send().await.unwrap().status()
    };
    let guarded = routes::all().into_iter();
    let guarded = guarded.map(|route| (route.method, route.path));
    let open = OPEN.map(|path| (Method::GET, path));
    for (method, path) in guarded.chain(open) {
        for own in [
            "127.0.0.1:7702",
            "[::1]:7702",
            "10.1.2.3",
            "localhost:7702",
            "Desk.lan",
            "desk.example:443",
        ] {
            assert_ne!(status(&method, path, own).await, 421, "{path} {own}");
        }
        for other in [
            "evil.example",
            "evil.example:7702",
            "desk.lan.evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "desk",
        ] {
            assert_eq!(status(&method, path, other).await, 421, "{path} {other}");
        }
    }
    // The target's host counts more than the header.
    let head = "GET http://evil.example/login HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let answer = answer(&stack.desk.url, head).await;
    assert!(answer.starts_with("HTTP/1.1 421 "), "{answer}");
}

/// Browsers send a form again by themselves after a 408. The clock jumps over the wait.
#[tokio::test(start_paused = true)]
async fn the_desk_never_asks_for_a_form_again() {
    let stack = Stack::start().await;
    let authorization = format!("authorization: Bearer {}", stack.desk.token);
    let mut late = 0;
    for route in routes::all() {
        let (method, path) = (route.method, route.path);
        let path = path.replace(['{', '}'], "");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{authorization}\r\ncontent-type: \
             application/json\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{{"
        );
        let address = stack.desk.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(!answer.starts_with("HTTP/1.1 408 "), "{method} {path}");
        late += usize::from(answer.starts_with("HTTP/1.1 503 "));
    }
    assert!(late > 20, "{late} requests took too long");
}
