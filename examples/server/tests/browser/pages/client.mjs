// What a client asks for, and what a person does on the way to it.

import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';

import { baseUrl } from '../harness/place.mjs';
import { apply } from '../harness/world.mjs';
import * as hosted from './hosted.mjs';

/**
 * Where clients are sent back to. It is a page of the server's own, so that no request leaves it: a redirect's target cannot
 * be answered by anybody else.
 */
export const CALLBACK = '/dev/style-guide';
const SIGNED_OUT = '/dev/mailbox';

/** What the clients' codes are bound to. */
export const VERIFIER = 'a-verifier-of-the-tests-which-has-43-characters-and-more';

/** Makes a client in the tenant; says what it is. */
export async function makeClient({ slug }, fields = {}) {
  const client = {
    client_id: `client-${randomUUID().slice(0, 8)}`,
    client_secret: randomUUID(),
    client_name: 'Photo Album',
    redirect_uris: [baseUrl() + CALLBACK],
    post_logout_redirect_uris: [baseUrl() + SIGNED_OUT],
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
    redirect_uri: baseUrl() + CALLBACK,
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

/** What the client was told by the redirect that led here. */
export function toldClient(visitor) {
  assert.equal(visitor.path, CALLBACK);
  return new URL(visitor.page.url()).searchParams;
}

/** Answers the forms that are sent to a client; says what they held. An answer without content leaves the page that sent it. */
export async function answerForms(visitor, { stay = false } = {}) {
  const forms = [];
  await visitor.context.route(baseUrl() + CALLBACK, async (route) => {
    assert.equal(route.request().method(), 'POST');
    forms.push(new URLSearchParams(route.request().postData()));
    const page = '<!doctype html><html lang="en"><title>Client</title><p>Here.</p></html>';
    await route.fulfill(stay ? { status: 204 } : { contentType: 'text/html', body: page });
  });
  return forms;
}

/** Waits at the page of an answer that goes on by POST, which a client holds up that does not answer. */
export async function reachFormPost(visitor, tenant) {
  const client = await makeClient(tenant, { first_party: true });
  const forms = await answerForms(visitor, { stay: true });
  await hosted.enter(visitor, tenant, tenant.member);
  // The page's script leaves it before it has loaded.
  await visitor.page.goto(authorizePath(tenant, client, { response_mode: 'form_post' }), { waitUntil: 'commit' });
  await visitor.at('form-post-submit').waitFor();
  for (let tries = 0; forms.length === 0 && tries < 100; tries += 1) await visitor.page.waitForTimeout(20);
  assert.equal(forms.length, 1);
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
