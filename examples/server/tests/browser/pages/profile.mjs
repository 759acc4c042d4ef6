// What a person does with the own account.

import assert from 'node:assert/strict';

import { mailTo } from '../harness/mailbox.mjs';
import { withVisitor } from '../harness/visitor.mjs';
import { PASSWORD, makePerson } from '../harness/world.mjs';
import * as portal from './portal.mjs';

export const PROFILE = '/portal/profile';

/** Browsers as they name themselves. */
export const AGENTS = {
  'Firefox on Windows': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Safari on iPhone':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
};

/** Somebody of the tenant whom no other test knows: what is done to the account disturbs nobody. */
export async function newPerson({ slug, name }) {
  return { slug, name, owner: await makePerson(slug) };
}

/** Signs in and opens the own profile. */
export async function enter(visitor, person, password = PASSWORD) {
  await portal.enter(visitor, person, password);
  await open(visitor);
}

export async function open(visitor) {
  assert.equal(await visitor.open(PROFILE), 200);
  assert.equal(visitor.path, PROFILE);
}

/** Sends a form of the profile that does: back on the profile, which says so. */
export async function send(visitor, button) {
  assert.equal(await visitor.press(button), 200);
  assert.equal(visitor.path, PROFILE);
  await visitor.assertFlash('success');
}

/** Signs the person in with another browser, which stays signed in. */
export async function enterElsewhere(person, device, password = PASSWORD) {
  await withVisitor(device, { agent: AGENTS[device] }, (other) => portal.enter(other, person, password));
}

/** The row of the session that a browser of this name has, in any language. */
export function sessionOf(visitor, device) {
  return visitor.at('profile-session').filter({ hasText: device.split(' ')[0] });
}

/** Opens the dialog that asks whether to end the session of a browser of this name. */
export async function askToEnd(visitor, device) {
  await sessionOf(visitor, device).getByTestId('profile-session-end').click();
  await visitor.page.locator('dialog:visible').waitFor();
}

/** Has a mail sent to the address to be; says the mail. */
export async function askForAddress(visitor, address, password = PASSWORD) {
  await visitor.fill({ 'profile-email': address, 'profile-email-password': password });
  await send(visitor, 'profile-email-submit');
  return mailTo(address, (mail) => mail.kind === 'change_email');
}

/** Replaces the password. */
export async function changePassword(visitor, password, next) {
  await visitor.fill({ 'profile-password-current': password, 'profile-password-new': next });
  await send(visitor, 'profile-password-submit');
}

/** Downloads what is kept of the person; says what it is. */
export async function exportData(visitor) {
  const arrives = visitor.page.waitForEvent('download');
  await visitor.at('profile-export').click();
  const download = await arrives;
  assert.match(download.suggestedFilename(), /^personal-data-[a-z0-9-]+\.json$/);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
