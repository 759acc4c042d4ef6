use authnex_core::{
    flow::{ChangeInviteError, CreateInviteError, NewInviteRequest},
    foundation::InviteId,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::{list::draw, query::UsersQuery};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{
        admitted::admitted,
        flash::Done,
        form::{FormView, Refused},
        look::Look,
        response::see_other,
    },
    state::HttpState,
    text::Texts,
};

const PATH: &str = "/portal/users";

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct InviteFields {
    email: String,
    name: String,
    role: String,
}

/// Invites somebody.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<InviteFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let view = FormView::with([
        ("email", fields.email.clone()),
        ("name", fields.name.clone()),
        ("role", fields.role.clone()),
    ]);
    let invited = async {
        let (tenant, who) = admitted(&visitor, "users:write")?;
        let request = NewInviteRequest {
            email: fields.email,
            name: Some(fields.name).filter(|name| !name.trim().is_empty()),
            roles: vec![fields.role],
        };
        if let Some(lacking) = tenant.lacks_to_give(&who.permissions, &request.roles) {
            return Err(Failure::forbidden(&lacking));
        }
        let context = context.as_actor(who.actor());
        match tenant.create_invite(&request, &context).await {
            Ok(_) => Ok(None),
            Err(error) => refused(look.texts, view, error).map(Some),
        }
    };
    match invited.await {
        // With a fragment of its own: the browser would keep the form's, and open the dialog again.
        Ok(None) => see_other(&state, &format!("{}#page", Done::InviteSent.at(PATH))),
        Ok(refused) => draw((&look, &visitor, &headers), UsersQuery::default(), refused).await,
        Err(failure) => failure.into_response(),
    }
}

fn refused(texts: &Texts, view: FormView, error: CreateInviteError) -> Result<Refused, Failure> {
    let at_email = |view: FormView, id| {
        Refused::new(StatusCode::CONFLICT, view.faulted_at(texts, "email", id))
    };
    Ok(match error {
        CreateInviteError::AlreadyInvited(_) => at_email(view, "invite-already"),
        CreateInviteError::Taken => at_email(view, "invite-taken"),
        CreateInviteError::Invalid(faults) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted(texts, faults),
        ),
        CreateInviteError::UnknownRole(_) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted_at(texts, "role", "role-gone-done"),
        ),
        other @ (CreateInviteError::TenantNotActive | CreateInviteError::Internal(_)) => {
            return Err(other.into());
        }
    })
}

/// The fields of the forms of one invitation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct OneInvite {
    invite: String,
}

/// Sends an invitation again.
pub(in crate::portal) async fn resend(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<OneInvite>,
) -> Response {
    let sent = async {
        let (tenant, who) = admitted(&form.visitor, "users:write")?;
        let Ok(id) = form.fields.invite.parse::<InviteId>() else {
            return Ok(Done::InviteOver);
        };
        let Some(invite) = tenant.find_invite(id).await? else {
            return Ok(Done::InviteOver);
        };
        // Sending again gives the roles again.
        let names = invite.roles.iter();
        let names: Vec<String> = names.map(|role| role.as_str().to_owned()).collect();
        if let Some(lacking) = tenant.lacks_to_give(&who.permissions, &names) {
            return Err(Failure::forbidden(&lacking));
        }
        let context = context.as_actor(who.actor());
        let sent = tenant.resend_invite(id, &context).await;
        done(sent.map(drop), Done::InviteResent)
    };
    match sent.await {
        Ok(done) => see_other(&state, &done.at(PATH)),
        Err(failure) => failure.into_response(),
    }
}

/// Takes an invitation back.
pub(in crate::portal) async fn revoke(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<OneInvite>,
) -> Response {
    let revoked = async {
        let (tenant, who) = admitted(&form.visitor, "users:write")?;
        let Ok(id) = form.fields.invite.parse::<InviteId>() else {
            return Ok(Done::InviteOver);
        };
        let context = context.as_actor(who.actor());
        done(
            tenant.revoke_invite(id, &context).await,
            Done::InviteRevoked,
        )
    };
    match revoked.await {
        Ok(done) => see_other(&state, &done.at(PATH)),
        Err(failure) => failure.into_response(),
    }
}

fn done(changed: Result<(), ChangeInviteError>, done: Done) -> Result<Done, Failure> {
    match changed {
        Ok(()) => Ok(done),
        Err(
            ChangeInviteError::Accepted | ChangeInviteError::Revoked | ChangeInviteError::Unknown,
        ) => Ok(Done::InviteOver),
        Err(error) => Err(error.into()),
    }
}
