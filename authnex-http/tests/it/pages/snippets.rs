/// The quick start's code, as the page shows it.
mod axum {
    include!("../../../assets/snippet/axum.rs");

    #[test]
    fn it_compiles_and_takes_keys() {
        let verifier = verifier(br#"{"keys": []}"#);
        let token = verifier
            .ok()
            .and_then(|verifier| caller(&verifier, "no token"));
        assert!(token.is_none());
        assert_eq!(ISSUER, "ISSUER_URL");
    }
}
