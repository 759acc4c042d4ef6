//! What everything else is built from: each text form with the texts that are refused.

mod clients;
mod egress;
mod nouns;
mod policy;

use std::collections::HashSet;

use authnex_core::{
    Secret,
    foundation::{
        Clock, CodeHash, EventId, FamilyId, FlowId, IdError, Page, PageRequest, PlainToken,
        RequestId, RoleId, SessionId, SigningKeyId, TenantId, Timestamp, TokenError, TokenHash,
        TokenKind, UserId,
    },
    testing::{ManualClock, SeededEntropy},
};
use proptest::{
    prelude::{any, prop_assert_eq},
    proptest,
};
use uuid::Uuid;

const KINDS: [TokenKind; 4] = [
    TokenKind::Flow,
    TokenKind::OneTime,
    TokenKind::Refresh,
    TokenKind::Session,
];

fn token(kind: TokenKind) -> PlainToken {
    PlainToken::generate(kind, &SeededEntropy::new(1))
}

/// The text with the character at a position replaced by another one of base64url.
fn mistyped(text: &str, position: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn an_id_reads_back_from_its_text(bits in any::<u128>()) {
        let id = UserId::from_uuid(Uuid::from_u128(bits));
        let text = id.to_string();
        prop_assert_eq!(text.len(), "usr_".len() + 26);
        prop_assert_eq!(text.parse::<UserId>(), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<UserId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_sort_as_text_as_they_sort_at_rest(first in any::<u128>(), second in any::<u128>()) {
        let [a, b] = [first, second].map(|bits| SessionId::from_uuid(Uuid::from_u128(bits)));
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }
}

#[test]
fn every_kind_of_id_has_a_prefix_of_its_own() {
    let prefixes = [
        EventId::PREFIX,
        FamilyId::PREFIX,
        FlowId::PREFIX,
        RoleId::PREFIX,
        SessionId::PREFIX,
        SigningKeyId::PREFIX,
        TenantId::PREFIX,
        UserId::PREFIX,
    ];
    assert_eq!(prefixes.iter().collect::<HashSet<_>>().len(), 8);
}

#[test]
fn an_id_of_another_kind_or_without_prefix_is_refused() {
    let id = TenantId::from_uuid(Uuid::from_u128(7)).to_string();
    let expected = IdError::Prefix { expected: "usr" };
    let bare = id.strip_prefix("ten_").unwrap();
    for text in [id.as_str(), bare, "", "usr", &format!("usr{bare}")] {
        assert_eq!(text.parse::<UserId>(), Err(expected), "{text}");
    }
}

#[test]
fn an_id_with_a_character_or_length_that_ids_do_not_have_is_refused() {
    let good = UserId::from_uuid(Uuid::from_u128(u128::MAX)).to_string();
    assert_eq!(good, "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    for character in ["i", "l", "o", "u", "Z", "-", " ", "é"] {
        let text = format!("usr_0{}{character}", "0".repeat(25 - character.len()));
        assert_eq!(text.parse::<UserId>(), Err(IdError::Body), "{text}");
    }
    for text in [&good[..good.len() - 1], &format!("{good}0"), "usr_"] {
        assert_eq!(text.parse::<UserId>(), Err(IdError::Body), "{text}");
    }
}

#[test]
fn an_id_of_more_than_128_bits_is_refused() {
    let text = format!("usr_8{}", "0".repeat(25));
    assert_eq!(text.parse::<UserId>(), Err(IdError::Body));
}

#[test]
fn later_ids_sort_after_earlier_ones() {
    let (clock, entropy) = (ManualClock::at(1_767_225_600), SeededEntropy::new(1));
    let first = UserId::generate(&clock, &entropy);
    clock.advance_millis(1);
    let second = UserId::generate(&clock, &entropy);
    assert!(first < second);
    assert_eq!(first.as_uuid().get_version_num(), 7);
}

#[test]
fn a_token_of_each_kind_is_taken_in_whole() {
    for kind in KINDS {
        let made = token(kind);
        let read = PlainToken::parse(kind, made.expose()).unwrap();
        assert_eq!(read.expose(), made.expose());
        assert_eq!(read.hash(), made.hash());
        assert!(made.expose().starts_with(kind.prefix()));
    }
}

#[test]
fn a_token_of_another_kind_is_refused() {
    for made in KINDS {
        for asked in KINDS.into_iter().filter(|kind| *kind != made) {
            let refused = PlainToken::parse(asked, token(made).expose());
            assert_eq!(refused.unwrap_err(), TokenError::Prefix);
        }
    }
}

#[test]
fn a_token_that_was_cut_or_lengthened_is_refused() {
    let made = token(TokenKind::Refresh);
    let whole = made.expose();
    let longer = format!("{whole}A");
    let blank = format!("{} ", &whole[..whole.len() - 1]);
    for text in [
        &whole[..whole.len() - 1],
        &whole[..20],
        "anx_rt_",
        &longer,
        &blank,
    ] {
        let refused = PlainToken::parse(TokenKind::Refresh, text);
        assert_eq!(refused.unwrap_err(), TokenError::Form, "{text}");
    }
}

#[test]
fn a_mistyped_token_is_refused_by_its_checksum() {
    let made = token(TokenKind::Session);
    let start = TokenKind::Session.prefix().len();
    for position in start..made.expose().len() {
        let text = mistyped(made.expose(), position);
        let refused = PlainToken::parse(TokenKind::Session, &text);
        assert_eq!(refused.unwrap_err(), TokenError::Checksum, "{position}");
    }
}

#[test]
fn tokens_and_their_hashes_print_nothing_of_themselves() {
    let made = token(TokenKind::Session);
    assert_eq!(format!("{made:?}"), "PlainToken");
    assert_eq!(format!("{:?}", made.hash()), "TokenHash");
    assert_eq!(format!("{:?}", CodeHash::from_bytes([1; 32])), "CodeHash");
}

#[test]
fn a_secret_prints_nothing_of_itself() {
    let secret = Secret::from("hunter2 hunter2");
    assert_eq!(format!("{secret:?}"), "Secret");
    assert_eq!(
        format!("{:#?}", Some(secret.clone())),
        "Some(\n    Secret,\n)"
    );
    assert_eq!(secret.expose(), "hunter2 hunter2");
}

#[test]
fn code_hashes_match_only_themselves() {
    let hash = CodeHash::from_bytes([1; 32]);
    assert!(hash.matches(&CodeHash::from_bytes([1; 32])));
    let mut other = [1; 32];
    other[31] = 2;
    assert!(!hash.matches(&CodeHash::from_bytes(other)));
    assert_ne!(TokenHash::of("a"), TokenHash::of("b"));
}

#[test]
fn a_moment_is_written_with_milliseconds_in_utc() {
    let moment = Timestamp::from_micros(1_767_225_600_123_999);
    assert_eq!(moment.to_string(), "2026-01-01T00:00:00.123Z");
    assert_eq!(Timestamp::default().to_string(), "1970-01-01T00:00:00.000Z");
    assert_eq!(
        serde_json::to_string(&Timestamp::from_unix_seconds(-1)).unwrap(),
        "\"1969-12-31T23:59:59.000Z\""
    );
    assert_eq!(Timestamp::from_micros(i64::MAX).to_string(), "out of range");
}

#[test]
fn a_moment_is_read_in_any_offset_and_refused_without_one() {
    let read = |text: &str| serde_json::from_value::<Timestamp>(text.into());
    let noon = Timestamp::from_unix_seconds(1_767_268_800);
    for text in ["2026-01-01T12:00:00Z", "2026-01-01T14:00:00.000+02:00"] {
        assert_eq!(read(text).unwrap(), noon, "{text}");
    }
    let refused = [
        "2026-01-01T12:00:00",
        "2026-01-01",
        "2026-13-01T00:00:00Z",
        "",
    ];
    for text in refused {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn seconds_until_a_moment_are_rounded_up_and_never_negative() {
    let now = Timestamp::from_unix_seconds(100);
    let later = Timestamp::from_micros(100_000_001);
    assert_eq!(now.seconds_until(later), 1);
    assert_eq!(now.seconds_until(now), 0);
    assert_eq!(later.seconds_until(now), 0);
    assert_eq!(now.since(later).as_micros(), 0);
    assert_eq!(
        Timestamp::from_micros(i64::MAX).plus_seconds(1),
        Timestamp::from_micros(i64::MAX)
    );
}

#[test]
fn a_clock_of_tests_stands_until_it_is_moved() {
    let clock = ManualClock::at(10);
    assert_eq!(clock.now(), Timestamp::from_unix_seconds(10));
    clock.advance(5);
    clock.advance_millis(500);
    assert_eq!(clock.now(), Timestamp::from_micros(15_500_000));
}

#[test]
fn a_request_id_from_outside_is_taken_over_only_if_it_is_short_and_plain() {
    let longest = "a".repeat(RequestId::MAX_LENGTH);
    for text in ["a", "A-b_c.9", &longest] {
        assert_eq!(RequestId::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "a b", "a\nb", "a/b", "é", &format!("{longest}a")] {
        assert_eq!(RequestId::parse(text), None, "{text}");
    }
}

#[test]
fn a_page_holds_1_to_200_items_and_says_where_the_next_begins() {
    assert_eq!(PageRequest::<u32>::new(0, None).limit(), 1);
    assert_eq!(PageRequest::<u32>::new(201, None).limit(), 200);
    let page = Page::from_rows(vec![1, 2, 3], 2, u32::to_string);
    assert_eq!(page.items, [1, 2]);
    assert_eq!(page.next_cursor.as_deref(), Some("2"));
    let last = Page::from_rows(vec![1, 2], 2, u32::to_string);
    assert_eq!(last.next_cursor, None);
}
