// By keyboard alone: nothing is clicked.

import assert from 'node:assert/strict';

import { visit } from '../harness/visitor.mjs';
import { PASSWORD, freshSlug, makeTenant } from '../harness/world.mjs';
import * as portal from '../pages/portal.mjs';

/** Presses tab until the element with this test id has the focus. */
async function tabTo(visitor, id) {
  for (let presses = 0; presses < 60; presses += 1) {
    const there = await visitor.page.evaluate(() => document.activeElement?.dataset.testid);
    if (there === id) return;
    await visitor.page.keyboard.press('Tab');
  }
  assert.fail(`${id} is not reached by the tab key`);
}

async function type(visitor, fields) {
  for (const [id, text] of Object.entries(fields)) {
    await tabTo(visitor, id);
    await visitor.page.keyboard.type(text);
  }
}

async function enter(visitor) {
  const led = visitor.page.waitForNavigation({ waitUntil: 'load' });
  await visitor.page.keyboard.press('Enter');
  await led;
}

visit('sign up and sign out', async (visitor) => {
  const slug = freshSlug();
  await visitor.open('/portal/sign-up');
  await type(visitor, {
    'sign-up-organization': slug,
    'sign-up-name': 'Keys Only',
    'sign-up-email': `owner@${slug}.test`,
    'sign-up-password': PASSWORD,
  });
  await tabTo(visitor, 'sign-up-submit');
  await enter(visitor);
  assert.equal(visitor.path, portal.DASHBOARD);
  await tabTo(visitor, 'sign-out-submit');
  await enter(visitor);
  assert.equal(visitor.path, '/portal/sign-in');
});

visit('sign in: enter in a field sends the form', async (visitor) => {
  const tenant = await makeTenant();
  await visitor.open('/portal/sign-in');
  await type(visitor, { 'sign-in-organization': tenant.slug });
  await enter(visitor);
  await type(visitor, { 'sign-in-email': tenant.owner, 'sign-in-password': PASSWORD });
  await enter(visitor);
  assert.equal(visitor.path, portal.DASHBOARD);
});
