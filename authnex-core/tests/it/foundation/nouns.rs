//! Names as people type them: organization identifiers, e-mail addresses, permissions, roles.

use authnex_core::{
    role::{CATALOGUE, Permission, PermissionError, RoleName, SystemRole},
    tenant::{Slug, SlugError, StateChange, TenantState},
    user::{Email, EmailError},
};

#[test]
fn a_slug_forgives_outer_blanks_and_upper_case() {
    assert_eq!(Slug::parse("  Acme-2 ").unwrap().as_str(), "acme-2");
    for text in ["ab", "0a", &"a".repeat(40), "a-b-c"] {
        assert_eq!(Slug::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn a_slug_of_another_length_is_refused() {
    for text in ["", "a", " a ", &"a".repeat(41)] {
        assert_eq!(Slug::parse(text), Err(SlugError::Length), "{text}");
    }
}

#[test]
fn a_slug_with_other_characters_is_refused() {
    let texts = [
        "-ab", "ab-", "a--b", "a_b", "a.b", "a b", "a/b", "äb", "аcme", "a\0b",
    ];
    for text in texts {
        assert_eq!(Slug::parse(text), Err(SlugError::Characters), "{text}");
    }
}

#[test]
fn a_slug_that_would_read_as_a_part_of_the_product_is_refused() {
    for text in ["admin", "API", "portal", "well-known", "www"] {
        assert_eq!(Slug::parse(text), Err(SlugError::Reserved), "{text}");
    }
    assert!(Slug::parse("admins").is_ok());
    assert!(serde_json::from_str::<Slug>("\"portal\"").is_err());
}

#[test]
fn an_email_is_unique_by_lower_case_and_ascii_domain() {
    let email = Email::parse("  Anna.Ü@Bücher.Example ").unwrap();
    assert_eq!(email.as_str(), "Anna.Ü@Bücher.Example");
    assert_eq!(email.normal(), "anna.ü@xn--bcher-kva.example");
    assert_eq!(email.domain(), "xn--bcher-kva.example");
    let same = Email::parse("anna.ü@xn--bcher-kva.example").unwrap();
    assert_eq!(same.normal(), email.normal());
}

#[test]
fn dots_and_plus_signs_in_an_email_mean_what_the_mail_host_says() {
    let plain = Email::parse("anna.b@acme.example").unwrap();
    for text in ["annab@acme.example", "anna.b+news@acme.example"] {
        assert_ne!(Email::parse(text).unwrap().normal(), plain.normal());
    }
}

#[test]
fn an_email_without_exactly_one_at_sign_between_two_parts_is_refused() {
    for text in [
        "",
        "anna",
        "@acme.example",
        "anna@",
        "a@b@acme.example",
        "@",
    ] {
        assert_eq!(Email::parse(text), Err(EmailError::Shape), "{text}");
    }
}

#[test]
fn an_email_with_quotes_blanks_or_controls_in_its_name_is_refused() {
    let names = [
        "\"anna\"",
        "an na",
        "an\tna",
        "an\u{7f}na",
        "an\0na",
        "(anna)",
        "a,b",
        "a;b",
        "a:b",
        "<a>",
        "[a]",
        "a\\b",
        ".anna",
        "anna.",
        "an..na",
    ];
    for name in names {
        let text = format!("{name}@acme.example");
        assert_eq!(Email::parse(&text), Err(EmailError::Name), "{text}");
    }
    assert!(Email::parse("o'brien!#$%&*+/=?^_`{|}~-@acme.example").is_ok());
}

#[test]
fn an_email_whose_domain_is_none_is_refused() {
    let domains = [
        "127.0.0.1",
        "[127.0.0.1]",
        "[::1]",
        "acme.example.",
        "ac me.example",
        "acme<.example",
        "acme/x",
        "acme:25",
        "xn--a",
    ];
    for domain in domains {
        let text = format!("anna@{domain}");
        assert_eq!(Email::parse(&text), Err(EmailError::Domain), "{text}");
    }
}

#[test]
fn an_email_whose_domain_no_mail_host_could_have_is_refused() {
    let long = format!("{}.example", "d".repeat(64));
    let domains = [
        "ex%61mple.com",
        "acme..example",
        ".example",
        "-acme.example",
        "acme-.example",
        "ac_me.example",
        "*.example",
        "acme'.example",
        long.as_str(),
    ];
    for domain in domains {
        let text = format!("anna@{domain}");
        assert_eq!(Email::parse(&text), Err(EmailError::Domain), "{text}");
    }
}

#[test]
fn an_email_has_at_most_64_bytes_before_the_at_sign_and_254_in_all() {
    let name = "a".repeat(64);
    assert!(Email::parse(&format!("{name}@acme.example")).is_ok());
    assert_eq!(
        Email::parse(&format!("a{name}@acme.example")),
        Err(EmailError::Length)
    );
    let label = "d".repeat(62);
    let domain = format!("{label}.{label}.{label}.example");
    let longest = format!("{}@{domain}", "a".repeat(253 - domain.len()));
    assert_eq!(longest.len(), 254);
    assert!(Email::parse(&longest).is_ok());
    assert_eq!(
        Email::parse(&format!("a{longest}")),
        Err(EmailError::Length)
    );
}

#[test]
fn a_permission_is_a_noun_and_a_verb() {
    let longest = format!("{0}:{0}", "a".repeat(40));
    for text in ["articles:write", "a.b_c-9:x", "users:read", &longest] {
        assert_eq!(Permission::parse(text).unwrap().as_str(), text);
    }
    let refused = [
        "",
        "articles",
        ":write",
        "articles:",
        "Articles:write",
        "a b:c",
        "a:b:c",
        "é:b",
        &format!("{}:b", "a".repeat(41)),
    ];
    for text in refused {
        assert_eq!(
            Permission::parse(text),
            Err(PermissionError::Shape),
            "{text}"
        );
    }
}

#[test]
fn a_noun_of_ours_takes_only_the_verbs_of_the_catalogue() {
    for (text, _) in CATALOGUE {
        assert!(Permission::parse(text).is_ok(), "{text}");
    }
    for text in ["users:delete", "tenant:everything", "signing-keys:read"] {
        assert_eq!(
            Permission::parse(text),
            Err(PermissionError::Reserved),
            "{text}"
        );
    }
}

#[test]
fn a_noun_that_is_reserved_takes_no_verb() {
    let nouns = [
        "openid",
        "email",
        "profile",
        "offline_access",
        "authnex",
        "scim",
        "settings",
        "webhooks",
    ];
    for noun in nouns {
        let text = format!("{noun}:read");
        assert_eq!(
            Permission::parse(&text),
            Err(PermissionError::Reserved),
            "{text}"
        );
    }
    assert!(serde_json::from_str::<Permission>("\"openid:read\"").is_err());
}

#[test]
fn the_owner_may_everything_the_admin_all_but_end_the_tenant_the_member_nothing() {
    let names = |role: SystemRole| {
        let permissions = role.permissions();
        permissions
            .iter()
            .map(|permission| permission.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let all: Vec<String> = CATALOGUE
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(names(SystemRole::Owner), all);
    let mut but_one = all;
    but_one.retain(|name| name != "tenant:write");
    assert_eq!(names(SystemRole::Admin), but_one);
    assert!(names(SystemRole::Member).is_empty());
}

#[test]
fn a_role_has_a_short_plain_name() {
    for text in ["a", "support-2_b", &"a".repeat(40)] {
        assert_eq!(RoleName::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "Support", "a b", "a:b", "ä", &"a".repeat(41)] {
        assert!(RoleName::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_tenant_changes_its_state_only_along_the_drawn_lines() {
    use StateChange::{Reactivate, RequestDeletion, Suspend};
    use TenantState::{Active, DeletionRequested, Suspended};
    let lines = [
        (Active, Suspend, Some(Suspended)),
        (Active, RequestDeletion, Some(DeletionRequested)),
        (Active, Reactivate, None),
        (Suspended, Suspend, None),
        (Suspended, RequestDeletion, Some(DeletionRequested)),
        (Suspended, Reactivate, Some(Active)),
        (DeletionRequested, Suspend, None),
        (DeletionRequested, RequestDeletion, None),
        (DeletionRequested, Reactivate, Some(Active)),
    ];
    for (from, change, to) in lines {
        assert_eq!(from.after(change), to, "{from:?} {change:?}");
    }
}
