//! Runs the application: `cargo run -p authnex-embed-example`, then sign up `acme` at /portal/sign-up.

use std::sync::Arc;

use authnex_core::Authnex;
use authnex_embed_example::app;
use authnex_store::SqlStore;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // In memory, so that the example leaves nothing behind; a file and its key ring are docs/guide/embed.md's.
    let (authnex, workers) = Authnex::builder(Arc::new(SqlStore::memory()?))
        .base_url("http://localhost:3000")
        .build()
        .await?;
    tokio::spawn(workers.run(std::future::pending()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!(
        "sign up 'acme' at http://localhost:3000/portal/sign-up, then open http://localhost:3000/hello"
    );
    Ok(axum::serve(listener, app(&authnex)).await?)
}
