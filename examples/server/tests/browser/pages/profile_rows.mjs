// The own account, in every state that looks different: rows of the matrix.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { PASSWORD } from '../harness/world.mjs';
import * as passkey from './passkey.mjs';
import * as portal from './portal.mjs';
import * as profile from './profile.mjs';
import { SECOND_FACTOR_STATES } from './second_factor_rows.mjs';
import { hostedPath, open, refused, refusedAt } from './steps.mjs';

export const PROFILE_PAGES = [
  {
    route: profile.PROFILE,
    path: profile.PROFILE,
    as: portal.enter,
    states: {
      empty: enterProfile,
      filled: async (visitor, tenant) => {
        await enterProfile(visitor, tenant);
        await visitor.fill({ 'profile-name': 'Ada Byron' });
        // The pages do not speak it, and so keep to the browser's.
        await visitor.at('profile-locale').selectOption('fr');
        await visitor.at('profile-zoneinfo').selectOption('Europe/Paris');
        await profile.send(visitor, 'profile-save');
      },
      'a name that is too long': async (visitor, tenant) => {
        await enterProfile(visitor, tenant);
        await refusedAt(visitor, { 'profile-name': 'x'.repeat(101) }, 'profile-save', 422);
      },
      'an address that does not do': async (visitor, tenant) => {
        await enterProfile(visitor, tenant);
        const fields = { 'profile-email': 'nobody', 'profile-email-password': PASSWORD };
        await refusedAt(visitor, fields, 'profile-email-submit', 422);
      },
      'an address, and a wrong password': async (visitor, tenant) => {
        await enterProfile(visitor, tenant);
        const fields = { 'profile-email': 'ada@acme.test', 'profile-email-password': 'not the right password' };
        await refusedAt(visitor, fields, 'profile-email-submit', 403);
      },
      'a password that does not do': async (visitor, tenant) => {
        await enterProfile(visitor, tenant);
        const fields = { 'profile-password-current': PASSWORD, 'profile-password-new': 'short' };
        await refusedAt(visitor, fields, 'profile-password-submit', 422);
      },
      ...SECOND_FACTOR_STATES,
      'other sessions': enterAmongOthers,
      'dialog session': async (visitor, tenant) => {
        await enterAmongOthers(visitor, tenant);
        await profile.askToEnd(visitor, 'Firefox on Windows');
      },
      'dialog other sessions': async (visitor, tenant) => {
        await enterAmongOthers(visitor, tenant);
        await visitor.at('profile-sessions-end-others').click();
      },
      passkeys: (visitor, tenant) => enterWithPasskeys(visitor, tenant, 2),
      'dialog passkey': async (visitor, tenant) => {
        await enterWithPasskeys(visitor, tenant, 1);
        await visitor.at('profile-passkey-remove').click();
        await visitor.page.locator('dialog:visible').waitFor();
      },
      'session ended': async (visitor, tenant) => {
        await enterAmongOthers(visitor, tenant);
        await profile.askToEnd(visitor, 'Firefox on Windows');
        await profile.send(visitor, 'profile-session-end-confirm');
      },
    },
  },
  {
    route: '/portal/profile/passkeys/{passkey}',
    states: {
      filled: async (visitor, tenant) => {
        await enterWithPasskeys(visitor, tenant, 1);
        assert.equal(await visitor.press('profile-passkey-rename'), 200);
      },
      'a name that does not do': async (visitor, tenant) => {
        await enterWithPasskeys(visitor, tenant, 1);
        assert.equal(await visitor.press('profile-passkey-rename'), 200);
        await refusedAt(visitor, { 'passkey-name': 'x'.repeat(61) }, 'passkey-save', 422);
      },
    },
  },
  {
    route: '/t/{slug}/confirm-email',
    path: hostedPath('confirm-email'),
    states: {
      empty: open(hostedPath('confirm-email')),
      'from the mail': async (visitor, tenant) => {
        await enterProfile(visitor, tenant);
        const address = `new-${randomUUID().slice(0, 8)}@${tenant.slug}.test`;
        const { links } = await profile.askForAddress(visitor, address);
        const { pathname, search } = new URL(links[0]);
        await visitor.open(pathname + search);
      },
      'wrong code': refused(
        hostedPath('confirm-email'),
        ({ member }) => ({ 'confirm-email-email': member, 'confirm-email-code': '12345678' }),
        'confirm-email-submit',
        400,
      ),
    },
  },
];

async function enterProfile(visitor, tenant) {
  const person = await profile.newPerson(tenant);
  await profile.enter(visitor, person);
  return person;
}

async function enterWithPasskeys(visitor, tenant, count) {
  const { person } = await passkey.newHolder(tenant, count);
  await profile.enter(visitor, person);
}

async function enterAmongOthers(visitor, tenant) {
  const person = await profile.newPerson(tenant);
  await profile.enterElsewhere(person, 'Firefox on Windows');
  await profile.enterElsewhere(person, 'Safari on iPhone');
  await profile.enter(visitor, person);
}
