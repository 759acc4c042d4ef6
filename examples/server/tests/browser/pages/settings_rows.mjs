// The organization's settings, in every state that looks different: rows of the matrix.

import assert from 'node:assert/strict';

import { makeTenant } from '../harness/world.mjs';
import * as portal from './portal.mjs';
import { refusedAt } from './steps.mjs';

export const SETTINGS = '/portal/settings';

/** Enters as the owner, and opens a page of settings. */
export const enterSettings = (page) => async (visitor, tenant) => {
  await portal.enter(visitor, tenant);
  await openSettings(visitor, page);
};

export async function openSettings(visitor, page) {
  const path = page ? `${SETTINGS}/${page}` : SETTINGS;
  assert.equal(await visitor.open(path), 200);
  assert.equal(visitor.path, path);
}

/** Saves the page that is open. */
export async function saveSettings(visitor) {
  assert.equal(await visitor.press('settings-save'), 200);
  await visitor.assertFlash('success');
}

const refusedOn = (page, fields) => async (visitor, tenant) => {
  await enterSettings(page)(visitor, tenant);
  await refusedAt(visitor, fields, 'settings-save', 422);
};

/** An organization of its own, whose rules no other test goes by. */
const ofItsOwn = (state) => async (visitor) => state(visitor, await makeTenant());

async function fillSessions(visitor, tenant) {
  await enterSettings('sessions')(visitor, tenant);
  await visitor.fill({ 'rule-session_seconds': '86400', 'rule-sessions_per_user': '5' });
  await saveSettings(visitor);
}

export const SETTINGS_PAGES = [
  {
    route: SETTINGS,
    path: SETTINGS,
    as: portal.enter,
    states: { filled: enterSettings('') },
  },
  {
    route: '/portal/settings/{section}',
    path: `${SETTINGS}/advanced`,
    as: portal.enter,
    states: {
      security: enterSettings('security'),
      'password policy': enterSettings('password-policy'),
      sessions: enterSettings('sessions'),
      advanced: enterSettings('advanced'),
      saved: ofItsOwn(fillSessions),
      'numbers that do not do': refusedOn('sessions', {
        'rule-session_seconds': '12',
        'rule-access_token_seconds': 'soon',
      }),
      'networks that do not do': refusedOn('advanced', { 'rule-ip_allowlist': '10.0.0.0/99' }),
      strict: ofItsOwn(async (visitor, tenant) => {
        await enterSettings('security')(visitor, tenant);
        await visitor.at('rule-strict').selectOption('true');
        await saveSettings(visitor);
        await openSettings(visitor, 'sessions');
      }),
    },
  },
];
