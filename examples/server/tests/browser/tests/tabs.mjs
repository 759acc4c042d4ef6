// Two tenants open in two tabs of one browser.

import assert from 'node:assert/strict';
import { before } from 'node:test';

import { either, visit } from '../harness/visitor.mjs';
import { makeTenant } from '../harness/world.mjs';
import * as hosted from '../pages/hosted.mjs';
import * as portal from '../pages/portal.mjs';
import * as profile from '../pages/profile.mjs';

let acme;
let umbrella;
before(async () => {
  acme = await makeTenant({ name: 'Acme Tools' });
  umbrella = await makeTenant({ name: 'Umbrella Works' });
});

const shownOrganization = (visitor) => visitor.at('dashboard-organization').textContent();

visit('a form of one tenant under the session of another changes nothing', async (visitor) => {
  await portal.enter(visitor, acme);
  const first = visitor.page;
  await visitor.openTab();
  await portal.enter(visitor, umbrella);
  const second = visitor.page;

  visitor.page = first;
  assert.ok((await shownOrganization(visitor)).includes(acme.name), 'the first tab still shows its tenant');
  assert.equal(await visitor.press('sign-out-submit'), 409, 'you switched organization');
  assert.equal(await visitor.page.locator('form[method=post]').count(), 0, 'a refusal holds no form');

  visitor.page = second;
  await visitor.open(portal.DASHBOARD);
  assert.ok((await shownOrganization(visitor)).includes(umbrella.name), 'the second stays signed in');
  await visitor.open(hosted.at(acme.slug, 'signed-in'));
  assert.ok((await visitor.at('signed-in-user').textContent()).includes(acme.owner), 'so does the first');
});

visit("a form token of one tenant is nothing worth at another's form", async (visitor) => {
  await portal.enter(visitor, acme);
  const stolen = await visitor.at('sign-out-submit').evaluate((button) => button.form.elements.csrf.value);
  await portal.enter(visitor, umbrella);
  await visitor.at('sign-out-submit').evaluate((button, token) => {
    button.form.elements.csrf.value = token;
  }, stolen);
  assert.equal(await visitor.press('sign-out-submit'), 403);
  await visitor.open(portal.DASHBOARD);
  assert.ok((await shownOrganization(visitor)).includes(umbrella.name));
});

visit('an organization that one is signed in to is a choice in the menu', async (visitor) => {
  await portal.enter(visitor, acme);
  await portal.enter(visitor, umbrella);
  await visitor.reveal('organization-switch');
  assert.equal(await visitor.at('organization-switch').getAttribute('value'), acme.slug);
  assert.equal(await visitor.press('organization-switch'), 200);
  assert.ok((await shownOrganization(visitor)).includes(acme.name));
  await visitor.open(portal.DASHBOARD);
  assert.ok((await shownOrganization(visitor)).includes(acme.name), 'it stays so');
});

visit('a half filled form in one tab survives a sign-in in the other', async (visitor) => {
  await visitor.open(`/portal/sign-in?organization=${acme.slug}`);
  await visitor.fill({ 'sign-in-email': acme.owner, 'sign-in-password': 'correct horse battery' });
  const first = visitor.page;
  await visitor.openTab();
  await portal.enter(visitor, umbrella);
  visitor.page = first;
  assert.equal(await visitor.press('sign-in-submit'), 200);
  assert.ok((await shownOrganization(visitor)).includes(acme.name));
});

either('the profile of one tenant, changed while the browser is at another', async (visitor) => {
  const [ada, eve] = [await profile.newPerson(acme), await profile.newPerson(umbrella)];
  await profile.enter(visitor, ada);
  await visitor.fill({ 'profile-name': 'Ada at Acme' });
  const first = visitor.page;
  await visitor.openTab();
  await profile.enter(visitor, eve);
  const second = visitor.page;

  visitor.page = first;
  assert.equal(await visitor.press('profile-save'), 409, 'you switched organization');
  visitor.page = second;
  await profile.open(visitor);
  assert.equal(await visitor.at('profile-name').inputValue(), '', 'nobody at the other tenant got the name');

  assert.equal(await visitor.press('organization-switch'), 200);
  visitor.page = first;
  await visitor.page.goBack();
  assert.equal(await visitor.at('profile-name').inputValue(), 'Ada at Acme', 'what was typed is not lost');
  await profile.send(visitor, 'profile-save');
  assert.equal(await visitor.at('profile-name').inputValue(), 'Ada at Acme');
});

either('the sessions of one tenant, ended while the browser is at another', async (visitor) => {
  const [ada, eve] = [await profile.newPerson(acme), await profile.newPerson(umbrella)];
  await profile.enterElsewhere(ada, 'Firefox on Windows');
  await profile.enterElsewhere(eve, 'Firefox on Windows');
  await profile.enter(visitor, ada);
  const first = visitor.page;
  await visitor.openTab();
  await profile.enter(visitor, eve);
  const second = visitor.page;
  visitor.page = first;
  await visitor.at('profile-sessions-end-others').click();
  assert.equal(await visitor.press('profile-sessions-end-others-confirm'), 409);
  visitor.page = second;
  await profile.open(visitor);
  assert.equal(await visitor.at('profile-session').count(), 2, 'none was ended here');
  assert.equal(await visitor.press('organization-switch'), 200);
  await profile.open(visitor);
  assert.equal(await visitor.at('profile-session').count(), 2, 'and none there');
});

visit('the hosted pages of two tenants know nothing of each other', async (visitor) => {
  await hosted.enter(visitor, acme, acme.member);
  const first = visitor.page;
  await visitor.openTab();
  await visitor.open(hosted.at(umbrella.slug, 'signed-in'));
  assert.equal(visitor.path, hosted.at(umbrella.slug, 'sign-in'), 'a session at one is none at the other');
  await hosted.enter(visitor, umbrella, umbrella.owner);
  const second = visitor.page;
  visitor.page = first;
  await hosted.signOut(visitor, acme);
  visitor.page = second;
  await visitor.open(hosted.at(umbrella.slug, 'signed-in'));
  assert.ok((await visitor.at('signed-in-user').textContent()).includes(umbrella.owner));
});
