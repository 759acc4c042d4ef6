// Second factors, in every state that looks different: rows of the matrix.

import assert from 'node:assert/strict';

import { makeTenant } from '../harness/world.mjs';
import { newHolder } from './passkey.mjs';
import * as hosted from './hosted.mjs';
import * as portal from './portal.mjs';
import * as profile from './profile.mjs';
import { confirmTotp, enrolledPerson, makeGuardedTenant, reachPortal, startTotp } from './second_factor.mjs';
import { open, refusedAt } from './steps.mjs';

export const SECOND_FACTOR_PAGES = [
  {
    route: '/portal/second-factor',
    states: {
      empty: reachPortal,
      'wrong code': async (visitor, tenant) => {
        await reachPortal(visitor, tenant);
        await refusedAt(visitor, { 'second-factor-code': '000000' }, 'second-factor-submit', 401);
      },
    },
  },
  {
    route: '/t/{slug}/second-factor',
    states: {
      'a passkey alone': async (visitor) => {
        // Within the days of grace a password is enough, until there is a second factor.
        const tenant = await makeTenant({ policy: { mfa: 'required', mfa_grace_days: 30 } });
        const { person } = await newHolder(tenant);
        assert.equal(await hosted.signIn(visitor, tenant, person.owner), 200);
        await visitor.at('second-factor-passkey').waitFor();
      },
      'with trust': async (visitor) => {
        const tenant = await makeTenant({ policy: { trusted_device_days: 30 } });
        const { person } = await enrolledPerson(visitor, tenant);
        assert.equal(await hosted.signIn(visitor, tenant, person.owner), 200);
        assert.equal(visitor.path, hosted.at(tenant.slug, 'second-factor'));
      },
    },
  },
  {
    route: '/portal/enrol-mfa',
    states: {
      start: reachEnrolment,
      'first code': async (visitor) => {
        await reachEnrolment(visitor);
        await startTotp(visitor);
      },
      'wrong code': async (visitor) => {
        await reachEnrolment(visitor);
        await startTotp(visitor);
        await refusedAt(visitor, { 'profile-totp-code': '12345' }, 'profile-totp-confirm', 401);
      },
      'recovery codes': async (visitor) => {
        await reachEnrolment(visitor);
        await confirmTotp(visitor, await startTotp(visitor));
      },
    },
  },
  {
    route: '/t/{slug}/enrol-mfa',
    states: {
      start: async (visitor) => {
        const tenant = await makeGuardedTenant();
        assert.equal(await hosted.signIn(visitor, tenant, tenant.member), 200);
        assert.equal(visitor.path, hosted.at(tenant.slug, 'enrol-mfa'));
      },
    },
  },
  {
    route: '/portal/step-up',
    path: '/portal/step-up',
    as: portal.enter,
    states: {
      password: async (visitor, tenant) => {
        await portal.enter(visitor, tenant);
        await open('/portal/step-up')(visitor, tenant);
      },
      'wrong password': async (visitor, tenant) => {
        await profile.enter(visitor, await profile.newPerson(tenant));
        await open('/portal/step-up')(visitor, tenant);
        await refusedAt(visitor, { 'step-up-password': 'not the right password' }, 'step-up-submit', 422);
      },
      code: async (visitor, tenant) => {
        await enrolledPerson(visitor, tenant);
        await open('/portal/step-up?by=code')(visitor, tenant);
      },
    },
  },
];

/** States of the profile that have to do with second factors. */
export const SECOND_FACTOR_STATES = {
  'set up of an app': async (visitor, tenant) => {
    await profile.enter(visitor, await profile.newPerson(tenant));
    await startTotp(visitor);
  },
  'set up, and a wrong code': async (visitor, tenant) => {
    await profile.enter(visitor, await profile.newPerson(tenant));
    await startTotp(visitor);
    await refusedAt(visitor, { 'profile-totp-code': '12345' }, 'profile-totp-confirm', 422);
  },
  'recovery codes': async (visitor, tenant) => {
    await profile.enter(visitor, await profile.newPerson(tenant));
    await confirmTotp(visitor, await startTotp(visitor));
  },
  'with an app': enrolledPerson,
  'dialog app removed': async (visitor, tenant) => {
    await enrolledPerson(visitor, tenant);
    await visitor.at('profile-totp-remove').click();
    await visitor.page.locator('dialog:visible').waitFor();
  },
  'a wrong code for removing': async (visitor, tenant) => {
    await enrolledPerson(visitor, tenant);
    await visitor.at('profile-totp-remove').click();
    await visitor.page.locator('dialog:visible').waitFor();
    await visitor.fill({ 'profile-totp-remove-code': '000000' });
    assert.equal(await visitor.press('profile-totp-remove-confirm'), 422);
  },
  'trusted browsers': async (visitor) => {
    const tenant = await makeTenant({ policy: { trusted_device_days: 30 } });
    const { person, codes } = await enrolledPerson(visitor, tenant);
    await portal.signOut(visitor);
    await portal.signIn(visitor, person);
    await visitor.fill({ 'second-factor-code': codes[0] });
    await visitor.at('second-factor-trust').check();
    assert.equal(await visitor.press('second-factor-submit'), 200);
    await profile.open(visitor);
  },
};

async function reachEnrolment(visitor) {
  const tenant = await makeGuardedTenant();
  assert.equal(await portal.signIn(visitor, tenant), 200);
  assert.equal(visitor.path, '/portal/enrol-mfa');
}
