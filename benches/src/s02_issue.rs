//! S2: an access token issued, beside `ring` signing the same bytes.
//!
//! Issued as the engine issues: an id by chance, the claims serialized, header, payload and signature encoded.

use std::hint::black_box;

use authnex_core::{
    foundation::{Entropy, SystemEntropy},
    jose::{Algorithm, SigningKey, TokenType, base64url},
};
use serde::Serialize;

use crate::{
    Outcome, Scale,
    keys::{Primitive, pkcs8},
    pair::{in_turns, thread_micros},
    table::Line,
};

/// The claims that every access token has (RFC 9068 2.2), in the engine's order.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    client_id: &'a str,
    exp: i64,
    iat: i64,
    jti: String,
    sid: &'a str,
    auth_time: i64,
    amr: [&'a str; 1],
    roles: &'a [&'a str],
    permissions: &'a [&'a str],
}

/// Measures S2.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    [
        (Algorithm::EdDsa, scale.of(400, 200)),
        (Algorithm::Es256, scale.of(400, 200)),
        (Algorithm::Rs256, scale.of(20, 10)),
    ]
    .into_iter()
    .map(|(algorithm, times)| compare(algorithm, times, scale))
    .collect()
}

fn compare(algorithm: Algorithm, times: u32, scale: Scale) -> Outcome<Line> {
    let entropy = SystemEntropy::new();
    let pkcs8 = pkcs8(algorithm, &entropy)?;
    let kid = "sik_01h455vb4pex5vsknk084sn02q";
    let key = SigningKey::from_pkcs8(algorithm, kid, &pkcs8, entropy.secure_random())?;
    let primitive = Primitive::read(algorithm, &pkcs8, &entropy)?;
    let token = issue(&key, &entropy)?;
    let (input, _) = token.rsplit_once('.').ok_or("a token has three parts")?;
    let mut signature = [0; 256];
    let rounds = in_turns(
        scale.of(201, 41),
        [
            &mut || {
                thread_micros(times, || {
                    primitive.sign(black_box(input.as_bytes()), &mut signature, &entropy)
                })
            },
            &mut || {
                thread_micros(times, || {
                    black_box(issue(&key, &entropy)?);
                    Ok(())
                })
            },
        ],
    )?;
    let ratio = rounds.ratio(1, 0);
    Ok(
        Line::new("S2", format!("issue {algorithm}, {} B signed", input.len()))
            .raw(format!("{:.2} us", rounds.median(0)))
            .ours(format!("{:.2} us", rounds.median(1)))
            .ratio(ratio)
            .goal("<= 1.10", ratio <= 1.10),
    )
}

fn issue(key: &SigningKey, entropy: &SystemEntropy) -> Outcome<String> {
    let mut id = [0; 16];
    entropy.fill(&mut id);
    let claims = Claims {
        iss: "https://auth.example/t/acme",
        sub: "usr_01h455vb4pex5vsknk084sn02q",
        aud: "https://auth.example/t/acme",
        client_id: "web",
        exp: 1_767_226_500,
        iat: 1_767_225_600,
        jti: base64url::encode(&id),
        sid: "ses_01h455vb4pex5vsknk084sn02q",
        auth_time: 1_767_225_600,
        amr: ["pwd"],
        roles: &["owner"],
        permissions: &["users:read", "users:write"],
    };
    let payload = serde_json::to_vec(&claims)?;
    Ok(key.sign_compact(TokenType::AccessToken, &payload, entropy.secure_random())?)
}
