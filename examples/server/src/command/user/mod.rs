//! `user …`: the operator's hands on one tenant's users.

mod create;
mod end_sessions;
mod list;
mod reset_mfa;
mod role;
mod set_password;
mod show;
mod status;
mod target;
mod view;

use authnex_core::user::UserStatus;

use crate::{cli::UserCommand, config::Config, failure::Failure};

/// Does what the command line says of users.
pub(super) async fn run(config: &Config, command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::List { limit, cursor, at } => list::run(config, (limit, cursor), &at).await,
        UserCommand::Show { whom } => show::run(config, &whom).await,
        UserCommand::Create {
            name,
            email,
            email_verified,
            display_name,
            role,
            no_password,
            must_change_password,
            at,
        } => {
            let wanted = create::Wanted {
                name,
                email,
                email_verified,
                display_name,
                roles: role,
                has_password: !no_password,
                must_change_password,
            };
            create::run(config, wanted, &at).await
        }
        UserCommand::Suspend { whom } => status::run(config, &whom, UserStatus::Suspended).await,
        UserCommand::Reactivate { whom } => status::run(config, &whom, UserStatus::Active).await,
        UserCommand::SetPassword { must_change, whom } => {
            set_password::run(config, &whom, must_change).await
        }
        UserCommand::AssignRole { whom, role } => role::assign(config, &whom, &role).await,
        UserCommand::UnassignRole { whom, role } => role::unassign(config, &whom, &role).await,
        UserCommand::ResetMfa { whom } => reset_mfa::run(config, &whom).await,
        UserCommand::EndSessions { whom } => end_sessions::run(config, &whom).await,
    }
}
