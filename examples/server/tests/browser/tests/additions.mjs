// What script adds to pages that work without it.

import assert from 'node:assert/strict';
import { before } from 'node:test';

import { visit } from '../harness/visitor.mjs';
import { PASSWORD, freshSlug, makeTenant } from '../harness/world.mjs';
import * as portal from '../pages/portal.mjs';

let tenant;
before(async () => {
  tenant = await makeTenant();
});

const background = (visitor) => visitor.page.evaluate(() => getComputedStyle(document.body).backgroundColor);

visit('light and dark change in place, and what was typed stays', async (visitor) => {
  await visitor.open('/portal/sign-up');
  await visitor.fill({ 'sign-up-organization': 'typed-before' });
  const light = await background(visitor);
  await visitor.at('theme-dark').click();
  await visitor.page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  assert.notEqual(await background(visitor), light);
  assert.equal(await visitor.at('sign-up-organization').inputValue(), 'typed-before');
  await visitor.open(`/t/${tenant.slug}/sign-in`);
  assert.notEqual(await background(visitor), light, 'every page keeps to it');
});

visit(
  'light and dark without script',
  async (visitor) => {
    await visitor.open('/portal/sign-up');
    const light = await background(visitor);
    assert.equal(await visitor.press('theme-dark'), 200);
    assert.equal(visitor.path, '/portal/sign-up');
    assert.notEqual(await background(visitor), light);
    assert.equal(await visitor.press('theme-auto'), 200);
    assert.equal(await background(visitor), light);
  },
  { script: false },
);

visit('a form that is sent twice in a hurry is sent once', async (visitor) => {
  const slug = freshSlug();
  let sent = 0;
  visitor.page.on('request', (request) => {
    if (request.method() === 'POST') sent += 1;
  });
  await visitor.open('/portal/sign-up');
  await visitor.fill({
    'sign-up-organization': slug,
    'sign-up-name': 'Hasty',
    'sign-up-email': `owner@${slug}.test`,
    'sign-up-password': PASSWORD,
  });
  await visitor.at('sign-up-submit').dblclick();
  await visitor.page.waitForURL(`**${portal.DASHBOARD}`);
  assert.equal(sent, 1);
});

visit('the rules of a password are ticked while it is typed', async (visitor) => {
  await visitor.open('/portal/sign-up');
  const met = () => visitor.at('password-rules').locator('[data-met]').evaluateAll((all) => all.map((one) => one.dataset.met));
  assert.deepEqual(await met(), ['no', 'no']);
  await visitor.fill({ 'sign-up-email': 'owner@acme.test', 'sign-up-password': 'short' });
  assert.deepEqual(await met(), ['no', 'yes']);
  await visitor.fill({ 'sign-up-password': 'owner@acme.test' });
  assert.deepEqual(await met(), ['yes', 'no']);
  await visitor.fill({ 'sign-up-password': PASSWORD });
  assert.deepEqual(await met(), ['yes', 'yes']);
});

visit('a password can be looked at', async (visitor) => {
  await visitor.open(`/t/${tenant.slug}/sign-in`);
  const field = visitor.at('sign-in-password');
  const eye = visitor.page.locator('[data-shows=password]');
  await field.fill(PASSWORD);
  await eye.click();
  assert.equal(await field.getAttribute('type'), 'text');
  assert.equal(await eye.getAttribute('aria-pressed'), 'true');
  await eye.click();
  assert.equal(await field.getAttribute('type'), 'password');
});

visit('values are copied, and the quick start holds them', async (visitor) => {
  await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await portal.enter(visitor, tenant);
  await visitor.page.locator('[data-copies=fact-issuer]').click();
  const copied = await visitor.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.endsWith(`/t/${tenant.slug}`), copied);
  for (const language of ['curl', 'rust', 'javascript', 'python']) {
    await visitor.at(`quick-start-${language}`).click();
    await visitor.page.waitForLoadState('load');
    const code = await visitor.page.locator('#quick-code').textContent();
    assert.ok(code.includes(tenant.slug), language);
  }
});

visit('a tab of the quick start leads back to its heading, in sight', async (visitor) => {
  await portal.enter(visitor, tenant);
  await visitor.at('quick-start-python').click();
  await visitor.page.waitForLoadState('load');
  const isSeen = await visitor.page.locator('#quick-title').evaluate((heading) => {
    const box = heading.getBoundingClientRect();
    return heading.contains(document.elementFromPoint(box.left + 4, box.top + box.height / 2));
  });
  assert.equal(isSeen, true, 'not behind the bar at the top');
});

visit(
  'on a phone the navigation opens and leads on',
  async (visitor) => {
    await portal.enter(visitor, tenant);
    assert.equal(await visitor.at('nav-dashboard').isVisible(), false);
    await visitor.at('nav-open').click();
    await visitor.at('nav-dashboard').click();
    await visitor.page.waitForLoadState('load');
    assert.equal(visitor.path, portal.DASHBOARD);
  },
  { width: 390 },
);
