// What a person does in the portal.

import assert from 'node:assert/strict';

import { PASSWORD, freshSlug } from '../harness/world.mjs';

export const DASHBOARD = '/portal/dashboard';

/** Signs up an organization and lands on its dashboard; says what it is. */
export async function signUp(visitor, { slug = freshSlug(), name = 'Acme Tools', password = PASSWORD } = {}) {
  const owner = `owner@${slug}.test`;
  await visitor.open('/portal/sign-up');
  await visitor.fill({
    'sign-up-organization': slug,
    'sign-up-name': name,
    'sign-up-email': owner,
    'sign-up-password': password,
  });
  assert.equal(await visitor.press('sign-up-submit'), 200);
  assert.equal(visitor.path, DASHBOARD);
  return { slug, name, owner };
}

/** Types the organization's identifier, then e-mail and password; says the last status. */
export async function signIn(visitor, { slug, owner }, password = PASSWORD) {
  await visitor.open('/portal/sign-in');
  await visitor.fill({ 'sign-in-organization': slug });
  assert.equal(await visitor.press('sign-in-submit'), 200);
  await visitor.fill({ 'sign-in-email': owner, 'sign-in-password': password });
  return visitor.press('sign-in-submit');
}

/** The same, and it has to do. */
export async function enter(visitor, tenant, password = PASSWORD) {
  assert.equal(await signIn(visitor, tenant, password), 200);
  assert.equal(visitor.path, DASHBOARD);
}

/** The same at an organization that is suspended: to one page, as soon as the server has heard of it. */
export async function signInToSuspended(visitor, tenant) {
  for (let tries = 0; tries < 20 && visitor.path !== '/portal/suspended'; tries += 1) await signIn(visitor, tenant);
  assert.equal(visitor.path, '/portal/suspended');
}

/** Signs out from the page that is open. */
export async function signOut(visitor) {
  assert.equal(await visitor.press('sign-out-submit'), 200);
  assert.equal(visitor.path, '/portal/sign-in');
  await visitor.assertFlash('success');
}
