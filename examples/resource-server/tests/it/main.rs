//! The resource server beside a real issuer on loopback.

#[cfg(test)]
mod verifying;
