//! S1: an access token verified offline, beside `ring` verifying the same signature.

use std::hint::black_box;

use crate::{
    Outcome, Scale,
    keys::{Primitive, pkcs8},
    pair::{in_turns, thread_micros},
    table::Line,
};
use authnex_core::{
    foundation::{Entropy, SystemEntropy},
    jose::{Algorithm, JwkSet, SigningKey, TokenType, base64url},
    verify::Verifier,
};

/// When the token was issued.
const ISSUED: u64 = 1_767_225_600;

/// Claims whose signing input is about as long as those of a real token with two permissions.
const CLAIMS: &str = r#"{"iss":"https://auth.example/t/acme","sub":"usr_01h455vb4pex5vsknk084sn02q","aud":"https://api.example","client_id":"web","iat":1767225600,"exp":1767226500,"jti":"01h455vb4pex5vsknk084sn02q","sid":"01h455vb4pex5vsknk084sn02q","roles":["editor"],"permissions":["articles:write","articles:read"]}"#;

/// Measures S1.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256]
        .into_iter()
        .map(|algorithm| compare(algorithm, scale))
        .collect()
}

fn compare(algorithm: Algorithm, scale: Scale) -> Outcome<Line> {
    let entropy = SystemEntropy::new();
    let random = entropy.secure_random();
    let pkcs8 = pkcs8(algorithm, &entropy)?;
    let key = SigningKey::from_pkcs8(algorithm, "sik_01h455vb4pex5vsknk084sn02q", &pkcs8, random)?;
    let token = key.sign_compact(TokenType::AccessToken, CLAIMS.as_bytes(), random)?;
    let (input, signature) = token.rsplit_once('.').ok_or("a token has three parts")?;
    let signature = base64url::decode(signature)?;
    let primitive = Primitive::read(algorithm, &pkcs8, &entropy)?;
    let verifier = Verifier::builder("https://auth.example/t/acme")
        .audience("https://api.example")
        .keys(JwkSet::new(vec![key.public_jwk().clone()])?)
        .build()?;
    let times = scale.of(200, 100);
    let rounds = in_turns(
        scale.of(201, 41),
        [
            &mut || {
                thread_micros(times, || {
                    primitive.verify(black_box(input.as_bytes()), black_box(&signature))
                })
            },
            &mut || {
                thread_micros(times, || {
                    black_box(verifier.verify(black_box(&token), ISSUED)?);
                    Ok(())
                })
            },
        ],
    )?;
    let ratio = rounds.ratio(1, 0);
    let above = rounds.median_of(|of| of(1) - of(0));
    let line = Line::new(
        "S1",
        format!("verify {algorithm}, {} B signed", input.len()),
    )
    .raw(format!("{:.2} us", rounds.median(0)))
    .ours(format!("{:.2} us (+{above:.2})", rounds.median(1)))
    .ratio(ratio);
    Ok(match algorithm {
        Algorithm::Rs256 => line.goal("<= raw + 2 us", above <= 2.0),
        _ => line.goal("<= 1.05", ratio <= 1.05),
    })
}
