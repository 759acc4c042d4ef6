use super::jwk_error::JwkError;

/// Checks that `(x, y)`, both big-endian, is a point of P-256 (RFC 7518 6.2.1): `ring` refuses any
/// other one too, but only when a signature arrives, where the cause can no longer be told.
pub(super) fn check_p256(x: [u8; 32], y: [u8; 32]) -> Result<(), JwkError> {
    let (x, y) = (FieldElement::new(x), FieldElement::new(y));
    if !x.is_reduced() || !y.is_reduced() {
        return Err(JwkError::PointNotOnCurve);
    }
    // y^2 = x^3 - 3x + b, written without the subtraction.
    let left = y.times(y).plus(x).plus(x).plus(x);
    let right = x.times(x).times(x).plus(P256_B);
    if left == right {
        Ok(())
    } else {
        Err(JwkError::PointNotOnCurve)
    }
}

/// Refuses the Ed25519 points of small order: under such a key anybody can make a signature
/// that verifies (RFC 8032 8, RFC 8725 3.4).
pub(super) fn check_ed25519(mut point: [u8; 32]) -> Result<(), JwkError> {
    if let Some(last) = point.last_mut() {
        // The sign of x does not change the order.
        *last &= 0x7f;
    }
    if ED25519_SMALL_ORDER.contains(&point) {
        Err(JwkError::PointOfSmallOrder)
    } else {
        Ok(())
    }
}

/// An integer below 2^256. Only public values are computed with, so the time may depend on them.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct FieldElement {
    high: u128,
    low: u128,
}

impl FieldElement {
    fn new(big_endian: [u8; 32]) -> Self {
        let (mut high, mut low) = (0, 0);
        for (position, byte) in big_endian.into_iter().enumerate() {
            let half = if position < 16 { &mut high } else { &mut low };
            *half = (*half << 8) | u128::from(byte);
        }
        Self { high, low }
    }

    fn is_reduced(self) -> bool {
        self < P256_PRIME
    }

    fn plus(self, other: Self) -> Self {
        let (low, low_carry) = self.low.overflowing_add(other.low);
        let (high, carry_a) = self.high.overflowing_add(other.high);
        let (high, carry_b) = high.overflowing_add(u128::from(low_carry));
        let sum = Self { high, low };
        if carry_a || carry_b || !sum.is_reduced() {
            sum.minus_prime()
        } else {
            sum
        }
    }

    fn minus_prime(self) -> Self {
        let (low, borrow) = self.low.overflowing_sub(P256_PRIME.low);
        let high = self
            .high
            .wrapping_sub(P256_PRIME.high)
            .wrapping_sub(u128::from(borrow));
        Self { high, low }
    }

    /// Double and add: 512 additions, a few microseconds, once per key read.
    fn times(self, factor: Self) -> Self {
        let mut product = Self { high: 0, low: 0 };
        for half in [factor.high, factor.low] {
            for bit in (0..128).rev() {
                product = product.plus(product);
                if (half >> bit) & 1 == 1 {
                    product = product.plus(self);
                }
            }
        }
        product
    }
}

const P256_PRIME: FieldElement = FieldElement {
    high: 0xffff_ffff_0000_0001_0000_0000_0000_0000,
    low: 0x0000_0000_ffff_ffff_ffff_ffff_ffff_ffff,
};

const P256_B: FieldElement = FieldElement {
    high: 0x5ac6_35d8_aa3a_93e7_b3eb_bd55_7698_86bc,
    low: 0x651d_06b0_cc53_b0f6_3bce_3c3e_27d2_604b,
};

/// The y coordinates, little-endian, of the points whose order divides 8, with their
/// non-canonical spellings.
const ED25519_SMALL_ORDER: [[u8; 32]; 7] = [
    filled(0x00, 0x00, 0x00),
    filled(0x01, 0x00, 0x00),
    filled(0xec, 0xff, 0x7f),
    filled(0xed, 0xff, 0x7f),
    filled(0xee, 0xff, 0x7f),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

const fn filled(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let m = middle;
    [
        first, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m, m,
        m, m, last,
    ]
}
