//! An engine over a store of its own, the service on top of it, and requests to it.

use std::{net::SocketAddr, sync::Arc};

use authnex_core::{
    Authnex, AuthnexBuilder, Secret, TenantHandle, Workers,
    flow::{
        ApiKeyIssued, Grant, NewApiKey, NewTenantRequest, NewUserRequest, PasswordSignIn,
        SignInStep, SignedIn,
    },
    foundation::RequestContext,
    mail::{Mail, MailKind},
    testing::{ManualClock, cheap_policy},
};
use authnex_http::{AuthnexService, DevMailbox, OperatorToken, PeerAddress, ServiceBuilder};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tower::{Service, ServiceExt};

pub(crate) const EMAIL: &str = "ada@example.test";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The operator's token, where there is one.
pub(crate) const OPERATOR: &str = "operator-operator-operator-operator";

/// The owner's address of every tenant.
pub(crate) const OWNER: &str = "owner@example.test";

pub(crate) struct World {
    pub(crate) authnex: Authnex,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) service: AuthnexService,
    pub(crate) workers: Workers,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with("http://localhost:8080", |options| {
            options.rate_limits(false)
        })
        .await
    }

    pub(crate) async fn with(
        base: &str,
        options: impl FnOnce(ServiceBuilder) -> ServiceBuilder,
    ) -> Self {
        Self::built(|engine| engine.base_url(base), options).await
    }

    pub(crate) async fn built(
        engine: impl FnOnce(AuthnexBuilder) -> AuthnexBuilder,
        options: impl FnOnce(ServiceBuilder) -> ServiceBuilder,
    ) -> Self {
        let clock = Arc::new(ManualClock::at(1_800_000_000));
        let builder = Authnex::builder(authnex_store::testing::store().await)
            .clock(clock.clone())
            .policy(cheap_policy())
            .hash_threads(1)
            .spare_keys(0);
        let (authnex, workers) = engine(builder).build().await.unwrap();
        let service = options(AuthnexService::builder(authnex.clone())).build();
        Self {
            authnex,
            clock,
            service,
            workers,
        }
    }

    /// A world whose mails are kept in the mailbox.
    pub(crate) async fn with_mailbox() -> (Self, DevMailbox) {
        let mailbox = DevMailbox::new();
        let (mailer, shown) = (Arc::new(mailbox.clone()), mailbox.clone());
        let world = Self::built(
            |engine| engine.mailer(mailer),
            |options| options.rate_limits(false).mailbox(shown),
        )
        .await;
        (world, mailbox)
    }

    /// Delivers, and hands out the newest mail of this kind to this address.
    pub(crate) async fn newest_mail(&self, mailbox: &DevMailbox, kind: MailKind, to: &str) -> Mail {
        self.workers.deliver_mail().await.unwrap();
        let mut mails = mailbox.mails().into_iter();
        mails
            .find(|mail| mail.kind == kind && mail.content.to == to)
            .unwrap()
    }

    /// A world with the tenants `acme` and `globex`, the user [`EMAIL`] in both.
    pub(crate) async fn with_two_tenants() -> Self {
        let world = Self::new().await;
        for slug in ["acme", "globex"] {
            let tenant = world.tenant(slug).await;
            sign_up(&tenant, EMAIL).await;
        }
        world
    }

    /// Makes a tenant with its owner.
    pub(crate) async fn tenant(&self, slug: &str) -> TenantHandle {
        let request = NewTenantRequest {
            slug: slug.to_owned(),
            name: slug.to_uppercase(),
            email: OWNER.to_owned(),
            password: PASSWORD.into(),
            owner_name: None,
        };
        let made = self.authnex.sign_up_tenant(request, &anonymous()).await;
        made.unwrap().tenant
    }

    /// A tenant's handle as it is now.
    pub(crate) async fn handle(&self, slug: &str) -> TenantHandle {
        self.authnex.tenant(slug).await.unwrap().unwrap()
    }

    /// A world with the operator's token [`OPERATOR`].
    pub(crate) async fn operated() -> Self {
        let token = OperatorToken::parse(OPERATOR.into()).unwrap();
        Self::with("http://localhost:8080", |options| {
            options.rate_limits(false).operator_token(token)
        })
        .await
    }

    /// An API key with these permissions.
    pub(crate) async fn key(&self, slug: &str, permissions: &[&str]) -> String {
        self.issue(slug, permissions)
            .await
            .token
            .expose()
            .to_owned()
    }

    /// Issues an API key with these permissions.
    pub(crate) async fn issue(&self, slug: &str, permissions: &[&str]) -> ApiKeyIssued {
        let request = NewApiKey {
            permissions: permissions.iter().map(|&text| text.to_owned()).collect(),
            ..NewApiKey::default()
        };
        let tenant = self.handle(slug).await;
        tenant.issue_api_key(request, &anonymous()).await.unwrap()
    }

    /// Signs [`EMAIL`] in with tokens.
    pub(crate) async fn tokens(&self, slug: &str) -> Tokens {
        let body = json!({"email": EMAIL, "password": PASSWORD});
        let reply = post(&format!("/t/{slug}/api/v1/auth/sign-in"))
            .json(&body)
            .send(self)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let answer = reply.json();
        Tokens {
            access: answer["access_token"].as_str().unwrap().to_owned(),
            refresh: answer["refresh_token"].as_str().unwrap().to_owned(),
        }
    }

    /// Signs [`EMAIL`] in with a cookie: its `Cookie` header and the session.
    pub(crate) async fn cookie(&self, slug: &str) -> (String, SignedIn) {
        let tenant = self.handle(slug).await;
        let request = PasswordSignIn {
            login: EMAIL.to_owned(),
            password: PASSWORD.into(),
            grant: Grant::Session,
        };
        let step = tenant.sign_in(request, &anonymous()).await.unwrap();
        let SignInStep::SignedIn(signed_in) = step else {
            panic!("{step:?}");
        };
        let id = tenant.scope().id().to_string();
        let token = signed_in.session_token.expose();
        let line = format!("anx_{}={token}; anx_org={slug}", &id[4..20]);
        (line, signed_in)
    }
}

pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

pub(crate) fn anonymous() -> RequestContext {
    RequestContext::anonymous()
}

pub(crate) async fn sign_up(tenant: &TenantHandle, email: &str) {
    let request = NewUserRequest {
        email: email.to_owned(),
        password: Secret::from(PASSWORD),
        name: Some("Ada".to_owned()),
    };
    tenant.sign_up(request, &anonymous()).await.unwrap();
}

/// A request on its way.
#[derive(Clone)]
pub(crate) struct Call {
    method: &'static str,
    path: String,
    headers: HeaderMap,
    peer: Option<SocketAddr>,
    body: Bytes,
}

pub(crate) fn get(path: &str) -> Call {
    call("GET", path)
}

pub(crate) fn post(path: &str) -> Call {
    call("POST", path)
}

pub(crate) fn delete(path: &str) -> Call {
    call("DELETE", path)
}

pub(crate) fn call(method: &'static str, path: &str) -> Call {
    Call {
        method,
        path: path.to_owned(),
        headers: HeaderMap::new(),
        peer: None,
        body: Bytes::new(),
    }
}

impl Call {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(name, value.parse().unwrap());
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.headers
            .insert("content-type", content_type.parse().unwrap());
        self.body = body.into();
        self
    }

    pub(crate) fn peer(mut self, address: &str) -> Self {
        self.peer = Some(SocketAddr::new(address.parse().unwrap(), 4711));
        self
    }

    pub(crate) fn request(self) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body));
        *request.method_mut() = self.method.parse().unwrap();
        *request.uri_mut() = self.path.parse().unwrap();
        *request.headers_mut() = self.headers;
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(PeerAddress(peer));
        }
        request
    }

    pub(crate) async fn send(self, world: &World) -> Reply {
        self.send_to(world.service.clone()).await
    }

    pub(crate) async fn send_to<S, B>(self, service: S) -> Reply
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>>,
        S::Error: std::fmt::Debug,
        B: http_body::Body,
        B::Error: std::fmt::Debug,
    {
        let response = service.oneshot(self.request()).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts that this is a problem of the given status and code, whole and of the right type.
    pub(crate) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["type"], format!("urn:authnex:problem:{code}"));
        assert_eq!(problem["status"], status);
        assert!(problem["title"].is_string() && problem["detail"].is_string());
    }
}
