// npm install jose
import { createRemoteJWKSet, jwtVerify } from "jose";

const issuer = "ISSUER_URL";
const keys = createRemoteJWKSet(new URL(issuer + "/oauth/jwks"));

// The claims of a good token; anything else throws
export async function verify(token) {
  const { payload } = await jwtVerify(token, keys, { issuer, audience: issuer });
  return payload;
}
