// What a mail opens beside a password: sign-in by e-mail, and an account that failures have locked. Rows of the matrix.

import assert from 'node:assert/strict';

import { mailTo } from '../harness/mailbox.mjs';
import { lockOut, makeTenant } from '../harness/world.mjs';
import { hostedPath, open, refusedAt } from './steps.mjs';

/** The path below the base URL of the link in the newest mail of a kind. */
export async function mailedPath(address, kind) {
  const { links } = await mailTo(address, (mail) => mail.kind === kind);
  const { pathname, search } = new URL(links[0]);
  return pathname + search;
}

/** Has the mail sent that signs in. */
async function askForMail(visitor, tenant, address) {
  await open(hostedPath('magic-link'))(visitor, tenant);
  await visitor.fill({ 'magic-link-email': address });
  assert.equal(await visitor.press('magic-link-send'), 200);
  await visitor.at('magic-link-code').waitFor();
}

export const MAILED_PAGES = [
  {
    route: '/t/{slug}/magic-link',
    path: hostedPath('magic-link'),
    states: {
      empty: open(hostedPath('magic-link')),
      faults: async (visitor, tenant) => {
        await open(hostedPath('magic-link'))(visitor, tenant);
        await refusedAt(visitor, { 'magic-link-email': ' ' }, 'magic-link-send', 422);
      },
      'mail sent': (visitor, tenant) => askForMail(visitor, tenant, tenant.member),
      'wrong code': async (visitor) => {
        const tenant = await makeTenant();
        await askForMail(visitor, tenant, tenant.owner);
        await refusedAt(visitor, { 'magic-link-code': '12345678' }, 'magic-link-submit', 401);
      },
      'from the mail': async (visitor) => {
        const tenant = await makeTenant();
        await askForMail(visitor, tenant, tenant.owner);
        assert.equal(await visitor.open(await mailedPath(tenant.owner, 'sign_in')), 200);
        assert.equal(await visitor.at('magic-link-elsewhere').count(), 0);
      },
      'begun elsewhere': async (visitor) => {
        const tenant = await makeTenant();
        await askForMail(visitor, tenant, tenant.owner);
        await visitor.page.context().clearCookies();
        assert.equal(await visitor.open(await mailedPath(tenant.owner, 'sign_in')), 200);
        assert.equal(await visitor.at('magic-link-elsewhere').count(), 1);
      },
      over: async (visitor, { slug }) => {
        const none = `anx_ott_${'0'.repeat(49)}`;
        assert.equal(await visitor.open(`/t/${slug}/magic-link?code=${none}`), 410);
      },
    },
  },
  {
    route: '/t/{slug}/unlock',
    states: {
      'from the mail': async (visitor) => {
        const tenant = await makeTenant({ policy: { lockout_failures: 3 } });
        await lockOut(tenant.slug, tenant.owner);
        assert.equal(await visitor.open(await mailedPath(tenant.owner, 'account_locked')), 200);
        await visitor.at('unlock-submit').waitFor();
      },
      'no link': async (visitor, { slug }) => {
        await visitor.open(`/t/${slug}/unlock`);
        assert.equal(await visitor.at('unlock-submit').count(), 0);
      },
    },
  },
];
