use crate::foundation::{CodeHash, Entropy, Secret, TenantScope, UserId};

/// How many a user gets.
const RECOVERY_CODES: usize = 10;

/// Characters of one: five bits each.
const LENGTH: usize = 16;

/// Crockford's alphabet in lower case: no i, l, o, u, which are read as what they look like.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Ten fresh codes, in groups of four characters.
pub(crate) fn new_codes(entropy: &dyn Entropy) -> Vec<Secret> {
    (0..RECOVERY_CODES).map(|_| new_code(entropy)).collect()
}

fn new_code(entropy: &dyn Entropy) -> Secret {
    let mut bytes = zeroize::Zeroizing::new([0; LENGTH]);
    entropy.fill(&mut *bytes);
    let mut text = String::with_capacity(LENGTH + LENGTH / 4);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            text.push('-');
        }
        // 256 is a multiple of 32: every character is as likely.
        let character = ALPHABET.get(usize::from(byte % 32)).copied();
        text.push(character.map_or('0', char::from));
    }
    Secret::from(text)
}

/// What is stored of a code as it was typed: whatever its case and its dashes. `None` if it is no recovery code.
pub(crate) fn recovery_hash(scope: &TenantScope, user: UserId, typed: &str) -> Option<CodeHash> {
    let code: zeroize::Zeroizing<String> = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(2 * LENGTH)
        .map(|c| match c.to_ascii_lowercase() {
            'i' | 'l' => '1',
            'o' => '0',
            other => other,
        })
        .collect::<String>()
        .into();
    let fits = code.len() == LENGTH && code.bytes().all(|c| ALPHABET.contains(&c));
    let key = &scope.snapshot().data_key;
    fits.then(|| key.code_hash("recovery_code", &format!("{user}\n{}", *code)))
}

#[cfg(test)]
mod tests {
    use super::{new_codes, recovery_hash};
    use crate::{
        foundation::UserId,
        testing::{SeededEntropy, new_tenant, tenant_of, tenant_scope},
    };

    #[test]
    fn a_code_is_known_in_every_spelling_by_its_user() {
        let now = crate::foundation::Timestamp::from_micros(0);
        let tenant = new_tenant(uuid::Uuid::from_u128(1), "acme", now);
        let scope = tenant_scope(&tenant_of(&tenant));
        let [user, other] = [1, 2].map(|n| UserId::from_uuid(uuid::Uuid::from_u128(n)));
        let codes = new_codes(&SeededEntropy::new(1));
        assert_eq!(codes.len(), 10);
        for code in &codes {
            let text = code.expose();
            assert_eq!(text.len(), 19);
            let hash = recovery_hash(&scope, user, text).unwrap();
            for typed in [
                text.to_uppercase(),
                text.replace('-', ""),
                format!(" {} ", text.replace('-', " ")),
                text.replace('0', "O").replace('1', "l"),
            ] {
                let again = recovery_hash(&scope, user, &typed).unwrap();
                assert_eq!(again.as_bytes(), hash.as_bytes(), "{typed}");
            }
            let of_other = recovery_hash(&scope, other, text).unwrap();
            assert_ne!(of_other.as_bytes(), hash.as_bytes());
            assert!(recovery_hash(&scope, user, &text[..18]).is_none());
        }
        assert!(recovery_hash(&scope, user, "123456").is_none());
    }
}
