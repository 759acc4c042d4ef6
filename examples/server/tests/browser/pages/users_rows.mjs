// Users and roles, in every state that looks different: rows of the matrix.

import assert from 'node:assert/strict';

import { invite, makeCrowd, makePerson, makeTenant } from '../harness/world.mjs';
import * as portal from './portal.mjs';
import { refusedAt } from './steps.mjs';

export const USERS = '/portal/users';
export const ROLES = '/portal/roles';

/** Enters as the owner, and opens a page. */
const enterAt = (path) => async (visitor, tenant) => {
  await portal.enter(visitor, tenant);
  assert.equal(await visitor.open(path), 200);
};

/** An organization of its own, whose users no other test counts. */
const ofItsOwn = (state) => async (visitor) => state(visitor, await makeTenant());

/** Opens the page of a user who is in the table. */
async function openUser(visitor, email) {
  await visitor.open(`${USERS}?q=${encodeURIComponent(email)}`);
  await visitor.at('users-open').first().click();
  await visitor.at('user-id').waitFor();
}

async function enterAtUser(visitor, tenant) {
  const person = await makePerson(tenant.slug);
  await portal.enter(visitor, tenant);
  await openUser(visitor, person);
  return person;
}

async function makeRole(visitor, name, own) {
  await visitor.open(ROLES);
  await visitor.at('roles-create').click();
  await visitor.fill({ 'role-name': name, 'role-own': own });
  await visitor.at('role-permission-users:read').check();
  assert.equal(await visitor.press('role-submit'), 200);
  await visitor.assertFlash('success');
}

async function enterAtRole(visitor, tenant) {
  await portal.enter(visitor, tenant);
  await makeRole(visitor, 'editor', 'articles:write');
  await visitor.page.locator('[data-role="editor"] [data-testid="roles-open"]').click();
  await visitor.at('role-permissions').waitFor();
}

export const USERS_PAGES = [
  {
    route: USERS,
    path: USERS,
    as: portal.enter,
    states: {
      filled: enterAt(USERS),
      crowd: ofItsOwn(async (visitor, tenant) => {
        await makeCrowd(tenant.slug, 30);
        await invite(tenant.slug);
        await enterAt(USERS)(visitor, tenant);
      }),
      'nobody found': enterAt(`${USERS}?q=nobody-by-this-name`),
      'dialog invite': async (visitor, tenant) => {
        await enterAt(USERS)(visitor, tenant);
        await visitor.at('users-invite').click();
      },
      'invitation that does not do': async (visitor, tenant) => {
        await enterAt(USERS)(visitor, tenant);
        await visitor.at('users-invite').click();
        await visitor.fill({ 'invite-email': 'nobody', 'invite-name': '' });
        assert.equal(await visitor.press('invite-submit'), 422);
        // The dialog is open again, with the fault beside its field.
        assert.equal(await visitor.at('invite-email').getAttribute('aria-invalid'), 'true');
      },
    },
  },
  {
    route: '/portal/users/{user}',
    states: {
      member: enterAtUser,
      suspended: async (visitor, tenant) => {
        await enterAtUser(visitor, tenant);
        await visitor.at('user-suspend').click();
        assert.equal(await visitor.press('user-suspend-confirm'), 200);
        await visitor.assertFlash('success');
      },
      own: async (visitor, tenant) => {
        await portal.enter(visitor, tenant);
        await openUser(visitor, tenant.owner);
      },
      'dialog delete': async (visitor, tenant) => {
        await enterAtUser(visitor, tenant);
        await visitor.at('user-delete').click();
      },
      'a name that is too long': async (visitor, tenant) => {
        await enterAtUser(visitor, tenant);
        await refusedAt(visitor, { 'user-name': 'x'.repeat(101) }, 'user-save', 422);
      },
    },
  },
  {
    route: ROLES,
    path: ROLES,
    as: portal.enter,
    states: {
      empty: enterAt(ROLES),
      filled: ofItsOwn(async (visitor, tenant) => {
        await portal.enter(visitor, tenant);
        await makeRole(visitor, 'editor', 'articles:write');
      }),
      'dialog create': async (visitor, tenant) => {
        await enterAt(ROLES)(visitor, tenant);
        await visitor.at('roles-create').click();
      },
    },
  },
  {
    route: '/portal/roles/{role}',
    states: {
      custom: ofItsOwn(enterAtRole),
      system: async (visitor, tenant) => {
        await enterAt(ROLES)(visitor, tenant);
        await visitor.page.locator('[data-role="owner"] [data-testid="roles-open"]').click();
        await visitor.at('role-permissions').waitFor();
      },
    },
  },
];
