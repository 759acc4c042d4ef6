// Passkeys with a virtual authenticator: added in the profile, signed in with, named and removed.

import assert from 'node:assert/strict';
import { before } from 'node:test';

import { Authenticator } from '../harness/virtual_authenticator.mjs';
import { followMail, mailTo } from '../harness/mailbox.mjs';
import { visit } from '../harness/visitor.mjs';
import { PASSWORD, invite, makeTenant } from '../harness/world.mjs';
import * as passkey from '../pages/passkey.mjs';
import * as portal from '../pages/portal.mjs';
import * as profile from '../pages/profile.mjs';

let tenant;
before(async () => {
  tenant = await makeTenant();
});

/** Somebody with a passkey in this authenticator, signed out again. */
async function withPasskey(visitor, options) {
  const authenticator = await Authenticator.plug(visitor, options);
  const person = await profile.newPerson(tenant);
  await profile.enter(visitor, person);
  await passkey.add(visitor);
  await portal.signOut(visitor);
  return { authenticator, person };
}

/** The browser offers nothing in the first field: the button alone is tried. */
const offerNothing = (visitor) =>
  visitor.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });

visit('a passkey is added, signs in by the button, is named and removed', async (visitor) => {
  await offerNothing(visitor);
  const authenticator = await Authenticator.plug(visitor);
  const person = await profile.newPerson(tenant);
  await profile.enter(visitor, person);
  assert.equal(await visitor.at('profile-passkey').count(), 0);
  await passkey.add(visitor);
  assert.equal(await visitor.at('profile-passkey').count(), 1);
  const [kept] = await authenticator.passkeys();
  assert.ok(kept.isResidentCredential, 'it is found without a name');
  assert.equal(kept.rpId, 'localhost');
  await mailTo(person.owner, (mail) => mail.kind === 'passkey_added');
  await portal.signOut(visitor);

  await passkey.openForm(visitor, person, 'portal');
  await passkey.signIn(visitor, person);
  await profile.open(visitor);
  assert.match(await visitor.at('profile-passkey').textContent(), /last used/);

  assert.equal(await visitor.press('profile-passkey-rename'), 200);
  await visitor.fill({ 'passkey-name': 'Laptop <b>' });
  await profile.send(visitor, 'passkey-save');
  assert.equal(await visitor.at('profile-passkey-name').textContent(), 'Laptop <b>');

  await visitor.at('profile-passkey-remove').click();
  await visitor.page.locator('dialog:visible').waitFor();
  await profile.send(visitor, 'profile-passkey-remove-confirm');
  assert.equal(await visitor.at('profile-passkey').count(), 0);
  await mailTo(person.owner, (mail) => mail.kind === 'passkey_removed');
});

for (const place of ['portal', 'hosted']) {
  visit(`the ${place} form signs in by what is offered in its first field, and no button is pressed`, async (visitor) => {
    const { person } = await withPasskey(visitor);
    const goal = place === 'portal' ? portal.DASHBOARD : `/t/${person.slug}/signed-in`;
    const finishes = [];
    visitor.page.on('request', (request) => {
      if (request.url().endsWith('/auth/passkey/finish')) finishes.push(request.postDataJSON());
    });
    await passkey.openForm(visitor, person, place);
    // The virtual authenticator answers the offer by itself, as a person does who picks the passkey from the list.
    await visitor.page.waitForURL((url) => url.pathname === goal);
    assert.equal(finishes.length, 1);
    assert.equal(finishes[0].page, place);
    assert.ok(finishes[0].flow.startsWith('anx_flow_'));
    assert.equal(await visitor.open(goal), 200, 'the session is open');
    assert.equal(visitor.path, goal);
  });
}

visit('the button alone, where the browser offers nothing', async (visitor) => {
  const { person } = await withPasskey(visitor);
  await offerNothing(visitor);
  const begun = [];
  visitor.page.on('request', (request) => {
    if (request.url().endsWith('/auth/passkey/begin')) begun.push(request);
  });
  await passkey.openForm(visitor, person, 'portal');
  await visitor.at('sign-in-passkey').waitFor();
  assert.equal(begun.length, 0, 'nothing is begun before the button is pressed');
  await passkey.signIn(visitor, person);
});

visit('browsers that lack the JSON forms', async (visitor) => {
  await visitor.page.addInitScript(() => {
    delete PublicKeyCredential.parseCreationOptionsFromJSON;
    delete PublicKeyCredential.parseRequestOptionsFromJSON;
    delete PublicKeyCredential.prototype.toJSON;
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  const { person } = await withPasskey(visitor);
  await passkey.openForm(visitor, person, 'hosted');
  await passkey.signIn(visitor, person, 'hosted');
});

visit('a user who is not verified, a removed passkey and a copied one are refused', async (visitor) => {
  await offerNothing(visitor);
  const { authenticator, person } = await withPasskey(visitor);
  visitor.complaints.expect(401, '/auth/passkey/finish');
  const [before] = await authenticator.passkeys();
  await passkey.openForm(visitor, person, 'portal');
  await passkey.signIn(visitor, person);
  await portal.signOut(visitor);

  await authenticator.clear();
  await authenticator.put(before);
  await passkey.openForm(visitor, person, 'portal');
  assert.match(await passkey.refusedSignIn(visitor), /not accepted/);

  await authenticator.verify(false);
  await visitor.at('sign-in-passkey').click();
  await visitor.page.waitForFunction(() => !document.querySelector('[data-passkey] [aria-busy]'));
  assert.equal(visitor.path, '/portal/sign-in', 'nobody is in');
});

visit('what was signed for another origin is refused', async (visitor) => {
  await offerNothing(visitor);
  const { person } = await withPasskey(visitor);
  visitor.complaints.expect(401, '/auth/passkey/finish');
  await visitor.page.route('**/auth/passkey/finish', async (route) => {
    const body = route.request().postDataJSON();
    const data = JSON.parse(Buffer.from(body.credential.response.clientDataJSON, 'base64url'));
    data.origin = 'http://localhost:1';
    body.credential.response.clientDataJSON = Buffer.from(JSON.stringify(data)).toString('base64url');
    await route.continue({ postData: JSON.stringify(body) });
  });
  await passkey.openForm(visitor, person, 'portal');
  assert.match(await passkey.refusedSignIn(visitor), /not accepted/);
  await visitor.open(portal.DASHBOARD);
  assert.equal(visitor.path, '/portal/sign-in', 'nobody is in');
});

visit('as the second factor after a password', async (visitor) => {
  await offerNothing(visitor);
  // Within the days of grace a password is enough, until there is a second factor.
  const strict = await makeTenant({ policy: { mfa: 'required', mfa_grace_days: 30 } });
  await Authenticator.plug(visitor);
  const person = await profile.newPerson(strict);
  await profile.enter(visitor, person);
  await passkey.add(visitor);
  await portal.signOut(visitor);
  await portal.signIn(visitor, person);
  assert.equal(visitor.path, '/portal/second-factor');
  await visitor.at('second-factor-passkey').click();
  await visitor.page.waitForURL((url) => url.pathname === portal.DASHBOARD);
});

/** Presses a button that makes or asks for a passkey, and is led on to a path. */
async function ledOn(visitor, button, path) {
  await visitor.at(button).click();
  await visitor.page.waitForURL((url) => url.pathname === path);
}

for (const place of ['portal', 'hosted']) {
  visit(`enrolled within a sign-in that demands a second factor, at the ${place} form`, async (visitor) => {
    await offerNothing(visitor);
    const strict = await makeTenant({ policy: { mfa: 'required' } });
    const authenticator = await Authenticator.plug(visitor);
    const person = await profile.newPerson(strict);
    const { slug } = strict;
    const [form, page, goal] =
      place === 'portal'
        ? [`/portal/sign-in?organization=${slug}`, '/portal/enrol-mfa', portal.DASHBOARD]
        : [`/t/${slug}/sign-in`, `/t/${slug}/enrol-mfa`, `/t/${slug}/signed-in`];
    await visitor.open(form);
    await visitor.fill({ 'sign-in-email': person.owner, 'sign-in-password': PASSWORD });
    await visitor.press('sign-in-submit');
    assert.equal(visitor.path, page);
    assert.equal(await visitor.at('profile-totp-start').count(), 1, 'an app will do as well');
    await ledOn(visitor, 'enrol-mfa-passkey', goal);
    const [kept] = await authenticator.passkeys();
    assert.ok(kept.isResidentCredential, 'it is found without a name');
    await mailTo(person.owner, (mail) => mail.kind === 'passkey_added');

    await visitor.page.context().clearCookies();
    await passkey.openForm(visitor, person, place);
    await passkey.signIn(visitor, person, place);
  });
}

visit('an invitation is accepted by passkey, and no password is asked for', async (visitor) => {
  await offerNothing(visitor);
  await Authenticator.plug(visitor);
  const email = await invite(tenant.slug, 'Ines Invited');
  await followMail(visitor, email, 'invitation');
  assert.equal(visitor.path, `/t/${tenant.slug}/accept-invite`);
  await visitor.fill({ 'accept-invite-name': 'Inès' });
  const goal = `/t/${tenant.slug}/signed-in`;
  await ledOn(visitor, 'accept-invite-passkey', goal);
  assert.match(await visitor.at('signed-in-user').textContent(), /Inès|invited-/);
  await visitor.page.context().clearCookies();
  await passkey.openForm(visitor, tenant, 'portal');
  await passkey.signIn(visitor, tenant);
});

visit('an authenticator that does not know its user accepts no invitation, and it stays good', async (visitor) => {
  const authenticator = await Authenticator.plug(visitor);
  await authenticator.verify(false);
  const email = await invite(tenant.slug);
  await followMail(visitor, email, 'invitation');
  await visitor.at('accept-invite-passkey').click();
  await visitor.page.waitForFunction(() => !document.querySelector('[data-passkey] [aria-busy]'));
  assert.equal(visitor.path, `/t/${tenant.slug}/accept-invite`);
  await authenticator.verify(true);
  await ledOn(visitor, 'accept-invite-passkey', `/t/${tenant.slug}/signed-in`);
});

visit('it shows again who is signed in', async (visitor) => {
  await offerNothing(visitor);
  const { person } = await withPasskey(visitor);
  await portal.enter(visitor, person);
  await visitor.open('/portal/step-up?next=/portal/profile');
  await ledOn(visitor, 'step-up-passkey', profile.PROFILE);
});

visit('it is offered after a sign-in by password until it is dismissed', async (visitor) => {
  const person = await profile.newPerson(tenant);
  await portal.enter(visitor, person);
  assert.equal(await visitor.at('passkey-offer').count(), 1);
  assert.equal(await visitor.press('passkey-offer-dismiss'), 200);
  assert.equal(await visitor.at('passkey-offer').count(), 0);
  await portal.signOut(visitor);
  await portal.enter(visitor, person);
  assert.equal(await visitor.at('passkey-offer').count(), 0, 'it stays away');
});

visit(
  'without script nothing of it is shown but how to get it',
  async (visitor) => {
    const person = await profile.newPerson(tenant);
    await passkey.openForm(visitor, person, 'portal');
    assert.ok(await visitor.at('sign-in-passkey').isHidden());
    await portal.enter(visitor, person);
    await profile.open(visitor);
    assert.ok(await visitor.at('profile-passkey-add').isHidden());
  },
  { script: false },
);
