use async_trait::async_trait;
use serde_json::json;

use crate::{
    client::Client,
    event::{Event, EventKind},
    flow::{CurrentUser, Environment},
    foundation::{ClientId, EventId, Page, PageRequest, RequestContext, TenantScope, UserId},
    oauth::Consent,
    store::{StoreError, Unit, Verdict, Work},
};

/// An application that a user has consented to.
#[derive(Clone, Debug)]
pub struct ConnectedApplication {
    /// What the user consented to.
    pub consent: Consent,
    /// The application.
    pub client: Client,
}

/// A user's connected applications; a client that was deleted is none any more.
pub(crate) async fn connected_applications(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
    page: &PageRequest<ClientId>,
) -> Result<Page<ConnectedApplication>, StoreError> {
    let reader = env.store.reader(scope);
    let rows = reader.list_consents(user, page).await?;
    let consents = Page::from_rows(rows, page.limit(), |consent| consent.client.to_string());
    let mut items = Vec::with_capacity(consents.items.len());
    for consent in consents.items {
        if let Some(client) = reader.find_client(consent.client).await? {
            items.push(ConnectedApplication { consent, client });
        }
    }
    Ok(Page {
        items,
        next_cursor: consents.next_cursor,
    })
}

/// Takes a consent back, and ends everything that the client has of the user; `false` if there was none.
pub(crate) async fn disconnect_application(
    env: &Environment,
    scope: &TenantScope,
    (who, client): (&CurrentUser, ClientId),
    context: &RequestContext,
) -> Result<bool, StoreError> {
    let found = env.store.reader(scope).find_client(client).await?;
    let client_id = found.map(|client| client.client_id.to_string());
    let data = json!({"user": who.user.id, "client": client, "client_id": client_id});
    let work = Disconnect {
        user: who.user.id,
        client,
        client_id,
        event: env.event(EventKind::ConsentRevoked, env.now(), context, data),
    };
    env.write(scope, work).await
}

struct Disconnect {
    user: UserId,
    client: ClientId,
    client_id: Option<String>,
    event: Event,
}

#[async_trait]
impl Work for Disconnect {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let now = self.event.at;
        if !unit.revoke_consent(self.user, self.client, now).await? {
            return Ok(Verdict::Rollback(false));
        }
        if let Some(client_id) = &self.client_id {
            unit.end_families_of_grant(self.user, client_id, now)
                .await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
