// What a person does with a second factor.

import assert from 'node:assert/strict';

import { codeOf } from '../harness/authenticator.mjs';
import { makeTenant } from '../harness/world.mjs';
import * as portal from './portal.mjs';
import * as profile from './profile.mjs';

/** Asks for a secret, from the profile that is open; says it. */
export async function startTotp(visitor) {
  assert.equal(await visitor.press('profile-totp-start'), 200);
  return visitor.at('profile-totp-secret').textContent();
}

/** Gives the first code of the app; says the recovery codes. */
export async function confirmTotp(visitor, secret) {
  await visitor.fill({ 'profile-totp-code': codeOf(secret) });
  assert.equal(await visitor.press('profile-totp-confirm'), 200);
  const lines = await visitor.at('profile-recovery-codes').textContent();
  const codes = lines.trim().split('\n');
  assert.equal(codes.length, 10);
  return codes;
}

/** Somebody new who has an app: the person, the app's secret, and the recovery codes. */
export async function enrolledPerson(visitor, tenant) {
  const person = await profile.newPerson(tenant);
  await profile.enter(visitor, person);
  const secret = await startTotp(visitor);
  const codes = await confirmTotp(visitor, secret);
  await visitor.at('recovery-codes-kept').click();
  await visitor.page.waitForURL('**/portal/profile');
  return { person, secret, codes };
}

/** As far as the second factor of a portal sign-in. */
export async function reachPortal(visitor, tenant) {
  const enrolled = await enrolledPerson(visitor, tenant);
  await portal.signOut(visitor);
  assert.equal(await portal.signIn(visitor, enrolled.person), 200);
  assert.equal(visitor.path, '/portal/second-factor');
  return enrolled;
}

/** A tenant where everybody must have a second factor. */
export function makeGuardedTenant(policy = {}) {
  return makeTenant({ policy: { mfa: 'required', ...policy } });
}
