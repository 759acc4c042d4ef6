//! What refuses an administrator's change.

use authnex_core::flow::{ChangeRoleError, RoleChangeError, UserChangeError};
use http::StatusCode;

use super::{Failure, FieldError};

impl From<UserChangeError> for Failure {
    fn from(error: UserChangeError) -> Self {
        match error {
            UserChangeError::Changed => Self::precondition_failed(),
            UserChangeError::LastOwner => last_owner(),
            UserChangeError::NoPassword => Self::new(
                StatusCode::CONFLICT,
                "no_password",
                "There is no password",
                "The user has no password that another one could replace.",
            ),
            UserChangeError::Own => Self::new(
                StatusCode::CONFLICT,
                "own_account",
                "This is your own account",
                "You cannot do this to your own account. Somebody else can, or do it in your profile.",
            ),
            UserChangeError::Unknown => Self::not_found(),
            UserChangeError::Internal(error) => error.into(),
        }
    }
}

impl From<ChangeRoleError> for Failure {
    fn from(error: ChangeRoleError) -> Self {
        match error {
            ChangeRoleError::Changed => Self::precondition_failed(),
            ChangeRoleError::InUse { holders, more } => role_in_use(&holders, more),
            ChangeRoleError::Permission { name, error } => permission_refused(&name, error),
            ChangeRoleError::System => Self::new(
                StatusCode::CONFLICT,
                "role_is_system",
                "This is a system role",
                "The roles owner, admin and member come with every organization and stay as they are.",
            ),
            ChangeRoleError::Unknown => Self::not_found(),
            ChangeRoleError::Internal(error) => error.into(),
        }
    }
}

impl From<RoleChangeError> for Failure {
    fn from(error: RoleChangeError) -> Self {
        match error {
            RoleChangeError::Name(error) => Self::invalid_input(vec![FieldError {
                field: "name".into(),
                code: "role_name_invalid",
                detail: format!("{error}."),
            }]),
            RoleChangeError::Permission { name, error } => permission_refused(&name, error),
            RoleChangeError::Taken => Self::new(
                StatusCode::CONFLICT,
                "role_taken",
                "There is a role already",
                "There is a role with this name. Change that one, or take another name.",
            ),
            RoleChangeError::UnknownRole | RoleChangeError::UnknownUser => Self::not_found(),
            RoleChangeError::Internal(error) => error.into(),
        }
    }
}

pub(super) fn last_owner() -> Failure {
    Failure::new(
        StatusCode::CONFLICT,
        "last_owner",
        "This is the last owner",
        "Nobody else could run the organization. Make another active user an owner first.",
    )
}

fn role_in_use(holders: &[String], more: bool) -> Failure {
    let names = holders.join(", ");
    let others = if more { " and others" } else { "" };
    Failure::new(
        StatusCode::CONFLICT,
        "role_in_use",
        "The role is in use",
        format!("{names}{others} have this role. Take it from them first."),
    )
}

fn permission_refused(name: &str, error: impl std::fmt::Display) -> Failure {
    let name: String = name.chars().take(90).collect();
    Failure::invalid_input(vec![FieldError {
        field: "permissions".into(),
        code: "permission_invalid",
        detail: format!("'{name}': {error}."),
    }])
}
