use std::io::{BufRead, IsTerminal, Write};

use authnex_core::{
    Secret,
    flow::{FieldFault, NewTenantRequest, SignUpTenantError},
};
use serde_json::json;

use super::{operator, print};
use crate::{config::Config, failure::Failure, open};

/// Makes a tenant with its owner.
pub(super) async fn run(
    config: &Config,
    (slug, owner, name): (String, String, Option<String>),
    as_json: bool,
) -> Result<(), Failure> {
    let password = read_password()?;
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

/// One line of standard input. At a terminal it is asked for, and what is typed can be seen: pipe it in to
/// avoid that.
fn read_password() -> Result<Secret, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let mut err = std::io::stderr().lock();
        let asked =
            write!(err, "Password of the owner (it will show): ").and_then(|()| err.flush());
        asked.map_err(Failure::output)?;
    }
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::Failed(format!("standard input cannot be read: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::Configuration(
            "the owner's password is read from standard input, and it was empty".to_owned(),
        ));
    }
    Ok(Secret::from(password))
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
