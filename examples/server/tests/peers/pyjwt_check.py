"""Verifies access tokens of a running server with PyJWT, through discovery and JWKS alone.

usage: pyjwt_check.py AUTHNEX_BINARY
Signs up two organizations, takes tokens by all three algorithms, before and after a rotation, and has the
library accept what is good and refuse what is tampered with, of another organization, for another audience,
or expired.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import jwt

BINARY = os.path.abspath(sys.argv[1])
PASSWORD = "correct horse battery"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


PORT = free_port()
BASE = f"http://localhost:{PORT}"
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("AUTHNEX_")},
    "AUTHNEX_LISTEN": f"127.0.0.1:{PORT}",
    "AUTHNEX_BASE_URL": BASE,
    "AUTHNEX_RATE_LIMITS": "off",
}


def command(directory, *arguments, text=""):
    subprocess.run(
        [BINARY, *arguments], cwd=directory, env=ENVIRONMENT, input=text, text=True, check=True, capture_output=True
    )


def fetch(path, body=None):
    request = urllib.request.Request(BASE + path)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def token(slug, resource=None):
    body = {"email": f"owner@{slug}.test", "password": PASSWORD}
    if resource:
        body["resource"] = resource
    return fetch(f"/t/{slug}/api/v1/auth/sign-in", body)["access_token"]


def verify(text, slug, audience=None, leeway=0):
    discovery = fetch(f"/t/{slug}/.well-known/openid-configuration")
    keys = jwt.PyJWKClient(discovery["jwks_uri"])
    return jwt.decode(
        text,
        keys.get_signing_key_from_jwt(text).key,
        algorithms=["EdDSA", "ES256", "RS256"],
        issuer=discovery["issuer"],
        audience=audience or discovery["issuer"],
        leeway=leeway,
        # A clock that is ahead is played by a negative leeway, which `iat` must not see.
        options={"require": ["exp", "iat", "sub", "aud", "iss", "jti"], "verify_iat": leeway >= 0},
    )


def refused(error, *arguments, **options):
    try:
        verify(*arguments, **options)
    except error:
        return
    raise AssertionError(f"{error.__name__} was expected")


def until(what, suits):
    for _ in range(200):
        if suits(what()):
            return
        time.sleep(0.1)
    raise AssertionError("it took too long")


def check(directory):
    algorithms = lambda: {key["alg"] for key in fetch("/t/acme/oauth/jwks")["keys"]}
    until(algorithms, lambda found: found >= {"EdDSA", "ES256", "RS256"})
    for algorithm in ["EdDSA", "ES256", "RS256"]:
        command(directory, "policy", "set", "--tenant", "acme", f"access_token_signing_alg={algorithm}")
        signs = lambda: jwt.get_unverified_header(token("acme"))["alg"]
        until(signs, lambda found: found == algorithm)
        old = token("acme")
        assert verify(old, "acme")["iss"] == f"{BASE}/t/acme"
        head, payload, signature = old.split(".")
        refused(jwt.InvalidSignatureError, f"{head}.{payload}.{signature[:9]}{'A' if signature[9] != 'A' else 'B'}{signature[10:]}", "acme")
        refused(jwt.PyJWKClientError, old, "beta")
        refused(jwt.InvalidAudienceError, old, "acme", audience="https://api.example")
        refused(jwt.ExpiredSignatureError, old, "acme", leeway=-1000)
        for_api = token("acme", "https://api.example")
        assert verify(for_api, "acme", audience="https://api.example")["aud"] == "https://api.example"
        kid = jwt.get_unverified_header(old)["kid"]
        command(directory, "signing-key", "rotate", "--tenant", "acme", "--alg", algorithm)
        until(lambda: jwt.get_unverified_header(token("acme"))["kid"], lambda found: found != kid)
        verify(old, "acme")
        verify(token("acme"), "acme")
        print(f"{algorithm}: accepted before and after a rotation, four faults refused")


with tempfile.TemporaryDirectory() as directory:
    for slug in ["acme", "beta"]:
        command(directory, "tenant", "create", slug, "--owner", f"owner@{slug}.test", text=PASSWORD + "\n")
    with open(os.path.join(directory, "log"), "w") as log:
        server = subprocess.Popen([BINARY, "serve"], cwd=directory, env=ENVIRONMENT, stdout=log, stderr=log)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(BASE + "/readyz")
                break
            except OSError:
                time.sleep(0.05)
        check(directory)
    finally:
        server.terminate()
        assert server.wait() == 0
