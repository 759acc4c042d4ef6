use async_trait::async_trait;
use authnex_core::{
    TenantHandle,
    event::{Event, EventKind},
    foundation::{
        Actor, Clock, EventId, RequestContext, RoleId, SystemClock, SystemEntropy, UserId,
    },
    role::RoleName,
    store::{Store, StoreError, Unit, Verdict, Work},
    user::{Attributes, Email, NewUser, Profile},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use std::sync::Arc;

use crate::Outcome;

/// Users in one unit.
const IN_A_UNIT: u32 = 250;

/// Units under way at once.
const UNITS: usize = 8;

/// Makes so many members of a tenant, `user0@…` and so on; answers their ids.
pub(super) async fn add_users(
    store: &Arc<dyn Store>,
    tenant: &TenantHandle,
    count: u32,
) -> Outcome<Vec<UserId>> {
    let member = store
        .reader(tenant.scope())
        .find_role(&RoleName::parse("member")?)
        .await?
        .ok_or("the tenant has no members")?
        .id;
    let firsts = (0..count).step_by(usize::try_from(IN_A_UNIT)?);
    let units = firsts.map(|first| {
        let numbers = first..count.min(first + IN_A_UNIT);
        async move {
            let unit = AddUsers::new(numbers, member)?;
            let ids: Vec<UserId> = unit.users.iter().map(|user| user.id).collect();
            store.write(tenant.scope(), unit).await?;
            Outcome::Ok(ids)
        }
    });
    let made: Vec<Vec<UserId>> = stream::iter(units).buffered(UNITS).try_collect().await?;
    Ok(made.concat())
}

struct AddUsers {
    users: Vec<NewUser>,
    role: RoleId,
    event: Event,
}

impl AddUsers {
    fn new(numbers: impl Iterator<Item = u32>, role: RoleId) -> Outcome<Self> {
        let entropy = SystemEntropy::new();
        let now = SystemClock.now();
        let user = |number: u32| {
            let email = Email::parse(&format!("user{number}@acme.example"))?;
            Outcome::Ok(NewUser {
                id: UserId::generate(&SystemClock, &entropy),
                username: email.as_str().to_owned(),
                username_normal: email.normal().to_owned(),
                email: Some(email),
                email_verified: true,
                name: Some(format!("User Number {number}")),
                profile: Profile::default(),
                attributes: Attributes::default(),
                created_at: now,
            })
        };
        let users = numbers.map(user).collect::<Outcome<Vec<NewUser>>>()?;
        Ok(Self {
            event: Event {
                id: EventId::generate(&SystemClock, &entropy),
                kind: EventKind::UserCreated,
                at: now,
                context: RequestContext::by(Actor::Operator),
                data: json!({"users": users.len()}),
            },
            users,
            role,
        })
    }
}

#[async_trait]
impl Work for AddUsers {
    type Out = ();

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        for user in &self.users {
            unit.insert_user(user).await?;
            unit.assign_role(user.id, self.role, user.created_at)
                .await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(()))
    }
}
