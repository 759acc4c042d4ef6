//! What the processor is asked: time spent, which core, which priority.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

fn reading(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// Time that the present thread has been given by a core: what others do meanwhile does not count.
pub(crate) fn thread_time() -> Duration {
    reading(ClockId::ThreadCPUTime)
}

/// Time that all threads of this process have been given.
pub(crate) fn process_time() -> Duration {
    reading(ClockId::ProcessCPUTime)
}

/// Keeps the present thread on one core, where the system lets it.
pub(crate) fn pin(core: usize) {
    #[cfg(target_os = "linux")]
    {
        let mut cores = rustix::thread::CpuSet::new();
        cores.set(core);
        if let Err(error) = rustix::thread::sched_setaffinity(None, &cores) {
            eprintln!("core {core} cannot be had, so the figures are noisier: {error}");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = core;
}

/// Gives the present thread the priority that the engine's hashing threads run at.
pub(crate) fn lower_priority() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        eprintln!("the priority stays as it is: {error}");
    }
}

/// The cores of this machine.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}
