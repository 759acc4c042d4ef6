// What leads to a state of a page.

import assert from 'node:assert/strict';

import * as hosted from './hosted.mjs';

/** Opens a page. */
export const open = (path) => async (visitor, tenant) => {
  assert.equal(await visitor.open(typeof path === 'function' ? path(tenant) : path), 200);
};

/** Fills in a form of the page that is open, sends it, and expects to see it again with this status. */
export async function refusedAt(visitor, fields, button, status) {
  await visitor.fill(fields);
  assert.equal(await visitor.press(button), status);
  await visitor.assertFlash('error');
}

/** The same of a page that is opened first. */
export const refused = (path, fields, button, status) => async (visitor, tenant) => {
  await open(path)(visitor, tenant);
  await refusedAt(visitor, typeof fields === 'function' ? fields(tenant) : fields, button, status);
};

/** The path of a page of the tenant. */
export const hostedPath = (page) => (tenant) => hosted.at(tenant.slug, page);
