// What people come for, from a clean start, with script and without.

import assert from 'node:assert/strict';

import { followMail, mailTo } from '../harness/mailbox.mjs';
import { either, visit, withVisitor } from '../harness/visitor.mjs';
import { PASSWORD, makeNewcomer, makeStrictTenant, makeTenant, operate } from '../harness/world.mjs';
import * as hosted from '../pages/hosted.mjs';
import * as portal from '../pages/portal.mjs';

const NEW_PASSWORD = 'another horse battery';

either('sign up, confirm the address, sign out, sign in again', async (visitor) => {
  const tenant = await portal.signUp(visitor);
  assert.ok((await visitor.at('dashboard-organization').textContent()).includes(tenant.name));
  assert.equal(await visitor.at('dashboard-verify-email').count(), 1, 'the dashboard asks to confirm the address');

  await followMail(visitor, tenant.owner, 'verify_email');
  assert.equal(await visitor.press('verify-email-submit'), 200);
  await visitor.assertFlash('success');
  await visitor.open(portal.DASHBOARD);
  assert.equal(await visitor.at('dashboard-verify-email').count(), 0, 'the step ticked itself');

  await portal.signOut(visitor);
  await visitor.open(portal.DASHBOARD);
  assert.equal(visitor.path, '/portal/sign-in', 'the dashboard is closed');
  await portal.enter(visitor, tenant);
});

either('another mail with the link, from the dashboard', async (visitor) => {
  const tenant = await portal.signUp(visitor);
  const first = await mailTo(tenant.owner);
  assert.equal(await visitor.press('dashboard-verify-email-resend'), 200);
  await visitor.assertFlash('success');
  const second = await mailTo(tenant.owner, ({ id }) => id !== first.id);
  await visitor.open(`/t/${tenant.slug}/verify-email`);
  await visitor.fill({ 'verify-email-email': tenant.owner, 'verify-email-code': second.code });
  assert.equal(await visitor.press('verify-email-submit'), 200);
  await visitor.assertFlash('success');
});

either('a second browser is a session of its own', async (visitor, look) => {
  const tenant = await makeTenant();
  await portal.enter(visitor, tenant);
  await withVisitor('the second browser', look, async (other) => {
    await other.open(portal.DASHBOARD);
    assert.equal(other.path, '/portal/sign-in', 'it is signed in nowhere');
    await portal.enter(other, tenant);
    await portal.signOut(other);
  });
  await visitor.open(portal.DASHBOARD);
  assert.equal(visitor.path, portal.DASHBOARD, 'the first one stays signed in');
});

either('a forgotten password', async (visitor, look) => {
  const tenant = await makeTenant();
  await withVisitor('signed in elsewhere', look, async (other) => {
    await portal.enter(other, tenant);
    await visitor.open(`/portal/sign-in?organization=${tenant.slug}`);
    await visitor.at('sign-in-forgot').click();
    await visitor.fill({ 'forgot-password-email': tenant.owner });
    assert.equal(await visitor.press('forgot-password-submit'), 200);
    await followMail(visitor, tenant.owner, 'reset_password');
    await visitor.fill({ 'reset-password-password': NEW_PASSWORD });
    assert.equal(await visitor.press('reset-password-submit'), 200);
    await visitor.assertFlash('success');
    await other.open(portal.DASHBOARD);
    assert.equal(other.path, '/portal/sign-in', 'a new password ends the sessions');
  });
  assert.equal(await portal.signIn(visitor, tenant), 401, 'the old one is good for nothing');
  await portal.enter(visitor, tenant, NEW_PASSWORD);
});

either('a password that has to be replaced, in the portal', async (visitor) => {
  const { slug } = await makeTenant();
  const tenant = { slug, owner: await makeNewcomer(slug) };
  assert.equal(await portal.signIn(visitor, tenant), 200);
  assert.equal(visitor.path, '/portal/change-password');
  await visitor.fill({ 'change-password-new': PASSWORD });
  assert.equal(await visitor.press('change-password-submit'), 422, 'the same one again');
  await visitor.fill({ 'change-password-new': NEW_PASSWORD });
  assert.equal(await visitor.press('change-password-submit'), 200);
  assert.equal(visitor.path, portal.DASHBOARD);
  await portal.signOut(visitor);
  await portal.enter(visitor, tenant, NEW_PASSWORD);
});

either('the hosted pages: sign up, sign out, sign in, replace a password', async (visitor) => {
  const tenant = await makeTenant();
  const email = `ada@${tenant.slug}.test`;
  assert.equal(await hosted.signUp(visitor, tenant, email), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'signed-in'));
  assert.ok((await visitor.at('signed-in-user').textContent()).includes(email));
  await hosted.signOut(visitor, tenant);
  await hosted.enter(visitor, tenant, email);
  await hosted.signOut(visitor, tenant);

  const newcomer = await makeNewcomer(tenant.slug);
  assert.equal(await hosted.signIn(visitor, tenant, newcomer), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'change-password'));
  await visitor.fill({ 'change-password-new': NEW_PASSWORD });
  assert.equal(await visitor.press('change-password-submit'), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'signed-in'));
});

either('a sign-in that waits for the address to be verified', async (visitor) => {
  const tenant = await makeStrictTenant();
  const email = `ada@${tenant.slug}.test`;
  assert.equal(await hosted.signUp(visitor, tenant, email), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'verify-email'));
  await visitor.open(hosted.at(tenant.slug, 'signed-in'));
  assert.equal(visitor.path, hosted.at(tenant.slug, 'sign-in'), 'there is no session yet');
  assert.equal(await hosted.signIn(visitor, tenant, email), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'verify-email'));
  const { code } = await mailTo(email, (mail) => mail.kind === 'verify_email');
  await visitor.fill({ 'verify-email-email': email, 'verify-email-code': code });
  assert.equal(await visitor.press('verify-email-submit'), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'signed-in'), 'it goes on by itself');
});

either('an organization that was suspended', async (visitor) => {
  const tenant = await makeTenant();
  await operate(['tenant', 'suspend', tenant.slug]);
  await portal.signInToSuspended(visitor, tenant);
  assert.ok((await visitor.at('suspended-user').textContent()).includes(tenant.owner));
  await visitor.open(portal.DASHBOARD);
  assert.equal(visitor.path, '/portal/sign-in', 'nothing else is open');
  await visitor.open('/portal/suspended');
  await portal.signOut(visitor);
});

visit('the organization is remembered, and can be changed', async (visitor) => {
  const tenant = await makeTenant();
  await portal.enter(visitor, tenant);
  await portal.signOut(visitor);
  await visitor.open('/portal/sign-in');
  const field = visitor.at('sign-in-organization');
  assert.equal(await field.inputValue(), tenant.slug);
  assert.equal(await field.getAttribute('readonly'), null);
});

visit('an unknown organization looks like a known one', async (visitor) => {
  const tenant = await makeTenant({ name: 'A name that nobody may see' });
  const faces = [];
  // Addresses of an unknown organization are no pages; what is shown must not tell.
  visitor.complaints.expect(404, '/auth/passkey/begin');
  for (const slug of [tenant.slug, tenant.slug.replace('org', 'xyz')]) {
    await visitor.open(`/portal/sign-in?organization=${slug}`);
    const page = await visitor.page.locator('main').innerHTML();
    faces.push(page.replaceAll(slug, 'SLUG').replace(/name="csrf" value="[^"]*"/, ''));
    await visitor.fill({ 'sign-in-email': 'nobody@acme.test', 'sign-in-password': 'not the right password' });
    assert.equal(await visitor.press('sign-in-submit'), 401);
  }
  assert.equal(faces[0], faces[1]);
  assert.ok(!faces[0].includes(tenant.name));
});
