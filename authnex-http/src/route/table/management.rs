use super::super::{Answer, ManagementRoute, Operation, Requirement, Route, RouteName, Verb};
use crate::api::{
    client::{ClientView, ClientsAnswer},
    event::EventsAnswer,
    invite::{CreateInviteBody, InviteView, InvitesAnswer},
    policy::{PolicyAnswer, PolicyChanges},
    role::{ChangeRoleBody, CreateRoleBody, RoleView, RolesAnswer},
    session::SessionsAnswer,
    usage::UsageAnswer,
    user::{CreateUserBody, ManagedUserView, UpdateUserBody, UsersAnswer},
};

/// The answer when If-Match names another version than there is.
const CHANGED: Answer = Answer::plain(412, "It was changed since the caller looked");

const fn row(
    name: ManagementRoute,
    verb: Verb,
    path: &'static str,
    permission: &'static str,
) -> Route {
    Route::new(RouteName::Management(name), verb, path)
        .requires(Requirement::Permission(permission))
}

pub(super) static ROUTES: &[Route] = &[
    row(
        ManagementRoute::ListUsers,
        Verb::Get,
        "/t/{slug}/api/v1/users",
        "users:read",
    )
    .documented(
        Operation::new(
            "List users",
            &[Answer::json::<UsersAnswer>(200, "A page of users")],
        )
        .paged()
        .filtered(&["email", "username", "status", "role", "filter", "sort"]),
    ),
    row(
        ManagementRoute::CreateUser,
        Verb::Post,
        "/t/{slug}/api/v1/users",
        "users:write",
    )
    .documented(
        Operation::new(
            "Make a user",
            &[Answer::json::<ManagedUserView>(201, "The user")],
        )
        .takes::<CreateUserBody>(),
    ),
    row(
        ManagementRoute::ShowUser,
        Verb::Get,
        "/t/{slug}/api/v1/users/{user}",
        "users:read",
    )
    .documented(Operation::new(
        "One user",
        &[Answer::json::<ManagedUserView>(200, "The user")],
    )),
    row(
        ManagementRoute::ResetMfa,
        Verb::Post,
        "/t/{slug}/api/v1/users/{user}/reset-mfa",
        "users:write",
    )
    .documented(Operation::new(
        "Take a user's second factors away, for who has lost them",
        &[Answer::plain(
            204,
            "Taken away; the user's sessions end by the policy",
        )],
    )),
    row(
        ManagementRoute::UpdateUser,
        Verb::Patch,
        "/t/{slug}/api/v1/users/{user}",
        "users:write",
    )
    .documented(
        Operation::new(
            "Change a user, with If-Match only if nobody else has",
            &[
                Answer::json::<ManagedUserView>(200, "The user as it is now"),
                CHANGED,
            ],
        )
        .takes::<UpdateUserBody>(),
    ),
    row(
        ManagementRoute::DeleteUser,
        Verb::Delete,
        "/t/{slug}/api/v1/users/{user}",
        "users:write",
    )
    .documented(Operation::new(
        "Delete a user with all that hangs on the user, with If-Match only if nobody has changed it",
        &[Answer::plain(204, "Deleted"), CHANGED],
    )),
    row(
        ManagementRoute::SuspendUser,
        Verb::Post,
        "/t/{slug}/api/v1/users/{user}/suspend",
        "users:write",
    )
    .documented(Operation::new(
        "Let a user in no more, and end all that the user is signed in to",
        &[Answer::plain(204, "Suspended")],
    )),
    row(
        ManagementRoute::ReactivateUser,
        Verb::Post,
        "/t/{slug}/api/v1/users/{user}/reactivate",
        "users:write",
    )
    .documented(Operation::new(
        "Let a suspended user in again",
        &[Answer::plain(204, "Active")],
    )),
    row(
        ManagementRoute::ForcePasswordChange,
        Verb::Post,
        "/t/{slug}/api/v1/users/{user}/force-password-change",
        "users:write",
    )
    .documented(Operation::new(
        "Have a user set another password at the next sign-in, and end all that the user is signed in to",
        &[Answer::plain(204, "Demanded")],
    )),
    row(
        ManagementRoute::ResendUserVerification,
        Verb::Post,
        "/t/{slug}/api/v1/users/{user}/resend-verification",
        "users:write",
    )
    .sends_mail()
    .documented(Operation::new(
        "Have the mail that verifies a user's address sent again",
        &[Answer::plain(204, "On its way, unless the mailbox got too many")],
    )),
    row(
        ManagementRoute::ListUserSessions,
        Verb::Get,
        "/t/{slug}/api/v1/users/{user}/sessions",
        "sessions:read",
    )
    .documented(
        Operation::new(
            "List a user's live sessions",
            &[Answer::json::<SessionsAnswer>(200, "A page of sessions")],
        )
        .paged(),
    ),
    row(
        ManagementRoute::EndUserSession,
        Verb::Delete,
        "/t/{slug}/api/v1/users/{user}/sessions/{session}",
        "sessions:write",
    )
    .documented(Operation::new(
        "End one of a user's sessions",
        &[Answer::plain(204, "Ended")],
    )),
    row(
        ManagementRoute::SignUserOut,
        Verb::Post,
        "/t/{slug}/api/v1/users/{user}/sign-out-everywhere",
        "sessions:write",
    )
    .documented(Operation::new(
        "End all sessions of a user",
        &[Answer::plain(204, "Ended")],
    )),
    row(
        ManagementRoute::ListRoles,
        Verb::Get,
        "/t/{slug}/api/v1/roles",
        "roles:read",
    )
    .documented(Operation::new(
        "List roles",
        &[Answer::json::<RolesAnswer>(200, "All roles")],
    )),
    row(
        ManagementRoute::CreateRole,
        Verb::Post,
        "/t/{slug}/api/v1/roles",
        "roles:write",
    )
    .documented(
        Operation::new(
            "Make a role",
            &[Answer::json::<RoleView>(201, "The role")],
        )
        .takes::<CreateRoleBody>(),
    ),
    row(
        ManagementRoute::ShowRole,
        Verb::Get,
        "/t/{slug}/api/v1/roles/{role}",
        "roles:read",
    )
    .documented(Operation::new(
        "One role",
        &[Answer::json::<RoleView>(200, "The role")],
    )),
    row(
        ManagementRoute::ChangeRole,
        Verb::Patch,
        "/t/{slug}/api/v1/roles/{role}",
        "roles:write",
    )
    .documented(
        Operation::new(
            "Change what a role allows, with If-Match only if nobody else has",
            &[
                Answer::json::<RoleView>(200, "The role as it is now"),
                CHANGED,
            ],
        )
        .takes::<ChangeRoleBody>(),
    ),
    row(
        ManagementRoute::DeleteRole,
        Verb::Delete,
        "/t/{slug}/api/v1/roles/{role}",
        "roles:write",
    )
    .documented(Operation::new(
        "Delete a role that nobody has, with If-Match only if nobody has changed it",
        &[Answer::plain(204, "Deleted"), CHANGED],
    )),
    row(
        ManagementRoute::ShowPolicy,
        Verb::Get,
        "/t/{slug}/api/v1/policy",
        "policy:read",
    )
    .documented(Operation::new(
        "The rules in force, and where they differ from the platform's",
        &[Answer::json::<PolicyAnswer>(200, "The rules")],
    )),
    row(
        ManagementRoute::ChangePolicy,
        Verb::Patch,
        "/t/{slug}/api/v1/policy",
        "policy:write",
    )
    .documented(
        Operation::new(
            "Change rules; null takes the tenant's own value away",
            &[Answer::json::<PolicyAnswer>(200, "The rules")],
        )
        .takes::<PolicyChanges>(),
    ),
    row(
        ManagementRoute::ListClients,
        Verb::Get,
        "/t/{slug}/api/v1/clients",
        "clients:read",
    )
    .documented(
        Operation::new(
            "List clients, those of API keys among them",
            &[Answer::json::<ClientsAnswer>(200, "A page of clients")],
        )
        .paged(),
    ),
    row(
        ManagementRoute::ShowClient,
        Verb::Get,
        "/t/{slug}/api/v1/clients/{client}",
        "clients:read",
    )
    .documented(Operation::new(
        "One client, by its id or its client_id",
        &[Answer::json::<ClientView>(200, "The client")],
    )),
    row(
        ManagementRoute::ListInvites,
        Verb::Get,
        "/t/{slug}/api/v1/invites",
        "users:read",
    )
    .documented(
        Operation::new(
            "List invitations, those that are over among them",
            &[Answer::json::<InvitesAnswer>(200, "A page of invitations")],
        )
        .paged(),
    ),
    row(
        ManagementRoute::CreateInvite,
        Verb::Post,
        "/t/{slug}/api/v1/invites",
        "users:write",
    )
    .documented(
        Operation::new(
            "Invite somebody by mail, for 72 hours",
            &[Answer::json::<InviteView>(201, "The invitation")],
        )
        .takes::<CreateInviteBody>(),
    ),
    row(
        ManagementRoute::ShowInvite,
        Verb::Get,
        "/t/{slug}/api/v1/invites/{invite}",
        "users:read",
    )
    .documented(Operation::new(
        "One invitation",
        &[Answer::json::<InviteView>(200, "The invitation")],
    )),
    row(
        ManagementRoute::ResendInvite,
        Verb::Post,
        "/t/{slug}/api/v1/invites/{invite}/resend",
        "users:write",
    )
    .documented(Operation::new(
        "Send an invitation again; the link sent before is good for nothing any more",
        &[Answer::json::<InviteView>(
            200,
            "The invitation as it is now",
        )],
    )),
    row(
        ManagementRoute::RevokeInvite,
        Verb::Delete,
        "/t/{slug}/api/v1/invites/{invite}",
        "users:write",
    )
    .documented(Operation::new(
        "Take an invitation back",
        &[Answer::plain(204, "Taken back")],
    )),
    row(
        ManagementRoute::ListSessions,
        Verb::Get,
        "/t/{slug}/api/v1/sessions",
        "sessions:read",
    )
    .documented(
        Operation::new(
            "List live sessions",
            &[Answer::json::<SessionsAnswer>(200, "A page of sessions")],
        )
        .paged()
        .filtered(&["user"]),
    ),
    row(
        ManagementRoute::ListEvents,
        Verb::Get,
        "/t/{slug}/api/v1/events",
        "events:read",
    )
    .documented(
        Operation::new(
            "List the audit trail, from the newest event back",
            &[Answer::json::<EventsAnswer>(200, "A page of events")],
        )
        .paged()
        .filtered(&["type", "actor", "since", "until"]),
    ),
    row(
        ManagementRoute::ShowUsage,
        Verb::Get,
        "/t/{slug}/api/v1/usage",
        "usage:read",
    )
    .documented(
        Operation::new(
            "What was counted by day, and the users who were active in a month",
            &[Answer::json::<UsageAnswer>(200, "The counters")],
        )
        .filtered(&["from", "to"]),
    ),
];
