// What a person does on a tenant's own pages.

import assert from 'node:assert/strict';

import { PASSWORD } from '../harness/world.mjs';

/** A path of the tenant's pages. */
export const at = (slug, page) => `/t/${slug}/${page}`;

/** Makes an account; says the status of what follows. */
export async function signUp(visitor, { slug }, email, { name = 'Ada Byron', password = PASSWORD } = {}) {
  await visitor.open(at(slug, 'sign-up'));
  await visitor.fill({ 'sign-up-email': email, 'sign-up-name': name, 'sign-up-password': password });
  return visitor.press('sign-up-submit');
}

/** Types e-mail and password; says the status of what follows. */
export async function signIn(visitor, { slug }, email, password = PASSWORD) {
  await visitor.open(at(slug, 'sign-in'));
  return fillIn(visitor, email, password);
}

/** The same at a form that is open. */
export async function fillIn(visitor, email, password = PASSWORD) {
  await visitor.fill({ 'sign-in-email': email, 'sign-in-password': password });
  return visitor.press('sign-in-submit');
}

/** The same, and it has to do. */
export async function enter(visitor, tenant, email, password = PASSWORD) {
  assert.equal(await signIn(visitor, tenant, email, password), 200);
  assert.equal(visitor.path, at(tenant.slug, 'signed-in'));
}

/** Signs out from the page that is open. */
export async function signOut(visitor, { slug }) {
  assert.equal(await visitor.press('sign-out-submit'), 200);
  assert.equal(visitor.path, at(slug, 'signed-out'));
}
