//! S13: the server's size, its memory, and how soon it is ready on an existing database, beside a bare 'hello'.

use std::{path::Path, process::Command, time::Duration};

use axum::{Router, routing::get};

use crate::{
    Outcome, Scale,
    pair::median,
    s07_storm::sign_in_storm,
    server_process::{ServerProcess, create_tenant, server_binary},
    table::Line,
};

/// Measures S13.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let own = std::env::current_exe()?;
    let binary = server_binary()?;
    let directory = tempfile::tempdir()?;
    let path = directory.path();
    create_tenant(path, &[])?;
    // The first start makes its spare keys.
    let first = ServerProcess::start(&binary, &[], (path, &[]))?;
    std::thread::sleep(Duration::from_secs(scale.of(15, 8).into()));
    drop(first);
    let starts = scale.of(11, 5);
    let ours = start_often(&binary, &["serve"], path, starts)?;
    let hello = start_often(&own, &["hello"], path, starts)?;
    let (loaded, peak) = load(&binary, path, scale)?;
    let cached = cached_session_bytes(&own)?;
    let size = megabytes(&binary)?;
    let stripped = stripped_megabytes(&binary, path)?;
    Ok(vec![
        Line::new("S13", "ready on an existing database")
            .raw(format!("{:.1} ms", hello.ready_millis))
            .ours(format!("{:.1} ms", ours.ready_millis))
            .goal("<= 30 ms", ours.ready_millis <= 30.0),
        Line::new("S13", "resident memory when idle")
            .raw(format!("{:.1} MiB", hello.idle_mebibytes))
            .ours(format!("{:.1} MiB", ours.idle_mebibytes))
            .goal("<= 20 MiB", ours.idle_mebibytes <= 20.0),
        Line::new(
            "S13",
            format!("the same after 200 sign-ins in flight, peak {peak:.1} MiB"),
        )
        .ours(format!("{loaded:.1} MiB"))
        .goal("<= 96 MiB", peak <= 96.0),
        Line::new("S13", "a cached session")
            .ours(format!("{cached:.0} B"))
            .goal("<= 512 B", cached <= 512.0),
        Line::new(
            "S13",
            format!("binary, stripped; {size:.1} MB with its symbols"),
        )
        .ours(format!("{stripped:.2} MB"))
        .goal("<= 20 MB", stripped <= 20.0),
    ])
}

/// The least that a server can be; this binary with the word `hello`.
pub(crate) fn serve_hello() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let address = std::env::var("AUTHNEX_LISTEN")?;
        let listener = tokio::net::TcpListener::bind(address).await?;
        let application = Router::new().route("/readyz", get(|| async { "hello" }));
        Ok(axum::serve(listener, application).await?)
    })
}

fn megabytes(file: &Path) -> Outcome<f64> {
    Ok(f64::from(u32::try_from(file.metadata()?.len())?) / 1e6)
}

/// The size of a copy without symbols; `strip` comes with every linker.
fn stripped_megabytes(binary: &Path, directory: &Path) -> Outcome<f64> {
    let copy = directory.join("stripped");
    let status = Command::new("strip")
        .arg("--strip-all")
        .arg("-o")
        .arg(&copy)
        .arg(binary)
        .status()?;
    if !status.success() {
        return Err("strip failed".into());
    }
    megabytes(&copy)
}

struct Start {
    ready_millis: f64,
    idle_mebibytes: f64,
}

fn start_often(binary: &Path, words: &[&str], directory: &Path, times: u32) -> Outcome<Start> {
    let (mut ready, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let server = ServerProcess::start(binary, words, (directory, &[]))?;
        ready.push(server.ready_millis);
        std::thread::sleep(Duration::from_secs(1));
        idle.push(server.mebibytes("VmRSS")?);
    }
    Ok(Start {
        ready_millis: median(ready),
        idle_mebibytes: median(idle),
    })
}

/// Memory after a storm of sign-ins, and its peak.
fn load(binary: &Path, directory: &Path, scale: Scale) -> Outcome<(f64, f64)> {
    let server = ServerProcess::start(binary, &["serve"], (directory, &[]))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let window = Duration::from_secs(scale.of(10, 3).into());
    sign_in_storm(&runtime, server.address, window)?;
    Ok((server.mebibytes("VmRSS")?, server.mebibytes("VmHWM")?))
}

fn cached_session_bytes(own: &Path) -> Outcome<f64> {
    let output = Command::new(own).arg("cached-sessions").output()?;
    let said = String::from_utf8(output.stdout)?;
    Ok(said.trim().parse()?)
}
