use async_trait::async_trait;
use serde_json::json;

use super::{CurrentUser, Environment, InternalError};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PageRequest, RequestContext, TenantScope, UserId},
    personal_data::{Organization, OwnEvent, OwnFactors, OwnProfile, PersonalData},
    store::{Reader, StoreError, Unit, Verdict, Work},
};

/// Gathers one list by its pages: `$read` takes a page, `$cursor` says where the next one begins. Ends in the rows
/// and whether there are more.
macro_rules! gather {
    (|$page:ident| $read:expr, $cursor:expr) => {{
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let $page = PageRequest::new(PageRequest::<()>::MAX_LIMIT, after);
            let mut part = $read.await?;
            let limit = $page.limit() as usize;
            let more = part.len() > limit;
            part.truncate(limit);
            after = part.last().map($cursor);
            rows.extend(part);
            if !more || rows.len() >= PersonalData::MOST {
                break (rows, more);
            }
        }
    }};
}

/// Puts together what is kept of a user, and notes that it was taken along.
pub(crate) async fn export_personal_data(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    context: &RequestContext,
) -> Result<PersonalData, InternalError> {
    let reader = env.store.reader(scope);
    let data = gather_all(env, scope, &*reader, who).await?;
    drop(reader);
    let context = context.as_actor(who.actor());
    let told = json!({"user": who.user.id, "session": who.session.id});
    let kind = EventKind::PersonalDataExported;
    let work = Exported(env.event(kind, data.exported_at, &context, told));
    env.write(scope, work).await?;
    Ok(data)
}

async fn gather_all(
    env: &Environment,
    scope: &TenantScope,
    reader: &dyn Reader,
    who: &CurrentUser,
) -> Result<PersonalData, StoreError> {
    let (id, now): (UserId, _) = (who.user.id, env.now());
    let (sessions, more_sessions) =
        gather!(|page| reader.list_sessions(id, now, &page), |row| row.id);
    let (families, more_clients) = gather!(|page| reader.list_families(id, &page), |row| row.id);
    let (consents, more_consents) =
        gather!(|page| reader.list_consents(id, &page), |row| row.client);
    let (events, more_events) = gather!(|page| reader.list_events_about(id, &page), |row| row.id);
    let (mails, more_mails) = gather!(|page| reader.list_mails_of(id, &page), |row| row.id);
    let cut = [
        ("sessions", more_sessions),
        ("clients", more_clients),
        ("consents", more_consents),
        ("events", more_events),
        ("mails", more_mails),
    ];
    let cut = cut.into_iter().filter(|(_, more)| *more);
    let truncated = cut.map(|(name, _)| name).collect();
    let passkeys = reader.list_passkeys(id).await?;
    let password = reader.find_password(id).await?;
    let codes = reader.list_recovery_codes(id).await?.len();
    let second_factors = OwnFactors::of(&reader.find_totp(id).await?, codes);
    let browsers = reader.list_trusted_devices(id, now).await?;
    Ok(PersonalData {
        v: PersonalData::VERSION,
        exported_at: now,
        organization: Organization::of(scope.snapshot()),
        attributes: who.user.attributes.clone(),
        profile: OwnProfile::of(who.user.clone(), password.map(|row| row.changed_at)),
        roles: who.roles.clone(),
        second_factors,
        trusted_browsers: browsers.into_iter().map(Into::into).collect(),
        passkeys: passkeys.into_iter().map(Into::into).collect(),
        sessions: sessions.into_iter().map(Into::into).collect(),
        clients: families.into_iter().map(Into::into).collect(),
        consents: consents.into_iter().map(Into::into).collect(),
        events: events
            .into_iter()
            .map(|event| OwnEvent::of(event, id))
            .collect(),
        mails: mails.into_iter().map(Into::into).collect(),
        truncated,
    })
}

struct Exported(Event);

#[async_trait]
impl Work for Exported {
    type Out = ();

    fn event(&self) -> EventId {
        self.0.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        unit.append_event(&self.0).await?;
        Ok(Verdict::Commit(()))
    }
}
