// Every page, in every state that looks different: a new page is a row here.
//
// A row names the `route` as the server's table writes it, and what leads to its `states`: each gets a visitor and
// the tenant that the run made (`slug`, `name`, `owner`, `member`), and leaves the page open. `path` is what the
// first-byte test asks for, as the visitor that `as` names; rows without it are not measured.

import assert from 'node:assert/strict';

import { mailTo } from '../harness/mailbox.mjs';
import { PASSWORD, invite, makeNewcomer, makePerson, makeStrictTenant, makeTenant, operate } from '../harness/world.mjs';
import { CLIENT_PAGES } from './client_rows.mjs';
import * as hosted from './hosted.mjs';
import { MAILED_PAGES, mailedPath } from './mailed_rows.mjs';
import * as portal from './portal.mjs';
import { PROFILE_PAGES } from './profile_rows.mjs';
import { SECOND_FACTOR_PAGES } from './second_factor_rows.mjs';
import { SETTINGS_PAGES } from './settings_rows.mjs';
import { hostedPath, open, refused } from './steps.mjs';
import { USERS_PAGES } from './users_rows.mjs';

/** Routes that answer with no page of their own. */
export const WITHOUT_PAGE = {
  '/': 'leads on to the dashboard or to the sign-in form',
  '/assets/{file}': 'a file, no page',
};

const WRONG = 'not the right password';

/** Invites somebody, and gives the path of the mail's link. */
async function invitedPath({ slug }) {
  return mailedPath(await invite(slug), 'invitation');
}

export const PAGES = [
  {
    route: '/portal/sign-up',
    path: '/portal/sign-up',
    states: {
      empty: open('/portal/sign-up'),
      faults: refused(
        '/portal/sign-up',
        {
          'sign-up-organization': 'Not_A_Slug',
          'sign-up-name': '',
          'sign-up-email': 'nobody',
          'sign-up-password': 'short',
        },
        'sign-up-submit',
        422,
      ),
      taken: refused(
        '/portal/sign-up',
        ({ slug, owner }) => ({
          'sign-up-organization': slug,
          'sign-up-name': 'Acme Tools',
          'sign-up-email': owner,
          'sign-up-password': PASSWORD,
        }),
        'sign-up-submit',
        409,
      ),
    },
  },
  {
    route: '/portal/sign-in',
    path: ({ slug }) => `/portal/sign-in?organization=${slug}`,
    states: {
      organization: open('/portal/sign-in'),
      password: open(({ slug }) => `/portal/sign-in?organization=${slug}`),
      wrong: refused(
        ({ slug }) => `/portal/sign-in?organization=${slug}`,
        ({ owner }) => ({ 'sign-in-email': owner, 'sign-in-password': WRONG }),
        'sign-in-submit',
        401,
      ),
      'signed-out': async (visitor, tenant) => {
        await portal.enter(visitor, tenant);
        await portal.signOut(visitor);
      },
    },
  },
  {
    route: '/portal/change-password',
    states: {
      empty: (visitor, tenant) => newcomer(visitor, tenant, portalNewcomer),
      faults: async (visitor, tenant) => {
        await newcomer(visitor, tenant, portalNewcomer);
        await visitor.fill({ 'change-password-new': 'short' });
        assert.equal(await visitor.press('change-password-submit'), 422);
      },
    },
  },
  {
    route: '/portal/dashboard',
    path: '/portal/dashboard',
    as: portal.enter,
    states: {
      owner: portal.enter,
      'address to verify': (visitor) => portal.signUp(visitor),
      'quick start in Python': async (visitor, tenant) => {
        await portal.enter(visitor, tenant);
        await visitor.at('quick-start-python').click();
        await visitor.page.waitForLoadState('load');
      },
      'user menu': async (visitor, tenant) => {
        await portal.enter(visitor, tenant);
        await visitor.reveal('sign-out-submit');
      },
      'organization menu': async (visitor, tenant) => {
        await portal.enter(visitor, await makeTenant({ name: 'Umbrella Works' }));
        await portal.enter(visitor, tenant);
        await visitor.reveal('organization-switch');
      },
      'long names': async (visitor) => {
        await portal.signUp(visitor, { name: 'Donaudampfschifffahrtsgesellschaft für Öffentlichkeitsarbeit & <b>Söhne</b> שלום '.repeat(2).slice(0, 100) });
      },
    },
  },
  {
    route: '/portal/suspended',
    states: {
      owner: async (visitor) => {
        const suspended = await makeTenant();
        await operate(['tenant', 'suspend', suspended.slug]);
        await portal.signInToSuspended(visitor, suspended);
      },
    },
  },
  {
    route: '/t/{slug}/sign-in',
    path: hostedPath('sign-in'),
    states: {
      empty: open(hostedPath('sign-in')),
      wrong: refused(
        hostedPath('sign-in'),
        ({ member }) => ({ 'sign-in-email': member, 'sign-in-password': WRONG }),
        'sign-in-submit',
        401,
      ),
      'password reset': open((tenant) => `${hosted.at(tenant.slug, 'sign-in')}?done=password-reset`),
    },
  },
  {
    route: '/t/{slug}/sign-up',
    path: hostedPath('sign-up'),
    states: {
      empty: open(hostedPath('sign-up')),
      faults: refused(
        hostedPath('sign-up'),
        { 'sign-up-email': 'nobody', 'sign-up-name': 'x'.repeat(101), 'sign-up-password': 'short' },
        'sign-up-submit',
        422,
      ),
      closed: async (visitor) => {
        const { slug } = await makeTenant({ policy: { sign_up: 'closed' } });
        assert.equal(await visitor.open(hosted.at(slug, 'sign-up')), 200);
      },
    },
  },
  {
    route: '/t/{slug}/signed-in',
    path: hostedPath('signed-in'),
    as: (visitor, tenant) => hosted.enter(visitor, tenant, tenant.member),
    states: { member: (visitor, tenant) => hosted.enter(visitor, tenant, tenant.member) },
  },
  {
    route: '/t/{slug}/signed-out',
    path: hostedPath('signed-out'),
    states: {
      done: async (visitor, tenant) => {
        await hosted.enter(visitor, tenant, tenant.member);
        await hosted.signOut(visitor, tenant);
      },
    },
  },
  {
    route: '/t/{slug}/change-password',
    states: { empty: (visitor, tenant) => newcomer(visitor, tenant, hostedNewcomer) },
  },
  {
    route: '/t/{slug}/forgot-password',
    path: hostedPath('forgot-password'),
    states: {
      empty: open(hostedPath('forgot-password')),
    },
  },
  {
    route: '/t/{slug}/reset-password',
    path: hostedPath('reset-password'),
    states: {
      'mail sent': async (visitor, tenant) => {
        await forgot(visitor, tenant, tenant.member);
      },
      'from the mail': async (visitor, tenant) => {
        await forgot(visitor, tenant, tenant.owner);
        await visitor.open(await mailedPath(tenant.owner, 'reset_password'));
      },
      faults: refused(
        hostedPath('reset-password'),
        ({ member }) => ({
          'reset-password-email': member,
          'reset-password-code': '12345678',
          'reset-password-password': 'short',
        }),
        'reset-password-submit',
        422,
      ),
      'wrong code': refused(
        hostedPath('reset-password'),
        ({ member }) => ({
          'reset-password-email': member,
          'reset-password-code': '12345678',
          'reset-password-password': PASSWORD,
        }),
        'reset-password-submit',
        400,
      ),
    },
  },
  {
    route: '/t/{slug}/accept-invite',
    states: {
      'from the mail': async (visitor, tenant) => {
        await visitor.open(await invitedPath(tenant));
      },
      faults: async (visitor, tenant) => {
        await visitor.open(await invitedPath(tenant));
        await visitor.fill({ 'accept-invite-password': 'short' });
        assert.equal(await visitor.press('accept-invite-submit'), 422);
      },
      over: async (visitor, { slug }) => {
        assert.equal(await visitor.open(hosted.at(slug, 'accept-invite?token=none')), 410);
      },
    },
  },
  {
    route: '/t/{slug}/verify-email',
    path: hostedPath('verify-email'),
    states: {
      empty: open(hostedPath('verify-email')),
      'from the mail': async (visitor) => {
        const { owner } = await portal.signUp(visitor);
        await visitor.open(await mailedPath(owner, 'verify_email'));
      },
      'a sign-in waits': async (visitor) => {
        const strict = await makeStrictTenant();
        assert.equal(await hosted.signIn(visitor, strict, await makePerson(strict.slug)), 200);
        assert.equal(visitor.path, hosted.at(strict.slug, 'verify-email'));
      },
      'wrong code': refused(
        hostedPath('verify-email'),
        ({ member }) => ({ 'verify-email-email': member, 'verify-email-code': '12345678' }),
        'verify-email-submit',
        400,
      ),
    },
  },
  {
    route: '/t/{slug}/verify-email/resend',
    path: hostedPath('verify-email/resend'),
    states: { empty: open(hostedPath('verify-email/resend')) },
  },
  ...CLIENT_PAGES,
  ...MAILED_PAGES,
  ...PROFILE_PAGES,
  ...SECOND_FACTOR_PAGES,
  ...SETTINGS_PAGES,
  ...USERS_PAGES,
  {
    route: '/dev/style-guide',
    states: {
      all: open('/dev/style-guide'),
      dialog: async (visitor) => {
        assert.equal(await visitor.open('/dev/style-guide'), 200);
        await visitor.at('guide-dialog-open').click();
      },
    },
  },
  {
    route: '/dev/mailbox',
    path: '/dev/mailbox',
    states: { filled: open('/dev/mailbox') },
  },
  {
    route: '/dev/mailbox/{mail}',
    states: {
      mail: async (visitor) => {
        const { owner } = await portal.signUp(visitor);
        const { id } = await mailTo(owner);
        assert.equal(await visitor.open(`/dev/mailbox/${id}`), 200);
      },
    },
  },
];

/** Pages that stand at no route of their own: a refusal is shown at any. */
export const REFUSALS = {
  'not found': async (visitor) => {
    assert.equal(await visitor.open('/t/nobody-at-all/sign-in'), 404);
  },
  'foreign form': async (visitor, tenant) => {
    await open(hostedPath('sign-in'))(visitor, tenant);
    await visitor.fill({ 'sign-in-email': tenant.member, 'sign-in-password': PASSWORD });
    await visitor.at('sign-in-submit').evaluate((button) => {
      button.form.elements.csrf.value = 'of another page';
    });
    assert.equal(await visitor.press('sign-in-submit'), 403);
  },
  'switched organization': async (visitor, tenant) => {
    await portal.enter(visitor, tenant);
    const first = visitor.page;
    await visitor.openTab();
    await portal.enter(visitor, await makeTenant());
    visitor.page = first;
    assert.equal(await visitor.press('sign-out-submit'), 409);
  },
};

async function portalNewcomer(visitor, { slug }, login) {
  assert.equal(await portal.signIn(visitor, { slug, owner: login }), 200);
  assert.equal(visitor.path, '/portal/change-password');
}

async function hostedNewcomer(visitor, tenant, login) {
  assert.equal(await hosted.signIn(visitor, tenant, login), 200);
  assert.equal(visitor.path, hosted.at(tenant.slug, 'change-password'));
}

async function newcomer(visitor, tenant, arrive) {
  await arrive(visitor, tenant, await makeNewcomer(tenant.slug));
}

async function forgot(visitor, { slug }, email) {
  await visitor.open(hosted.at(slug, 'forgot-password'));
  await visitor.fill({ 'forgot-password-email': email });
  assert.equal(await visitor.press('forgot-password-submit'), 200);
  await visitor.assertFlash('success');
}
