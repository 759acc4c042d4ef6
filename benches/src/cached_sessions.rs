//! How much memory a cached session takes, found out by a process that does nothing else.

use std::time::Duration;

use tokio::runtime::Builder;

use crate::{Outcome, installation::Installation, resident::resident_bytes};

/// Sessions that are cached before the first look, so that what is made once is made.
const FIRST: usize = 5000;

/// Sessions that are cached between the two looks.
const MORE: usize = 45_000;

/// Prints the bytes.
pub(crate) fn print_bytes() -> Outcome<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(50_000))?;
    let tokens = runtime.block_on(installation.open_sessions(u32::try_from(FIRST + MORE)?))?;
    let check = |tokens: &[String]| {
        runtime.block_on(async {
            for token in tokens {
                installation.tenant.check_session(token).await?;
            }
            // The cache tidies up a little later.
            std::thread::sleep(Duration::from_millis(500));
            resident_bytes("self", "VmRSS")
        })
    };
    let (first, more) = tokens.split_at_checked(FIRST).ok_or("too few sessions")?;
    let before = check(first)?;
    let after = check(more)?;
    println!("{}", (after - before) / f64::from(u32::try_from(MORE)?));
    Ok(())
}
