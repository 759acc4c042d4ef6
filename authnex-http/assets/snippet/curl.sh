# What this issuer offers
curl ISSUER_URL/.well-known/openid-configuration

# Sign in: the answer holds an access token and a refresh token
curl ISSUER_URL/api/v1/auth/sign-in \
  --json '{"email": "you@example.com", "password": "your password"}'

# Who is signed in
curl ISSUER_URL/api/v1/me -H "Authorization: Bearer $ACCESS_TOKEN"
