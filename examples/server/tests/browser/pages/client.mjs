// What a client asks for, and what a person does on the way to it.

import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';

import { baseUrl } from '../harness/place.mjs';
import { apply } from '../harness/world.mjs';
import * as hosted from './hosted.mjs';

/** Where every client is sent back to. It has the server's origin, so that no request leaves it; `answerAsClient` stands in. */
const callback = () => `${baseUrl()}/a-client/callback`;

/** What the clients' codes are bound to. */
export const VERIFIER = 'a-verifier-of-the-tests-which-has-43-characters-and-more';

/** Makes a client in the tenant; says what it is. */
export async function makeClient({ slug }, fields = {}) {
  const client = {
    client_id: `client-${randomUUID().slice(0, 8)}`,
    client_secret: randomUUID(),
    client_name: 'Photo Album',
    redirect_uris: [callback()],
    post_logout_redirect_uris: [`${baseUrl()}/a-client/signed-out`],
    grant_types: ['authorization_code', 'refresh_token'],
    ...fields,
  };
  await apply([{ slug, clients: [client] }]);
  return client;
}

/** The path of an authorization request. */
export function authorizePath({ slug }, client, parameters = {}) {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: callback(),
    scope: 'openid profile email',
    state: 'a-state',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return hosted.at(slug, `oauth/authorize?${query}`);
}

/** The path of a request to sign out. */
export function endSessionPath({ slug }, client) {
  const query = new URLSearchParams({
    client_id: client.client_id,
    post_logout_redirect_uri: client.post_logout_redirect_uris[0],
  });
  return hosted.at(slug, `oauth/end_session?${query}`);
}

/**
 * Stands in for the client: keeps what arrives at its addresses, in order. `stay` leaves the browser on the page before,
 * as an answer without content does.
 */
export async function answerAsClient(visitor, { stay = false } = {}) {
  const arrived = [];
  await visitor.context.route(`${baseUrl()}/a-client/**`, async (route) => {
    const request = route.request();
    const sent = request.method() === 'POST' ? request.postData() : new URL(request.url()).search;
    arrived.push({ path: new URL(request.url()).pathname, method: request.method(), parameters: new URLSearchParams(sent) });
    await route.fulfill(stay ? { status: 204 } : { contentType: 'text/html', body: '<!doctype html><html lang="en"><title>Client</title><p>Here.</p></html>' });
  });
  return arrived;
}

/** Waits at the page of an answer that goes on by POST, which a client holds up that does not answer. */
export async function reachFormPost(visitor, tenant) {
  const client = await makeClient(tenant, { first_party: true });
  const arrived = await answerAsClient(visitor, { stay: true });
  await hosted.enter(visitor, tenant, tenant.member);
  // The page's script leaves it before it has loaded.
  await visitor.page.goto(authorizePath(tenant, client, { response_mode: 'form_post' }), { waitUntil: 'commit' });
  await visitor.at('form-post-submit').waitFor();
  for (let tries = 0; arrived.length === 0 && tries < 100; tries += 1) await visitor.page.waitForTimeout(20);
  assert.equal(arrived[0].method, 'POST');
}

/** Signs in on the way to a client, as far as its question. */
export async function reachConsent(visitor, tenant, { client, scope = 'openid profile email' } = {}) {
  const asking = client ?? (await makeClient(tenant));
  assert.equal(await visitor.open(authorizePath(tenant, asking, { scope })), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'sign-in'));
  await hosted.fillIn(visitor, tenant.member);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'consent'));
  return asking;
}
