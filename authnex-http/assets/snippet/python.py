# pip install "pyjwt[crypto]"
import jwt

ISSUER = "ISSUER_URL"
KEYS = jwt.PyJWKClient(ISSUER + "/oauth/jwks")


def verify(token):
    key = KEYS.get_signing_key_from_jwt(token).key
    algorithms = ["EdDSA", "ES256", "RS256"]
    return jwt.decode(token, key, algorithms, issuer=ISSUER, audience=ISSUER)
