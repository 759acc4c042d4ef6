//! S6: sign-ins by password, each written to SQLite, beside Argon2id alone on as many threads.

use std::{cell::RefCell, sync::Arc, time::Duration};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use authnex_core::{
    Secret, TenantHandle,
    flow::{Grant, PasswordSignIn, SignInError, SignInStep},
    foundation::RequestContext,
    password::HashParams,
};
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    installation::{Installation, OWNER, PASSWORD},
    pair::in_turns,
    processor::{cores, lower_priority},
    table::Line,
    window::{Rate, Tally},
};

/// Sign-ins under way at once: enough that no hashing thread ever waits for one.
const IN_FLIGHT: usize = 16;

/// Measures S6.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(50_000))?;
    let window = Duration::from_secs(scale.of(4, 2).into());
    let costs = RefCell::new(Vec::new());
    let rounds = in_turns(
        scale.of(9, 3),
        [
            &mut || {
                let rate = hash_on_all_cores(window)?;
                costs.borrow_mut().push(rate.processor_micros);
                Ok(rate.a_second)
            },
            &mut || {
                let rate = sign_in_on_all_cores(&runtime, &installation.tenant, window)?;
                costs.borrow_mut().push(-rate.processor_micros);
                Ok(rate.a_second)
            },
        ],
    )?;
    let (ours, raw): (Vec<f64>, Vec<f64>) =
        costs.into_inner().into_iter().partition(|cost| *cost < 0.0);
    let raw = crate::pair::median(raw);
    let ours = -crate::pair::median(ours);
    let ratio = rounds.ratio(1, 0);
    Ok(vec![
        Line::new("S6", format!("password sign-ins, {} cores", cores()))
            .raw(format!("{:.1}/s", rounds.median(0)))
            .ours(format!("{:.1}/s", rounds.median(1)))
            .ratio(ratio)
            .goal(">= 0.97", ratio >= 0.97),
        Line::new("S6", "processor time of one")
            .raw(format!("{:.2} ms", raw / 1000.0))
            .ours(format!("{:.2} ms", ours / 1000.0))
            .ratio(raw / ours),
    ])
}

/// Argon2id at the default cost, with the memory reused, at the priority that the engine hashes at.
fn hash_on_all_cores(window: Duration) -> Outcome<Rate> {
    let tally = Arc::new(Tally::default());
    let threads: Vec<_> = (0..cores())
        .map(|_| {
            let tally = tally.clone();
            std::thread::spawn(move || hash_until_over(&tally))
        })
        .collect();
    let rate = tally.watch(window);
    for thread in threads {
        thread.join().map_err(|_| "a hashing thread panicked")??;
    }
    Ok(rate)
}

fn hash_until_over(tally: &Tally) -> Outcome<()> {
    lower_priority();
    let cost = HashParams::default();
    let params = Params::new(cost.memory_kib, cost.iterations, cost.parallelism, Some(32))
        .map_err(|error| error.to_string())?;
    let mut memory = vec![Block::new(); params.block_count()];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; 32];
    while !tally.is_over() {
        argon
            .hash_password_into_with_memory(
                PASSWORD.as_bytes(),
                b"sixteen bytes of",
                &mut out,
                memory.as_mut_slice(),
            )
            .map_err(|error| error.to_string())?;
        tally.count();
    }
    Ok(())
}

/// Sign-ins through the engine for as long as the window lasts.
pub(crate) fn sign_in_on_all_cores(
    runtime: &Runtime,
    tenant: &TenantHandle,
    window: Duration,
) -> Outcome<Rate> {
    let tally = Arc::new(Tally::default());
    let tasks: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let (tally, tenant) = (tally.clone(), tenant.clone());
            runtime.spawn(async move {
                while !tally.is_over() {
                    sign_in(&tenant).await?;
                    tally.count();
                }
                Outcome::Ok(())
            })
        })
        .collect();
    let rate = tally.watch(window);
    runtime.block_on(async {
        for task in tasks {
            task.await??;
        }
        Outcome::Ok(())
    })?;
    Ok(rate)
}

/// One sign-in of the owner.
pub(crate) async fn sign_in(tenant: &TenantHandle) -> Result<SignInStep, SignInError> {
    let request = PasswordSignIn {
        login: OWNER.to_owned(),
        password: Secret::from(PASSWORD),
        grant: Grant::Session,
    };
    tenant.sign_in(request, &RequestContext::anonymous()).await
}
