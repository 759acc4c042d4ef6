//! Keys, in the form that the engine takes and in the form that `ring` takes.

use authnex_core::{
    foundation::{Entropy, SystemEntropy},
    jose::{Algorithm, base64url},
};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents, UnparsedPublicKey,
};

use crate::Outcome;

/// The key of RFC 7520 3.4 in PKCS#8: its private half is public knowledge.
const RSA_PKCS8: &str = concat!(
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCfgQ-0A4Jz0CWR5Ac_MdK2ABuCzttNkvBQFl1H",
    "z8q4o8Qct3isdVN5P475dXaNGiN02HElZMO813uepDRUSJlAfP8AmZIKkxokxEFIUqspvbCpXAZT82xg5gv5C2JY",
    "3aVvNwR7pcLR0CmvnJ1AuseqQceKDdEGit1pnoCP6gEeoUQdik97tOl7459V8d3UTpxLozUVlwPU00tgPmUUek8j",
    "1tPAmWx17e6EaoLRkK4QeDyWHPA4eu0hBtLQVVtv2Tf61VNTh-D_cv--eJQUArC4IuoqdLYFjB2r-bNKdstjuH-q",
    "LGhHuOKDf_-RGG5rHBSRHPmJqJCSqBzmAd2s0_nPAgMBAAECggEAbWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_i",
    "kiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSMkK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q6",
    "61_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYwkHTMEzLYGqOe04noqeq1hExBTHBOBdkM",
    "XiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWTBnP5uDjd18kKhyv07lhfSJdrPdM5P",
    "lyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQKBgQDdKXGD8PBNclxvrT3lGhfKBAIBnlGcC9mWejXKEe2d",
    "R7H9-nsBn_2dFo7sdf_5IV8ZB661qjZMOMMBZThW6mTyvD0lHQDNnQ3Z--4gCav9YKyYal42pCd6_VPsjISyeHxQ",
    "y36fkJp-GSKTOESyuad0fovE6u9EmWw-npm_xtSrSQKBgQC4oTZ2H5xN_oREXiTh7-PLvwZ89hQhpTKhJIm4HOnc",
    "K5uTc4KqzqCtPxtH9y7QObUxnBaa12oPIj3ketR6rcw_Xm8ww43yUdN5m7aWYq_CpbtqdXlTOEzWJnvPjIyS5TAV",
    "agG_Jjz3wRe9EP6F2pHEeVKoBnX3bMHelUUnSzukVwKBgAfD1b15Lya49i_hmEO798va-isOYPUmoVwcLFlM6dfU",
    "1ZYCPmFfOatTSG9a8ULQ_iLF10d_k2p3r7kT0beTgTnYjBkKfKW7duoJY2HylPxPcZ_kVCx89PnnfRPYFyyg-FRp",
    "4Kc_j30P6tvaZOcVh6CadNPUH9R7woYsUV-fXoYpAoGACLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-Tp",
    "nOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP",
    "-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8CgYEA3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp",
    "7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfBdYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxg",
    "FUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4"
);

/// A private key in PKCS#8.
pub(crate) fn pkcs8(algorithm: Algorithm, entropy: &SystemEntropy) -> Outcome<Vec<u8>> {
    let random = entropy.secure_random();
    Ok(match algorithm {
        Algorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(random)?.as_ref().to_vec(),
        Algorithm::Es256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random)?
            .as_ref()
            .to_vec(),
        _ => base64url::decode(RSA_PKCS8)?,
    })
}

/// A key as a program uses it that knows nothing but `ring`.
pub(crate) enum Primitive {
    Ed25519(Ed25519KeyPair, UnparsedPublicKey<Vec<u8>>),
    P256(EcdsaKeyPair, UnparsedPublicKey<Vec<u8>>),
    Rsa(RsaKeyPair, RsaPublicKeyComponents<Vec<u8>>),
}

impl Primitive {
    pub(crate) fn read(
        algorithm: Algorithm,
        pkcs8: &[u8],
        entropy: &SystemEntropy,
    ) -> Outcome<Self> {
        let random = entropy.secure_random();
        Ok(match algorithm {
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8)?;
                let public = pair.public_key().as_ref().to_vec();
                Self::Ed25519(pair, UnparsedPublicKey::new(&ED25519, public))
            }
            Algorithm::Es256 => {
                let kind = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let pair = EcdsaKeyPair::from_pkcs8(kind, pkcs8, random)?;
                let public = pair.public_key().as_ref().to_vec();
                Self::P256(
                    pair,
                    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public),
                )
            }
            _ => {
                let pair = RsaKeyPair::from_pkcs8(pkcs8)?;
                let public = pair.public().into();
                Self::Rsa(pair, public)
            }
        })
    }

    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Outcome<()> {
        match self {
            Self::Ed25519(_, key) | Self::P256(_, key) => key.verify(message, signature),
            Self::Rsa(_, key) => key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        }
        .map_err(|_| "the primitive refused the signature".into())
    }

    /// Signs into `signature`, which is as long as RSA's are.
    pub(crate) fn sign(
        &self,
        message: &[u8],
        signature: &mut [u8; 256],
        entropy: &SystemEntropy,
    ) -> Outcome<()> {
        let random = entropy.secure_random();
        let short = match self {
            Self::Ed25519(pair, _) => pair.sign(message),
            Self::P256(pair, _) => pair.sign(random, message)?,
            Self::Rsa(pair, _) => {
                return Ok(pair.sign(&RSA_PKCS1_SHA256, random, message, signature)?);
            }
        };
        let (used, _) = signature
            .split_at_mut_checked(short.as_ref().len())
            .ok_or("a signature is longer than RSA's")?;
        used.copy_from_slice(short.as_ref());
        Ok(())
    }
}
