// To a client and back through the pages: consent, answers by redirect and by form, sign-out.

import assert from 'node:assert/strict';
import { before } from 'node:test';

import { either } from '../harness/visitor.mjs';
import { makePerson, makeTenant } from '../harness/world.mjs';
import { answerAsClient, authorizePath, endSessionPath, makeClient, reachConsent } from '../pages/client.mjs';
import * as hosted from '../pages/hosted.mjs';

let tenant;
before(async () => {
  const made = await makeTenant();
  tenant = { ...made, member: await makePerson(made.slug) };
});

either('a client that is allowed gets a code, and asks no second time', async (visitor) => {
  const arrived = await answerAsClient(visitor);
  const client = await reachConsent(visitor, tenant);
  const scopes = await visitor.at('consent-scopes').locator('li').evaluateAll((all) => all.map((one) => one.dataset.scope));
  assert.deepEqual(scopes.sort(), ['email', 'openid', 'profile']);
  assert.equal(await visitor.press('consent-allow'), 200);
  assert.equal(arrived.length, 1);
  const [{ parameters }] = arrived;
  assert.match(parameters.get('code'), /^anx_/);
  assert.equal(parameters.get('state'), 'a-state');
  assert.match(parameters.get('iss'), new RegExp(`/t/${tenant.slug}$`));
  await visitor.open(authorizePath(tenant, client));
  assert.equal(arrived.length, 2);
});

either('a client that is denied is told so', async (visitor) => {
  const arrived = await answerAsClient(visitor);
  await reachConsent(visitor, tenant);
  assert.equal(await visitor.press('consent-deny'), 200);
  assert.equal(arrived[0].parameters.get('error'), 'access_denied');
  assert.equal(arrived[0].parameters.get('code'), null);
});

either('an answer by form gets to the client', async (visitor, { script }) => {
  const arrived = await answerAsClient(visitor);
  const client = await makeClient(tenant, { first_party: true });
  await hosted.enter(visitor, tenant, tenant.member);
  await visitor.page.goto(authorizePath(tenant, client, { response_mode: 'form_post' }), { waitUntil: 'commit' });
  if (!script) await visitor.at('form-post-submit').click();
  await visitor.page.waitForURL('**/a-client/callback');
  assert.equal(arrived[0].method, 'POST');
  assert.match(arrived[0].parameters.get('code'), /^anx_/);
});

either('a client signs its user out, who is asked first', async (visitor) => {
  const arrived = await answerAsClient(visitor);
  const client = await makeClient(tenant);
  await hosted.enter(visitor, tenant, tenant.member);
  await visitor.open(endSessionPath(tenant, client));
  assert.equal(await visitor.press('logout-cancel'), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'signed-in'));
  assert.equal(arrived.length, 0);
  await visitor.open(endSessionPath(tenant, client));
  assert.equal(await visitor.press('logout-confirm'), 200);
  assert.equal(arrived[0].path, '/a-client/signed-out');
  // No page of anybody who is signed in.
  await visitor.open(hosted.at(tenant.slug, 'signed-in'));
  assert.equal(visitor.path, hosted.at(tenant.slug, 'sign-in'));
});
