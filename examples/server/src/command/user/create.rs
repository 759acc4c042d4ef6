use authnex_core::flow::{CreateUserError, FieldFault, NewPassword, NewUserByOperator};

use super::{
    super::{operator, password_input, print},
    view,
};
use crate::{cli::At, config::Config, failure::Failure, open};

/// A user as the command line describes one.
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) email_verified: bool,
    pub(super) display_name: Option<String>,
    pub(super) roles: Vec<String>,
    pub(super) has_password: bool,
    pub(super) must_change_password: bool,
}

/// Makes a user.
pub(super) async fn run(config: &Config, wanted: Wanted, at: &At) -> Result<(), Failure> {
    let password = if wanted.has_password {
        Some(NewPassword::Plain(password_input::read("the new user")?))
    } else {
        None
    };
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, &at.tenant).await?;
    let address = wanted.name.contains('@').then(|| wanted.name.clone());
    let request = NewUserByOperator {
        email: wanted.email.or(address),
        username: Some(wanted.name),
        email_verified: wanted.email_verified,
        name: wanted.display_name,
        password,
        must_change_password: wanted.must_change_password,
        roles: wanted.roles,
        ..NewUserByOperator::default()
    };
    let made = tenant.create_user(request, &operator()).await;
    let user = made.map_err(failure)?;
    let text = format!("made {} ({})", user.username, user.id);
    print(at.json, &view::json_of(&user), &text)
}

fn failure(error: CreateUserError) -> Failure {
    match error {
        CreateUserError::Invalid(faults) => invalid(&faults),
        CreateUserError::UnknownRole(name) => {
            Failure::Configuration(format!("there is no role '{name}'; make it by 'apply'"))
        }
        CreateUserError::Busy { .. } | CreateUserError::Internal(_) | CreateUserError::Taken => {
            Failure::Failed(error.to_string())
        }
    }
}

/// All that is wrong with what was given, in one line.
pub(super) fn invalid(faults: &[FieldFault]) -> Failure {
    let said: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.detail))
        .collect();
    Failure::Configuration(said.join("; "))
}
