//! Runs the resource server: `ISSUER=http://localhost:8080/t/acme AUDIENCE=… cargo run -p authnex-resource-server-example`.

use authnex_resource_server_example::{Resource, router};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let issuer = std::env::var("ISSUER").unwrap_or("http://localhost:8080/t/acme".to_owned());
    let audience = std::env::var("AUDIENCE").unwrap_or(issuer.clone());
    let listen = std::env::var("LISTEN").unwrap_or("127.0.0.1:8090".to_owned());
    let resource = Resource::of(&issuer, &audience).await?;
    let listener = TcpListener::bind(&listen).await?;
    println!("verifies tokens of {issuer} for {audience} on http://{listen}/whoami");
    axum::serve(listener, router(resource)).await?;
    Ok(())
}
