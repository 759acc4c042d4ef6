use super::{
    race::{assert_one_winner, race},
    world::{World, keep},
};
use crate::{
    foundation::{FlowId, TenantScope, TokenHash},
    sign_in::{
        NewSignInFlow, Proof, Proofs, RequiredAction, SignInFlow, SignInState, VerifiedPassword,
    },
    store::Consumed,
};

async fn begin(world: &World, scope: &TenantScope) -> NewSignInFlow {
    let user = world.user(scope).await;
    let proof = Proof::Password(VerifiedPassword::new(user, world.now(), world.now()));
    let new = NewSignInFlow {
        id: FlowId::from_uuid(world.id()),
        token: world.hash(),
        state: SignInState::ActionRequired {
            proofs: Proofs::first(proof),
            action: RequiredAction::ChangePassword,
        },
        created_at: world.now(),
        expires_at: world.now().plus_seconds(600),
    };
    keep!(world, scope, [new], |unit| unit.insert_sign_in_flow(&new));
    new
}

async fn consume(world: &World, scope: &TenantScope, token: TokenHash) -> Consumed<SignInFlow> {
    let now = world.now();
    keep!(world, scope, [token, now], |unit| unit
        .consume_sign_in_flow(&token, now))
}

async fn is_found(world: &World, scope: &TenantScope, token: &TokenHash) -> bool {
    let reader = world.reader(scope);
    let found = reader.find_sign_in_flow(token, world.now()).await;
    found.unwrap().is_some()
}

/// Sign-ins under way: their handle goes on once.
///
/// # Panics
/// When the store breaks a promise.
pub async fn sign_in_flows(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = begin(world, &scope).await;
    let found = world
        .reader(&scope)
        .find_sign_in_flow(&new.token, world.now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.id, new.id);
    let state = SignInState::from_json(&found.state).unwrap();
    assert_eq!(state.user(), new.state.user());
    assert!(!is_found(world, &other, &new.token).await);
    assert!(matches!(
        consume(world, &other, new.token).await,
        Consumed::Absent
    ));
    let won = consume(world, &scope, new.token).await;
    assert!(matches!(won, Consumed::Won(flow) if flow.id == new.id));
    let spent = consume(world, &scope, new.token).await;
    assert!(matches!(spent, Consumed::Spent(flow) if flow.id == new.id));
    assert!(
        !is_found(world, &scope, &new.token).await,
        "a used handle opens nothing"
    );

    let late = begin(world, &scope).await;
    world.clock.advance(600);
    assert!(!is_found(world, &scope, &late.token).await);
    assert!(matches!(
        consume(world, &scope, late.token).await,
        Consumed::Absent
    ));
    one_racer_wins(world).await;
}

pub(super) async fn one_racer_wins(world: &World) {
    let scope = world.tenant().await;
    let token = begin(world, &scope).await.token;
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { consume(&world, &scope, token).await }
    });
    assert_one_winner(&outcomes.await);
}
