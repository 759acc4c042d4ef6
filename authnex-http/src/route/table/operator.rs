use super::super::{Answer, Operation, OperatorRoute, Requirement, Route, RouteName, Verb};
use crate::api::tenant::{
    ChangeTenantBody, CreateTenantBody, CreatedTenantAnswer, TenantView, TenantsAnswer,
};

const TENANTS: &str = "/api/v1/tenants";
const TENANT: &str = "/api/v1/tenants/{slug}";

const fn row(name: OperatorRoute, verb: Verb, path: &'static str) -> Route {
    Route::new(RouteName::Operator(name), verb, path).requires(Requirement::Operator)
}

pub(super) static ROUTES: &[Route] = &[
    row(OperatorRoute::ListTenants, Verb::Get, TENANTS).documented(
        Operation::new(
            "List tenants",
            &[Answer::json::<TenantsAnswer>(200, "A page of tenants")],
        )
        .paged(),
    ),
    row(OperatorRoute::CreateTenant, Verb::Post, TENANTS).documented(
        Operation::new(
            "Make a tenant with its owner",
            &[Answer::json::<CreatedTenantAnswer>(
                201,
                "The tenant and its owner",
            )],
        )
        .takes::<CreateTenantBody>(),
    ),
    row(OperatorRoute::ShowTenant, Verb::Get, TENANT).documented(Operation::new(
        "One tenant",
        &[Answer::json::<TenantView>(200, "The tenant")],
    )),
    row(OperatorRoute::ChangeTenant, Verb::Patch, TENANT).documented(
        Operation::new(
            "Suspend or reactivate a tenant",
            &[Answer::json::<TenantView>(200, "The tenant as it is now")],
        )
        .takes::<ChangeTenantBody>(),
    ),
];
