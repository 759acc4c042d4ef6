//! S3: a session check in process that the cache answers, beside SHA-256 and a look into a hash map.

use std::{collections::HashMap, hint::black_box};

use ring::digest::{SHA256, digest};
use tokio::runtime::Builder;

use crate::{
    Outcome, Scale,
    installation::Installation,
    pair::{in_turns, micros, thread_micros},
    processor::thread_time,
    table::Line,
};

/// Sessions that are checked in turn. Each is read from the store once a second, as the bound of revocation asks.
const SESSIONS: u32 = 1000;

/// Measures S3.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(50_000))?;
    let tokens = runtime.block_on(installation.open_sessions(SESSIONS))?;
    let map: HashMap<Vec<u8>, usize> = tokens
        .iter()
        .enumerate()
        .map(|(index, token)| (digest(&SHA256, token.as_bytes()).as_ref().to_vec(), index))
        .collect();
    let tenant = &installation.tenant;
    let (mut raw_tokens, mut our_tokens) = (tokens.iter().cycle(), tokens.iter().cycle());
    let times = scale.of(20_000, 10_000);
    let rounds = in_turns(
        scale.of(201, 41),
        [
            &mut || {
                thread_micros(times, || {
                    let token = raw_tokens.next().ok_or("no token")?;
                    let hash = digest(&SHA256, token.as_bytes());
                    black_box(map.get(hash.as_ref()).ok_or("not found")?);
                    Ok(())
                })
            },
            &mut || {
                runtime.block_on(async {
                    let before = thread_time();
                    for _ in 0..times {
                        let token = our_tokens.next().ok_or("no token")?;
                        black_box(tenant.check_session(token).await?.ok_or("not live")?);
                    }
                    let spent = thread_time().saturating_sub(before);
                    Ok(micros(spent) / f64::from(times))
                })
            },
        ],
    )?;
    let ours = rounds.median(1);
    Ok(vec![
        Line::new("S3", "session check, cached")
            .raw(format!("{:.3} us", rounds.median(0)))
            .ours(format!("{ours:.3} us"))
            .ratio(rounds.ratio(1, 0))
            .goal("<= 1 us", ours <= 1.0),
    ])
}
