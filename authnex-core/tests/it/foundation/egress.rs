use authnex_core::egress::{EgressRules, EgressUrl, EgressUrlError, is_public};

const PUBLIC: EgressRules = EgressRules {
    allow_private: false,
};

/// Hosts that lead to loopback, to networks of one's own, to metadata services, or nowhere, in every spelling that
/// some resolver or parser takes.
const REFUSED: &str = "
127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.254 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 017700000001 0177.0.0.1
0177.1 0x7F.0x0.0x0.0x1 127.0x0.0.1 127.000.000.001 127.0.0.1. 2130706434 0x7f.0x000001
0.0.0.0 0 0x0 00 0.0.0.1 0.255.255.255
10.0.0.0 10.0.0.1 10.255.255.255 167772161 0xa000001 012.0.0.1 10.1 0x0a.0.0.1
172.16.0.1 172.16.0.0 172.31.255.255 172.20.10.5 2886729729 0xac100001 0254.020.0.1
192.168.0.1 192.168.1.1 192.168.255.255 3232235521 0xc0a80001 0300.0250.0.1 192.168.257 0xc0.0xa8.0.1
169.254.169.254 169.254.0.1 169.254.170.2 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 0xA9.0xFE.0xA9.0xFE
100.64.0.1 100.127.255.254 100.100.100.200 168.63.129.16 192.0.0.192 192.0.0.1 192.0.0.8 192.0.0.170
192.0.2.1 198.51.100.7 203.0.113.9 198.18.0.1 198.19.255.255 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1
224.0.0.1 239.255.255.255 240.0.0.1 250.1.2.3 255.255.255.255 4294967295 0xffffffff
[::] [::1] [0:0:0:0:0:0:0:1] [0000::0001] [::127.0.0.1] [::10.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1]
[::ffff:7f00:0001] [0:0:0:0:0:ffff:127.0.0.1] [::ffff:10.0.0.1] [::ffff:192.168.1.1] [::ffff:172.16.0.1]
[::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::ffff:100.100.100.200] [::ffff:0.0.0.0] [::ffff:0:127.0.0.1]
[::ffff:0:10.1.2.3] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::10.0.0.1] [64:ff9b::169.254.169.254]
[64:ff9b::a9fe:a9fe] [64:ff9b::192.168.0.1] [64:ff9b:1::1] [64:ff9b:1::8.8.8.8] [64:ff9b:1:ffff::10.0.0.1]
[2002:7f00:1::] [2002:7f00:0001::1] [2002:a00:1::] [2002:a9fe:a9fe::] [2002:c0a8:101::1] [2002:ac10:1::]
[2002:e000:1::] [2001::1] [2001:0:7f00:1::] [2001:0:53aa:64c:0:fbff:f5ff:fffe] [2001:10::1] [2001:20::1] [2001:2::1]
[2001:db8::1] [2001:db8:ffff::1] [3fff::1] [3fff:fff::1] [fc00::1] [fd00::1] [fd00:ec2::254] [fd12:3456:789a::1]
[fe80::1] [fe80::a9fe:a9fe] [febf::1] [fec0::1] [feff::1] [ff00::1] [ff02::1] [ff05::2] [ffff::1]
[100::1] [100::ffff:ffff:ffff:ffff] [5f00::1] [4000::1] [8000::1] [1000::1] [::2] [::ffff] [::1:0:0] [200::1]
localhost LOCALHOST localhost. foo.localhost a.b.localhost localhost.localdomain printer.local metadata.google.internal
instance.internal router.lan nas.home.arpa intra.intranet hidden.onion x.alt intranet metadata db 1.localhost
";

#[test]
fn what_is_not_public_is_not_called_however_it_is_written() {
    let hosts: Vec<&str> = REFUSED.split_ascii_whitespace().collect();
    assert!(hosts.len() >= 150, "{}", hosts.len());
    for host in hosts {
        let refused = EgressUrl::parse(&format!("https://{host}/jwks"), PUBLIC);
        assert!(
            matches!(
                refused,
                Err(EgressUrlError::Private | EgressUrlError::Malformed)
            ),
            "{host}: {refused:?}"
        );
    }
}

#[test]
fn what_is_public_is_called() {
    for host in [
        "example.com",
        "rp.example",
        "8.8.8.8",
        "1.1.1.1",
        "[2606:4700:4700::1111]",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "169.253.1.1",
        "192.167.1.1",
        "[2002:808:808::1]",
        "[64:ff9b::8.8.8.8]",
        "[::ffff:8.8.8.8]",
        "local.example.com",
        "xn--bcher-kva.example",
    ] {
        let url = format!("https://{host}:8443/jwks?a=b");
        assert!(EgressUrl::parse(&url, PUBLIC).is_ok(), "{host}");
    }
}

#[test]
fn schemes_ports_and_credentials_are_bounded() {
    for (url, error) in [
        ("http://rp.example/", EgressUrlError::Scheme),
        ("ftp://rp.example/", EgressUrlError::Scheme),
        ("file:///etc/passwd", EgressUrlError::Scheme),
        ("gopher://rp.example/", EgressUrlError::Scheme),
        ("data:text/plain,x", EgressUrlError::Scheme),
        ("javascript:1", EgressUrlError::Scheme),
        ("https://user@rp.example/", EgressUrlError::Credentials),
        ("https://user:word@rp.example/", EgressUrlError::Credentials),
        ("https://rp.example:22/", EgressUrlError::Port),
        ("https://rp.example:25/", EgressUrlError::Port),
        ("https://rp.example:80/", EgressUrlError::Port),
        ("relative", EgressUrlError::Malformed),
        ("https://", EgressUrlError::Malformed),
    ] {
        assert_eq!(EgressUrl::parse(url, PUBLIC), Err(error), "{url}");
    }
    let long = format!("https://rp.example/{}", "a".repeat(3_000));
    assert_eq!(
        EgressUrl::parse(&long, PUBLIC),
        Err(EgressUrlError::Malformed)
    );
    let private = EgressRules {
        allow_private: true,
    };
    for url in [
        "http://localhost:9000/",
        "https://127.0.0.1/",
        "http://[::1]:80/",
    ] {
        assert!(EgressUrl::parse(url, private).is_ok(), "{url}");
    }
}

#[test]
fn addresses_that_a_name_led_to_are_judged_alike() {
    for (address, public) in [
        ("127.0.0.1", false),
        ("10.1.1.1", false),
        ("::1", false),
        ("::ffff:169.254.169.254", false),
        ("64:ff9b::a00:1", false),
        ("fd00:ec2::254", false),
        ("93.184.216.34", true),
        ("2606:2800:220:1:248:1893:25c8:1946", true),
    ] {
        assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
    }
}
