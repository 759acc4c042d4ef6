use authnex_core::flow::{FieldFault, NewTenantRequest, SignUpTenantError};
use serde_json::json;

use crate::{
    command::{operator, password_input, print},
    config::Config,
    failure::Failure,
    open,
};

/// Makes a tenant with its owner.
pub(super) async fn run(
    config: &Config,
    (slug, owner, name): (String, String, Option<String>),
    as_json: bool,
) -> Result<(), Failure> {
    let password = password_input::read("the owner")?;
    let (authnex, _workers) = open::engine(config).await?;
    let request = NewTenantRequest {
        name: name.unwrap_or_else(|| slug.clone()),
        slug,
        email: owner,
        password,
        owner_name: None,
    };
    let made = authnex
        .operator()
        .create_tenant(request, &operator())
        .await
        .map_err(failure)?;
    let tenant = &made.tenant;
    let value = json!({
        "id": tenant.scope().id(),
        "slug": tenant.slug(),
        "issuer": tenant.issuer(),
        "owner": made.user,
    });
    let text = format!(
        "made {}: issuer {}, owner {}",
        tenant.slug(),
        tenant.issuer(),
        made.user
    );
    print(as_json, &value, &text)
}

fn failure(error: SignUpTenantError) -> Failure {
    match error {
        SignUpTenantError::Invalid(faults) => {
            let said: Vec<String> = faults
                .iter()
                .map(|FieldFault { field, detail, .. }| format!("{field}: {detail}"))
                .collect();
            Failure::Configuration(said.join("; "))
        }
        other => Failure::Failed(other.to_string()),
    }
}
