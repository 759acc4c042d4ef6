//! One step of the sign-in machine, whatever the step is: decide, prepare, and write in one unit.

use std::{fmt::Debug, sync::Arc};

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Door, Environment, Grant, SignInError, SignInStep,
    known_device::known_mark,
    next_step::{Next, Prepared, decide, prepare_step},
    session_limit::make_room_for_session,
    standing::Standing,
    throttling::SignInCounters,
    waited_for_code::send_code_waited_for,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, Timestamp, UserId},
    sign_in::Proofs,
    store::{StoreError, Unit, Verdict, Work},
};

/// What one step does in its unit before what comes next is written.
#[async_trait]
pub(crate) trait Step: Debug + Send + Sync + 'static {
    /// Puts into the standing what the step is going to change, so that what comes after it can be prepared.
    fn assume(&self, _standing: &mut Standing, _now: Timestamp) {}

    /// Takes the step: uses up, first of all, what may be used once (the flow's handle, then the factor), and
    /// writes what the step changes. A refusal undoes the unit.
    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError>;

    /// What is said when the user may not go on: gone, suspended, not let in, or with another password.
    fn barred(&self) -> SignInError {
        SignInError::FlowUnknown
    }
}

/// A step to be taken.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    /// How the user proved to be the user, this step included.
    pub(crate) proofs: Proofs,
    /// Through which door the user comes.
    pub(crate) door: Door,
    /// What the step does.
    pub(crate) step: Arc<dyn Step>,
    /// What has happened, if that is more than that a sign-in went on.
    pub(crate) event: Option<EventKind>,
    /// What the event tells beside user and session.
    pub(crate) data: Value,
    /// What is not worth a step: the sign-in waits for it already, under a handle that stays good.
    pub(crate) waits_for: Option<Next>,
}

/// What came of a step.
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart where it is returned, and lives nowhere"
)]
pub(crate) enum Advanced {
    /// The sign-in went on.
    To(SignInStep),
    /// It waits for the same as before, and nothing was used up.
    StillWaits,
}

/// Things change between the decision and its unit, such as a factor that is enrolled meanwhile: then it is
/// decided anew, at most so many times.
const DECISIONS: usize = 4;

/// Takes a step: decides what comes after it, prepares that, and writes it in the unit that takes the step, if it
/// is decided alike there.
pub(crate) async fn advance(
    env: &Environment,
    scope: &TenantScope,
    course: Course,
    grant: &Grant,
    context: &RequestContext,
) -> Result<Advanced, SignInError> {
    // A method that was forbidden meanwhile leads no further.
    if !scope.snapshot().policy.allows(course.proofs.first_method()) {
        return Err(SignInError::MethodNotAllowed);
    }
    for _ in 0..DECISIONS {
        let now = env.now();
        let reader = env.store.reader(scope);
        let standing = Standing::read_for(&*reader, scope, &course.proofs, now).await?;
        let Some(mut standing) = standing else {
            return Err(course.step.barred());
        };
        drop(reader);
        course.step.assume(&mut standing, now);
        let next = decide(&scope.snapshot().policy, &standing, &course.proofs, now);
        if course.waits_for.as_ref() == Some(&next) {
            return Ok(Advanced::StillWaits);
        }
        let after = (&course.proofs, &next);
        let (prepared, step) = prepare_step(env, scope, after, grant, context).await?;
        let logins = standing.logins();
        let work = TakeStep {
            scope: scope.clone(),
            event: event_of(env, (&course, &prepared, &step), context),
            counters: counters_to_clear(scope, (course.proofs.user(), &logins), context),
            course: course.clone(),
            next,
            prepared,
        };
        match env.write(scope, work).await?? {
            Taken::Done(ended) => {
                for session in ended {
                    env.sessions.end(session, env.now());
                }
                send_code_waited_for(env, scope, (&step, course.proofs.user()), context).await;
                return Ok(Advanced::To(step));
            }
            Taken::DecidedOtherwise => {}
        }
    }
    Err(SignInError::Busy {
        retry_after_seconds: 1,
    })
}

/// What a success clears: the counters of the user's names, and those of the browser.
fn counters_to_clear(
    scope: &TenantScope,
    (user, logins): (UserId, &[String]),
    context: &RequestContext,
) -> Vec<SignInCounters> {
    let names = logins
        .iter()
        .map(|login| SignInCounters::of(scope, login, context));
    let mark = known_mark(scope, user, context);
    let known = mark
        .zip(logins.first())
        .map(|(mark, login)| SignInCounters::of_known(scope, (login, mark), context));
    names.chain(known).collect()
}

fn event_of(
    env: &Environment,
    (course, prepared, step): (&Course, &Prepared, &SignInStep),
    context: &RequestContext,
) -> Event {
    let mut data = course.data.clone();
    if let Some(data) = data.as_object_mut() {
        data.insert("user".to_owned(), json!(course.proofs.user()));
        if let SignInStep::SignedIn(signed_in) = step {
            data.insert("session".to_owned(), json!(signed_in.session.id));
        }
    }
    let kind = course.event.unwrap_or_else(|| prepared.event());
    env.event(kind, env.now(), context, data)
}

enum Taken {
    /// With the sessions that ended for it.
    Done(Vec<SessionId>),
    DecidedOtherwise,
}

impl TakeStep {
    /// The event, telling of the sessions that ended for the one that opens.
    fn event_with(&self, ended: &[SessionId]) -> Event {
        let mut data = self.event.data.clone();
        if let (Some(data), false) = (data.as_object_mut(), ended.is_empty()) {
            data.insert("ended".to_owned(), json!(ended));
        }
        self.event.become_kind(self.event.kind, data)
    }
}

struct TakeStep {
    scope: TenantScope,
    course: Course,
    next: Next,
    prepared: Prepared,
    counters: Vec<SignInCounters>,
    event: Event,
}

#[async_trait]
impl Work for TakeStep {
    type Out = Result<Taken, SignInError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        let Course {
            proofs, door, step, ..
        } = &self.course;
        if let Err(refusal) = step.take(unit, now).await? {
            return Ok(Verdict::Rollback(Err(refusal)));
        }
        let user = proofs.user();
        let standing = Standing::read_for(unit, &self.scope, proofs, now).await?;
        let Some(standing) = standing.filter(|standing| standing.bears(proofs)) else {
            return Ok(Verdict::Rollback(Err(step.barred())));
        };
        if !door.lets_in(unit, &self.scope, user).await? {
            return Ok(Verdict::Rollback(Err(step.barred())));
        }
        if decide(&self.scope.snapshot().policy, &standing, proofs, now) != self.next {
            return Ok(Verdict::Rollback(Ok(Taken::DecidedOtherwise)));
        }
        let mut ended = Vec::new();
        // Half a sign-in clears no failures: a stolen password must not buy tries at the second factor.
        if self.prepared.opens() {
            for counters in &self.counters {
                counters.clear(unit, now).await?;
            }
            ended = make_room_for_session(unit, &self.scope, user, now).await?;
        }
        if !self.prepared.write(unit, now).await? {
            return Ok(Verdict::Rollback(Ok(Taken::DecidedOtherwise)));
        }
        unit.append_event(&self.event_with(&ended)).await?;
        Ok(Verdict::Commit(Ok(Taken::Done(ended))))
    }
}
