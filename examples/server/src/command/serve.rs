use std::{future::Future, time::Duration};

use authnex_http::AuthnexService;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::sync::watch;

use crate::{config::Config, failure::Failure, listener, open};

/// How often the metrics' histories are tidied.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Serves until SIGTERM or SIGINT, then finishes what runs.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    // The port first: a server that cannot listen must not touch the database.
    let socket = listener::bind(config.listen).await?;
    let (authnex, workers, mailbox) = open::serving_engine(&config).await?;
    let metrics = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| Failure::Failed(format!("metrics do not start: {error}")))?;
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(workers.run(until(stopped.clone())));
    let tidying = tokio::spawn(upkeep(metrics.clone(), until(stopped.clone())));
    let mut service = AuthnexService::builder(authnex.clone())
        .trusted_proxies(config.trusted_proxies.clone())
        .rate_limits(config.rate_limits)
        .metrics(move || metrics.render());
    if let Some(token) = config.operator_token.clone() {
        service = service.operator_token(token);
    }
    service = service.style_guide(cfg!(debug_assertions));
    if let Some(mailbox) = mailbox {
        service = service.mailbox(mailbox);
    }
    let service = service.build();
    announce(&config);
    let signalled = async move {
        signal().await;
        // Workers and connections hear of it together.
        let _ = stop.send(true);
    };
    tokio::join!(signalled, listener::serve(socket, service, until(stopped)));
    let ended = tokio::time::timeout(Duration::from_secs(3), async {
        let _ = working.await;
        let _ = tidying.await;
    });
    if ended.await.is_err() {
        tracing::warn!("the workers did not end in time");
    }
    tracing::info!("stopped");
    Ok(())
}

fn announce(config: &Config) {
    println!(
        "AuthNex listens on {}; sign up an organization at {}",
        config.listen,
        config.base_url.join("/portal/sign-up")
    );
    let port = config.base_url.url().port_or_known_default();
    if config.base_url.is_plain_loopback() && port != Some(config.listen.port()) {
        tracing::warn!(
            base_url = config.base_url.join(""),
            listen = %config.listen,
            "the base URL names another port than the one listened on; set AUTHNEX_BASE_URL"
        );
    }
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone: stopped as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn upkeep(metrics: PrometheusHandle, stopped: impl Future<Output = ()>) {
    let mut every = tokio::time::interval(UPKEEP_EVERY);
    tokio::pin!(stopped);
    loop {
        tokio::select! {
            () = &mut stopped => return,
            _ = every.tick() => metrics.run_upkeep(),
        }
    }
}

/// Ready at SIGTERM or SIGINT.
async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}
