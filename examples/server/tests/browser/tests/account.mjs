// The own account: what a person changes, sees and takes along, with script and without.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';

import { followMail, mailTo } from '../harness/mailbox.mjs';
import { either, visit, withVisitor } from '../harness/visitor.mjs';
import { PASSWORD, makeTenant } from '../harness/world.mjs';
import * as hosted from '../pages/hosted.mjs';
import * as portal from '../pages/portal.mjs';
import * as profile from '../pages/profile.mjs';

const NEW_PASSWORD = 'another horse battery';

let tenant;
before(async () => {
  tenant = await makeTenant();
});

either('from a clean start to the sign-out', async (visitor, look) => {
  const own = await portal.signUp(visitor);
  const step = visitor.at('step-verify-email');
  assert.equal(await step.getAttribute('data-done'), 'no');
  await portal.signOut(visitor);

  await followMail(visitor, own.owner, 'verify_email');
  assert.equal(await visitor.press('verify-email-submit'), 200);
  await visitor.assertFlash('success');
  await portal.enter(visitor, own);
  assert.equal(await step.getAttribute('data-done'), 'yes', 'the step ticked itself');

  await profile.open(visitor);
  await profile.changePassword(visitor, PASSWORD, NEW_PASSWORD);
  await mailTo(own.owner, (mail) => mail.kind === 'password_changed');

  await withVisitor('the second browser', { ...look, agent: profile.AGENTS['Firefox on Windows'] }, async (other) => {
    assert.equal(await portal.signIn(other, own), 401, 'the old password is good for nothing');
    await portal.enter(other, own, NEW_PASSWORD);

    await profile.open(visitor);
    assert.equal(await visitor.at('profile-session').count(), 2);
    assert.equal(await profile.sessionOf(visitor, 'Firefox on Windows').getAttribute('data-current'), 'no');
    await profile.askToEnd(visitor, 'Firefox on Windows');
    await profile.send(visitor, 'profile-session-end-confirm');
    assert.equal(await visitor.at('profile-session').count(), 1);
    assert.equal(await visitor.at('profile-session').getAttribute('data-current'), 'yes');

    await other.open(profile.PROFILE);
    assert.equal(other.path, '/portal/sign-in', 'it is signed out at once');
  });

  const data = await profile.exportData(visitor);
  assert.equal(data.organization.slug, own.slug);
  assert.equal(data.profile.email, own.owner);
  assert.equal(data.sessions.length, 1);
  const kinds = data.events.map((event) => event.type);
  for (const kind of ['password.changed', 'session.ended', 'sign_in.succeeded']) assert.ok(kinds.includes(kind), `${kind} of ${kinds}`);
  assert.ok(!JSON.stringify(data).includes('argon2'), 'it holds no hash');
  await profile.exportData(visitor);

  await portal.signOut(visitor);
  await visitor.open(profile.PROFILE);
  assert.equal(visitor.path, '/portal/sign-in', 'the profile is closed');
});

either('name, language and time zone', async (visitor) => {
  const person = await profile.newPerson(tenant);
  await profile.enter(visitor, person);
  await visitor.fill({ 'profile-name': 'Ada Byron' });
  await visitor.at('profile-locale').selectOption('de-CH');
  await visitor.at('profile-zoneinfo').selectOption('Europe/Zurich');
  await profile.send(visitor, 'profile-save');
  assert.ok((await visitor.at('user-menu').textContent()).includes('Ada Byron'), 'the bar says so too');
  const language = () => visitor.page.getAttribute('html', 'lang');
  assert.equal(await language(), 'de', 'the pages speak it at once');
  await profile.open(visitor);
  assert.equal(await visitor.at('flash').count(), 0, 'it is said once');
  assert.equal(await visitor.at('profile-locale').inputValue(), 'de-CH');
  assert.equal(await visitor.at('profile-zoneinfo').inputValue(), 'Europe/Zurich');
  await visitor.fill({ 'profile-name': '' });
  await visitor.at('profile-locale').selectOption('');
  await profile.send(visitor, 'profile-save');
  assert.equal(await language(), 'en');
  assert.equal(await visitor.at('profile-name').inputValue(), '');
  assert.ok((await visitor.at('user-menu').textContent()).includes(person.owner), 'without a name the sign-in name');
});

either('another e-mail address, by the link', async (visitor) => {
  const person = await profile.newPerson(tenant);
  const address = `new-${randomUUID().slice(0, 8)}@${tenant.slug}.test`;
  await profile.enter(visitor, person);
  await profile.askForAddress(visitor, address);
  await mailTo(person.owner, (mail) => mail.kind === 'email_change_requested');
  assert.equal(await visitor.at('profile-email-present').textContent(), person.owner, 'nothing has changed yet');

  await followMail(visitor, address, 'change_email');
  assert.equal(await visitor.press('confirm-email-submit'), 200);
  assert.equal(visitor.path, profile.PROFILE);
  await visitor.assertFlash('success');
  assert.equal(await visitor.at('profile-email-present').textContent(), address);
  await mailTo(person.owner, (mail) => mail.kind === 'email_changed');

  await portal.signOut(visitor);
  assert.equal(await portal.signIn(visitor, person), 401);
  await portal.enter(visitor, { ...person, owner: address });
});

either('another e-mail address, by the code on a phone', async (visitor, look) => {
  const person = await profile.newPerson(tenant);
  const address = `new-${randomUUID().slice(0, 8)}@${tenant.slug}.test`;
  await profile.enter(visitor, person);
  const { code } = await profile.askForAddress(visitor, address);
  await withVisitor('the phone', { ...look, width: 390 }, async (phone) => {
    await phone.open(hosted.at(tenant.slug, 'confirm-email'));
    await phone.fill({ 'confirm-email-email': address, 'confirm-email-code': code });
    assert.equal(await phone.press('confirm-email-submit'), 200);
    assert.equal(phone.path, hosted.at(tenant.slug, 'sign-in'));
    await phone.assertFlash('success');
  });
  await profile.open(visitor);
  assert.equal(await visitor.at('profile-email-present').textContent(), address);
});

either('all other sessions end, and this one stays', async (visitor, look) => {
  const person = await profile.newPerson(tenant);
  await profile.enterElsewhere(person, 'Safari on iPhone');
  await withVisitor('the second browser', { ...look, agent: profile.AGENTS['Firefox on Windows'] }, async (other) => {
    await portal.enter(other, person);
    await profile.enter(visitor, person);
    assert.equal(await visitor.at('profile-session').count(), 3);
    await visitor.at('profile-sessions-end-others').click();
    await profile.send(visitor, 'profile-sessions-end-others-confirm');
    assert.equal(await visitor.at('profile-session').count(), 1);
    assert.equal(await visitor.at('profile-sessions-end-others').count(), 0, 'there is nothing left to end');
    await other.open(portal.DASHBOARD);
    assert.equal(other.path, '/portal/sign-in');
  });
});

either('a session that is over already', async (visitor, look) => {
  const person = await profile.newPerson(tenant);
  await withVisitor('the second browser', { ...look, agent: profile.AGENTS['Firefox on Windows'] }, async (other) => {
    await portal.enter(other, person);
    await profile.enter(visitor, person);
    await portal.signOut(other);
  });
  await profile.askToEnd(visitor, 'Firefox on Windows');
  assert.equal(await visitor.press('profile-session-end-confirm'), 200);
  await visitor.assertFlash('error');
  assert.equal(await visitor.at('profile-session').count(), 1);
});

either('a dialog is left as it was opened', async (visitor) => {
  const person = await profile.newPerson(tenant);
  await profile.enterElsewhere(person, 'Firefox on Windows');
  await profile.enter(visitor, person);
  await profile.askToEnd(visitor, 'Firefox on Windows');
  const dialog = visitor.page.locator('dialog:visible');
  assert.ok((await dialog.textContent()).includes('Firefox on Windows'), 'it says what would end');
  await dialog.locator('.actions [data-closes]').click();
  await dialog.waitFor({ state: 'hidden' });
  await profile.open(visitor);
  assert.equal(await visitor.at('profile-session').count(), 2);
});

visit('the rules of a new password are ticked while it is typed, and written out without script', async (visitor) => {
  const person = await profile.newPerson(tenant);
  await profile.enter(visitor, person);
  const rules = (one) => one.at('password-rules').locator('[data-rule]');
  // Of the organization's name and of what is known too well the server alone can tell: neither met nor missed here.
  const met = () =>
    rules(visitor).evaluateAll((all) => Object.fromEntries(all.map(({ dataset }) => [dataset.rule, dataset.met ?? '-'])));
  const theServers = { not_tenant_name: '-', not_common: '-' };
  assert.deepEqual(await met(), { min_length: 'no', not_email: 'no', ...theServers });
  await visitor.fill({ 'profile-password-new': person.owner });
  assert.deepEqual(await met(), { min_length: 'yes', not_email: 'no', ...theServers }, 'the address of the account is no password');
  await visitor.fill({ 'profile-password-new': NEW_PASSWORD });
  assert.deepEqual(await met(), { min_length: 'yes', not_email: 'yes', ...theServers });
  const cookies = await visitor.context.cookies();
  await withVisitor('without script', { script: false, cookies }, async (plain) => {
    await profile.open(plain);
    assert.equal(await rules(plain).filter({ visible: true }).count(), 4);
  });
});
