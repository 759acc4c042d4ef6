//! S7: session checks and verifications while 200 sign-ins are in flight.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use authnex_core::{
    TenantHandle,
    flow::{Grant, PasswordSignIn, SignInError, SignInStep},
    foundation::RequestContext,
};
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    installation::{Installation, OWNER, PASSWORD},
    pair::{micros, percentile},
    s06_sign_in::{sign_in, sign_in_on_all_cores},
    table::Line,
    window::Tally,
};

/// Sign-ins in flight at once: more than the hashing queue holds.
const STORM: usize = 200;

/// Measures S7.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(50_000))?;
    let tokens = installation.open_sessions(1_000)?;
    let window = Duration::from_secs(scale.of(10, 3).into());
    let access = runtime.block_on(access_token(&installation.tenant))?;
    let calm = sign_in_on_all_cores(&runtime, &installation.tenant, window)?.a_second;
    let storm = storm(&runtime, &installation.tenant, (&tokens, access), window)?;
    let ratio = storm.a_second / calm;
    let (check, verify) = (percentile(storm.checks, 99), percentile(storm.verified, 99));
    let refused = percentile(storm.refused, 99);
    Ok(vec![
        Line::new("S7", "p99 of a session check in the storm")
            .ours(format!("{check:.0} us"))
            .goal("<= 3 ms", check <= 3000.0),
        Line::new("S7", "p99 of a verification in the storm")
            .ours(format!("{verify:.0} us"))
            .goal("<= 3 ms", verify <= 3000.0),
        Line::new("S7", "sign-ins in the storm, beside 16 in flight")
            .raw(format!("{calm:.1}/s"))
            .ours(format!("{:.1}/s", storm.a_second))
            .ratio(ratio)
            .goal(">= 0.93", ratio >= 0.93),
        Line::new("S7", "p99 until the surplus is refused")
            .ours(format!("{refused:.0} us"))
            .goal("<= 50 ms", refused <= 50_000.0),
    ])
}

async fn access_token(tenant: &TenantHandle) -> Outcome<String> {
    let request = PasswordSignIn {
        login: OWNER.to_owned(),
        password: PASSWORD.into(),
        grant: Grant::Tokens {
            client_id: "bench".to_owned(),
            resource: None,
        },
    };
    match tenant
        .sign_in(request, &RequestContext::anonymous())
        .await?
    {
        SignInStep::SignedIn(signed_in) => {
            let tokens = signed_in.tokens.ok_or("no tokens came")?;
            Ok(tokens.access_token)
        }
        SignInStep::ActionRequired { .. } => Err("something has to be done first".into()),
    }
}

struct Storm {
    a_second: f64,
    checks: Vec<f64>,
    verified: Vec<f64>,
    refused: Vec<f64>,
}

fn storm(
    runtime: &Runtime,
    tenant: &TenantHandle,
    (tokens, access): (&[String], String),
    window: Duration,
) -> Outcome<Storm> {
    let tally = Arc::new(Tally::default());
    let refused = Arc::new(Mutex::new(Vec::new()));
    let hands: Vec<_> = (0..STORM)
        .map(|_| {
            runtime.spawn(keep_signing_in(
                tenant.clone(),
                tally.clone(),
                refused.clone(),
            ))
        })
        .collect();
    let probe = runtime.spawn(probe(
        tenant.clone(),
        tally.clone(),
        tokens.to_vec(),
        access,
    ));
    let rate = tally.watch(window);
    let (checks, verified) = runtime.block_on(async {
        for hand in hands {
            hand.await??;
        }
        probe.await?
    })?;
    let refused = std::mem::take(&mut *refused.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Storm {
        a_second: rate.a_second,
        checks,
        verified,
        refused,
    })
}

/// Signs in over and over; a refusal is tried again after a moment, as a client would.
async fn keep_signing_in(
    tenant: TenantHandle,
    tally: Arc<Tally>,
    refused: Arc<Mutex<Vec<f64>>>,
) -> Outcome<()> {
    while !tally.is_over() {
        let began = Instant::now();
        match sign_in(&tenant).await {
            Ok(_) => tally.count(),
            Err(SignInError::Busy { .. }) => {
                let took = micros(began.elapsed());
                refused
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(took);
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// Times one check and one verification after another, from a worker of the runtime.
async fn probe(
    tenant: TenantHandle,
    tally: Arc<Tally>,
    tokens: Vec<String>,
    access: String,
) -> Outcome<(Vec<f64>, Vec<f64>)> {
    let (mut checks, mut verified) = (Vec::new(), Vec::new());
    for token in tokens.iter().cycle() {
        if tally.is_over() {
            break;
        }
        let began = Instant::now();
        tenant
            .check_session(token)
            .await?
            .ok_or("the session is not live")?;
        checks.push(micros(began.elapsed()));
        let began = Instant::now();
        tenant.authenticate_access_token(&access).await?;
        verified.push(micros(began.elapsed()));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok((checks, verified))
}
