// By keyboard alone: nothing is clicked.

import assert from 'node:assert/strict';

import { tabTo, tabToId } from '../harness/keyboard.mjs';
import { visit } from '../harness/visitor.mjs';
import { PASSWORD, freshSlug, makeTenant } from '../harness/world.mjs';
import * as portal from '../pages/portal.mjs';
import * as profile from '../pages/profile.mjs';

async function type(visitor, fields) {
  for (const [id, text] of Object.entries(fields)) {
    await tabToId(visitor.page, id);
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
  await tabToId(visitor.page, 'sign-up-submit');
  await enter(visitor);
  assert.equal(visitor.path, portal.DASHBOARD);
  await tabTo(visitor.page, '[data-testid=user-menu] summary');
  await visitor.page.keyboard.press('Enter');
  await tabToId(visitor.page, 'sign-out-submit');
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

const focused = (visitor) => visitor.page.evaluate(() => document.activeElement?.closest('[data-testid]')?.dataset.testid);

visit('a menu opens, closes by escape, and gives the focus back', async (visitor) => {
  await portal.enter(visitor, await makeTenant());
  const isOpen = () => visitor.at('user-menu').evaluate((menu) => menu.open);
  await tabTo(visitor.page, '[data-testid=user-menu] summary');
  await visitor.page.keyboard.press('Enter');
  assert.equal(await isOpen(), true);
  await tabToId(visitor.page, 'sign-out-submit');
  await visitor.page.keyboard.press('Escape');
  assert.equal(await isOpen(), false);
  assert.equal(await focused(visitor), 'user-menu');
});

visit('a dialog keeps the focus within, closes by escape, and gives it back', async (visitor) => {
  const { page } = visitor;
  await visitor.open('/dev/style-guide');
  await tabToId(page, 'guide-dialog-open');
  await page.keyboard.press('Enter');
  const dialog = page.locator('#guide-dialog');
  assert.equal(await dialog.evaluate((element) => element.matches(':modal')), true);
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab');
    // On its way round the focus leaves for the browser's own controls, which the page sees as its body.
    const isWithin = await page.evaluate(() => {
      const now = document.activeElement;
      return now === document.body || document.querySelector('#guide-dialog').contains(now);
    });
    assert.equal(isWithin, true, 'the focus stays in the dialog');
  }
  await page.keyboard.press('Escape');
  assert.equal(await dialog.evaluate((element) => element.open), false);
  assert.equal(await focused(visitor), 'guide-dialog-open');
});

visit('another session is ended', async (visitor) => {
  const { page } = visitor;
  const person = await profile.newPerson(await makeTenant());
  await profile.enterElsewhere(person, 'Firefox on Windows');
  await profile.enter(visitor, person);
  await tabToId(page, 'profile-session-end');
  await page.keyboard.press('Enter');
  const dialog = page.locator('dialog:modal');
  assert.equal(await dialog.count(), 1);
  await page.keyboard.press('Escape');
  assert.equal(await dialog.count(), 0);
  assert.equal(await focused(visitor), 'profile-session-end', 'the focus is given back');
  await page.keyboard.press('Space');
  await tabToId(page, 'profile-session-end-confirm');
  await enter(visitor);
  await visitor.assertFlash('success');
  assert.equal(await visitor.at('profile-session').count(), 1);
});

visit('name and password are changed', async (visitor) => {
  const person = await profile.newPerson(await makeTenant());
  await profile.enter(visitor, person);
  await type(visitor, { 'profile-name': 'Keys Only' });
  await enter(visitor);
  await visitor.assertFlash('success');
  await type(visitor, { 'profile-password-current': PASSWORD, 'profile-password-new': 'another horse battery' });
  await enter(visitor);
  await visitor.assertFlash('success');
});

visit('the first stop leads past the navigation', async (visitor) => {
  await portal.enter(visitor, await makeTenant());
  await visitor.page.keyboard.press('Tab');
  await visitor.page.keyboard.press('Enter');
  assert.equal(await visitor.page.evaluate(() => document.activeElement.localName), 'main');
});
