//! OpenAPI 3.1 of every JSON route, made from the route table.

use axum::{extract::State, response::IntoResponse};
use http::header::CONTENT_TYPE;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, Paths,
        Ref, RefOr, Required, Response, ResponseBuilder, ServerBuilder,
        path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::Schema,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::{
    error::Problem,
    extract::Tenant,
    route::{Operation, Requirement, Route, RouteName, Schemas, Verb, routes},
    state::HttpState,
};

const ACCESS_TOKEN: &str = "access_token";
const API_KEY: &str = "api_key";
const OPERATOR_TOKEN: &str = "operator_token";

/// `GET /openapi.json`.
pub(crate) async fn show(State(state): State<HttpState>) -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "application/json")],
        state.openapi().to_owned(),
    )
}

/// `GET /t/{slug}/openapi.json`.
pub(crate) async fn show_tenant(
    State(state): State<HttpState>,
    Tenant(tenant): Tenant,
) -> impl IntoResponse {
    let document = state.tenant_openapi().with_server(tenant.issuer());
    ([(CONTENT_TYPE, "application/json")], document)
}

/// The document, with the base URL as its server; `operated` says whether the operator's rows are served.
pub(crate) fn document(base_url: &str, operated: bool) -> String {
    render(base_url, |route| {
        route.is_served(operated).then_some(route.path)
    })
}

/// The part of the document that is below a tenant's issuer, whose URL is its server: no path has the slug.
#[derive(Debug)]
pub(crate) struct TenantDocument(String);

/// Stands where a tenant's issuer comes.
const ISSUER: &str = "urn:authnex:issuer";

impl TenantDocument {
    pub(crate) fn new() -> Self {
        Self(render(ISSUER, |route| route.path.strip_prefix("/t/{slug}")))
    }

    fn with_server(&self, issuer: &str) -> String {
        self.0.replacen(ISSUER, issuer, 1)
    }
}

/// The document of the routes whose path `place` keeps.
fn render(server: &str, place: impl Fn(&'static Route) -> Option<&'static str>) -> String {
    let mut schemas = Schemas::new();
    let mut paths = Paths::new();
    for route in routes() {
        if let (Some(operation), Some(path)) = (&route.operation, place(route)) {
            let described = describe(route, (path, operation), &mut schemas);
            paths.add_path_operation(path, vec![method_of(route.verb)], described);
        }
    }
    let document = assemble(server, paths, schemas);
    document.to_json().unwrap_or_default()
}

fn assemble(base_url: &str, paths: Paths, mut schemas: Schemas) -> OpenApi {
    Problem::schemas(&mut schemas);
    schemas.push((Problem::name().into_owned(), Problem::schema()));
    let bearer = |format| {
        let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        SecurityScheme::Http(http.bearer_format(format).build())
    };
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(ACCESS_TOKEN, bearer("JWT"))
        .security_scheme(API_KEY, bearer("anx_key_…"))
        .security_scheme(OPERATOR_TOKEN, bearer("the operator's token"))
        .build();
    let info = InfoBuilder::new()
        .title("AuthNex")
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url(base_url).build()]))
        .paths(paths)
        .components(Some(components))
        .build()
}

fn method_of(verb: Verb) -> HttpMethod {
    match verb {
        Verb::Delete => HttpMethod::Delete,
        Verb::Get => HttpMethod::Get,
        Verb::Patch => HttpMethod::Patch,
        Verb::Post => HttpMethod::Post,
    }
}

fn describe(
    route: &Route,
    (path, operation): (&str, &Operation),
    schemas: &mut Schemas,
) -> utoipa::openapi::path::Operation {
    let mut builder = OperationBuilder::new()
        .operation_id(Some(format!("{:?}", route.name).replace(['(', ')'], "")))
        .summary(Some(operation.summary))
        .tag(tag_of(route.name));
    for parameter in parameters(path, operation) {
        builder = builder.parameter(parameter);
    }
    if let Some(schema_of) = operation.body {
        let body = RequestBodyBuilder::new()
            .content("application/json", content(schema_of(schemas)))
            .required(Some(Required::True))
            .build();
        builder = builder.request_body(Some(body));
    }
    for answer in operation.answers {
        let mut response = ResponseBuilder::new().description(answer.means);
        if let Some(schema_of) = answer.body {
            response = response.content("application/json", content(schema_of(schemas)));
        }
        builder = builder.response(answer.status.to_string(), response.build());
    }
    builder = builder.response("default", problem());
    for scheme in schemes_of(route.requires) {
        let scopes: [String; 0] = [];
        builder = builder.security(SecurityRequirement::new(*scheme, scopes));
    }
    builder.build()
}

/// By which Bearer token a row may be called: any one of them.
const fn schemes_of(requires: Requirement) -> &'static [&'static str] {
    match requires {
        Requirement::Operator => &[OPERATOR_TOKEN],
        Requirement::Permission(_) => &[ACCESS_TOKEN, API_KEY],
        Requirement::Public
        | Requirement::Protocol
        | Requirement::Session
        | Requirement::SuspendedOwner => &[],
        Requirement::User | Requirement::UserOrPage => &[ACCESS_TOKEN],
    }
}

fn tag_of(name: RouteName) -> &'static str {
    match name {
        RouteName::Api(_) => "API",
        RouteName::Management(_) => "Management",
        RouteName::Oidc(_) => "OpenID",
        RouteName::Operator(_) => "Operator",
        RouteName::Portal(_) => "Pages",
        RouteName::System(_) => "System",
    }
}

fn parameters(path: &str, operation: &Operation) -> Vec<Parameter> {
    let named = |name: &str, place, required| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .required(required)
            .schema(Some(String::schema()))
            .build()
    };
    let mut found: Vec<Parameter> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| named(name, ParameterIn::Path, Required::True))
        .collect();
    if operation.paged {
        for name in ["limit", "cursor"] {
            found.push(named(name, ParameterIn::Query, Required::False));
        }
    }
    for name in operation.filters {
        found.push(named(name, ParameterIn::Query, Required::False));
    }
    found
}

fn content(schema: RefOr<Schema>) -> utoipa::openapi::Content {
    ContentBuilder::new().schema(Some(schema)).build()
}

fn problem() -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name(Problem::name()));
    ResponseBuilder::new()
        .description("Any error")
        .content(Problem::CONTENT_TYPE, content(schema))
        .build()
}
