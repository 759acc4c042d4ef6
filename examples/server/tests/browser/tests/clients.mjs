// To a client and back through the pages: consent, answers by redirect and by form, sign-out.

import assert from 'node:assert/strict';
import { before } from 'node:test';

import { either } from '../harness/visitor.mjs';
import { makePerson, makeTenant } from '../harness/world.mjs';
import { CALLBACK, answerForms, authorizePath, endSessionPath, makeClient, reachConsent, toldClient } from '../pages/client.mjs';
import * as hosted from '../pages/hosted.mjs';

let tenant;
before(async () => {
  const made = await makeTenant();
  tenant = { ...made, member: await makePerson(made.slug) };
});

either('a client that is allowed gets a code, and asks no second time', async (visitor) => {
  const client = await reachConsent(visitor, tenant);
  const scopes = await visitor.at('consent-scopes').locator('li').evaluateAll((all) => all.map((one) => one.dataset.scope));
  assert.deepEqual(scopes.sort(), ['email', 'openid', 'profile']);
  assert.equal(await visitor.press('consent-allow'), 200);
  const first = toldClient(visitor);
  assert.match(first.get('code'), /^anx_/);
  assert.equal(first.get('state'), 'a-state');
  assert.match(first.get('iss'), new RegExp(`/t/${tenant.slug}$`));
  await visitor.open(authorizePath(tenant, client));
  assert.notEqual(toldClient(visitor).get('code'), first.get('code'));
});

either('a client that is denied is told so', async (visitor) => {
  await reachConsent(visitor, tenant);
  assert.equal(await visitor.press('consent-deny'), 200);
  const told = toldClient(visitor);
  assert.equal(told.get('error'), 'access_denied');
  assert.equal(told.get('code'), null);
});

either('an answer by form gets to the client', async (visitor, { script }) => {
  const forms = await answerForms(visitor);
  const client = await makeClient(tenant, { first_party: true });
  await hosted.enter(visitor, tenant, tenant.member);
  await visitor.page.goto(authorizePath(tenant, client, { response_mode: 'form_post' }), { waitUntil: 'commit' });
  if (!script) await visitor.at('form-post-submit').click();
  await visitor.page.waitForURL(`**${CALLBACK}`);
  assert.equal(forms.length, 1);
  assert.match(forms[0].get('code'), /^anx_/);
});

either('a client signs its user out, who is asked first', async (visitor) => {
  const client = await makeClient(tenant);
  await hosted.enter(visitor, tenant, tenant.member);
  await visitor.open(endSessionPath(tenant, client));
  assert.equal(await visitor.press('logout-cancel'), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'signed-in'));
  await visitor.open(endSessionPath(tenant, client));
  assert.equal(await visitor.press('logout-confirm'), 200);
  assert.equal(visitor.page.url(), client.post_logout_redirect_uris[0]);
  await visitor.open(hosted.at(tenant.slug, 'signed-in'));
  assert.equal(visitor.path, hosted.at(tenant.slug, 'sign-in'));
});
