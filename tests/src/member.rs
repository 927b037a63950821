use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use receiver::clock::Clock;
use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use totp_rs::{Builder, Secret, Totp};

/// The password that all members choose.
pub const PASSWORD: &str = "four words are enough";

/// A member of the staff, with an account and a browser.
pub struct Member {
    /// The name of the account.
    pub name: String,
    /// The present password of the account.
    pub password: String,
    url: String,
    clock: Arc<dyn Clock>,
    http: Client,
    cookies: Mutex<BTreeMap<String, String>>,
    phone: Option<Totp>,
}

/// The desk's answer to a browser.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status code.
    pub status: u16,
    /// The response headers.
    pub headers: HeaderMap,
    /// The body as text: usually a page.
    pub body: String,
}

impl Reply {
    /// The target of a redirect.
    pub fn location(&self) -> Option<&str> {
        Some(self.headers.get("location")?.to_str().unwrap())
    }

    /// Whether this page asks for a confirmation.
    pub fn asks_for_a_confirmation(&self) -> bool {
        self.body.contains("name=\"confirm_password\"")
    }

    /// The text of the element with this id.
    pub fn text_of(&self, id: &str) -> &str {
        let begin = format!(" id=\"{id}\"");
        let (_, from) = self
            .body
            .split_once(&begin)
            .unwrap_or_else(|| panic!("{}", self.body));
        let (_, from) = from.split_once('>').unwrap();
        from.split_once('<').unwrap().0
    }
}

impl Member {
    /// A member with an unused one-time password.
    pub fn invited(url: &str, clock: Arc<dyn Clock>, name: &str, one_time: &str) -> Self {
        Self {
            name: name.to_owned(),
            password: one_time.to_owned(),
            url: url.to_owned(),
            clock,
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
            cookies: Mutex::default(),
            phone: None,
        }
    }

    /// A member who chose this password and enrolled this second factor earlier. `secret` is in base32.
    pub fn settled(
        url: &str,
        clock: Arc<dyn Clock>,
        name: &str,
        password: &str,
        secret: &str,
    ) -> Self {
        let secret = Secret::try_from_base32(secret).unwrap();
        Self {
            phone: Some(Builder::new().with_secret(secret).build().unwrap()),
            ..Self::invited(url, clock, name, password)
        }
    }

    /// Logs in for the first time: chooses a password, and enrols the second factor.
    pub async fn settle(&mut self) {
        let reply = self.log_in().await;
        assert_eq!(reply.location(), Some("/welcome"), "{reply:?}");
        let page = self.get("/welcome").await;
        if page.body.contains(" id=\"key\"") {
            let key = page.text_of("key").replace(' ', "");
            let secret = Secret::try_from_base32(key).unwrap();
            self.phone = Some(Builder::new().with_secret(secret).build().unwrap());
        }
        PASSWORD.clone_into(&mut self.password);
        let code = self.code();
        let fields = [("password", PASSWORD), ("again", PASSWORD), ("code", &code)];
        let reply = self.form("/welcome", &fields).await;
        assert_eq!(reply.location(), Some("/"), "{reply:?}");
    }

    /// Logs in with the right password and the right code.
    pub async fn log_in(&self) -> Reply {
        self.try_to_log_in(&self.password, &self.code()).await
    }

    /// Logs in with this password and code.
    pub async fn try_to_log_in(&self, password: &str, code: &str) -> Reply {
        let fields = [
            ("name", &self.name[..]),
            ("password", password),
            ("code", code),
            ("to", "/"),
        ];
        self.form("/login", &fields).await
    }

    /// The present code of the phone; empty before a second factor is enrolled.
    pub fn code(&self) -> String {
        let phone = self.phone.as_ref();
        phone.map_or_else(String::new, |phone| {
            phone.generate(self.clock.now().0).to_string()
        })
    }

    /// The same member with a second browser.
    pub fn elsewhere(&self) -> Self {
        Self {
            phone: self.phone.clone(),
            ..Self::invited(&self.url, self.clock.clone(), &self.name, &self.password)
        }
    }

    /// Reads a page. Logs in first if the desk requires it.
    pub async fn page(&self, path: &str) -> String {
        let mut reply = self.get(path).await;
        if reply.location().is_some_and(|to| to.starts_with("/login")) {
            let login = self.log_in().await;
            assert_eq!(login.location(), Some("/"), "{login:?}");
            reply = self.get(path).await;
        }
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.body
    }

    /// Requests a page.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.http.get(format!("{}{path}", self.url)))
            .await
    }

    /// Sends a form as the desk's own page does. Confirms it if the desk asks for that.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.unconfirmed(path, fields).await;
        if !reply.asks_for_a_confirmation() {
            return reply;
        }
        let code = self.code();
        self.confirmed(path, fields, &self.password, &code).await
    }

    /// Sends a form as the desk's own page does.
    pub async fn unconfirmed(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.form_from(path, fields, &[("origin", &self.url)]).await
    }

    /// Sends a form with this password and code, as the page does that asks for a confirmation.
    pub async fn confirmed(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        password: &str,
        code: &str,
    ) -> Reply {
        let proof = [("confirm_password", password), ("confirm_code", code)];
        self.unconfirmed(path, &[fields, &proof].concat()).await
    }

    /// Makes a token of the API as an admin, and lets a lead approve it if it waits for that. Returns
    /// the token.
    pub async fn make_token(&self, lead: &Self, name: &str, scope: &str) -> String {
        let fields = [("name", name), ("days", "1"), (scope, "yes")];
        let made = self.form("/tokens", &fields).await;
        let page = lead.page("/approvals").await;
        if let Some((_, rest)) = page.split_once("/approvals/") {
            let (key, _) = rest.split_once('"').unwrap();
            let approve = [("approve", "true")];
            let approved = lead.form(&format!("/approvals/{key}"), &approve).await;
            assert_eq!(approved.status, 303, "{approved:?}");
        }
        made.text_of("secret").to_owned()
    }

    /// Sends a form with the headers of a browser on another page.
    pub async fn form_from(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Reply {
        let request = self.http.post(format!("{}{path}", self.url));
        // A tick can have the name of a file as well.
        let file = fields
            .iter()
            .find(|(name, value)| *name == "file" && *value != "yes");
        let mut request = match file {
            Some((name, file)) => with_file(request, name, file),
            None => request.form(fields),
        };
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    /// Deletes a cookie. Returns its value.
    pub fn forget(&self, cookie: &str) -> Option<String> {
        self.cookies.lock().unwrap().remove(cookie)
    }

    /// Sets a cookie.
    pub fn remember(&self, cookie: &str, value: String) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.insert(cookie.to_owned(), value);
    }

    async fn send(&self, request: RequestBuilder) -> Reply {
        let cookies: Vec<_> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let response = request
            .header("cookie", cookies.join("; "))
            .send()
            .await
            .unwrap();
        let headers = response.headers().clone();
        for line in headers.get_all(SET_COOKIE) {
            let (cookie, _) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        Reply {
            status: response.status().as_u16(),
            headers,
            body: response.text().await.unwrap(),
        }
    }
}

/// A form with a file, as browsers send it (RFC 7578).
fn with_file(request: RequestBuilder, name: &str, file: &str) -> RequestBuilder {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"once\"\r\n\r\ntoken\r\n--b\r\n\
         Content-Disposition: form-data; name=\"{name}\"; filename=\"a.json\"\r\n\
         Content-Type: application/json\r\n\r\n{file}\r\n--b--\r\n"
    );
    request
        .header("content-type", "multipart/form-data; boundary=b")
        .body(body)
}
