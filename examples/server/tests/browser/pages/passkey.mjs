// What a person does with passkeys.

import assert from 'node:assert/strict';

import { Authenticator } from '../harness/virtual_authenticator.mjs';
import { withVisitor } from '../harness/visitor.mjs';
import { DASHBOARD } from './portal.mjs';
import { PROFILE, enter, newPerson } from './profile.mjs';

/** Adds one in the profile that is open. */
export async function add(visitor) {
  await visitor.at('profile-passkey-add').click();
  await visitor.page.waitForURL((url) => url.searchParams.get('done') === 'passkey-added');
  await visitor.assertFlash('success');
  assert.equal(visitor.path, PROFILE);
}

/** Opens the portal's sign-in form of an organization, or a tenant's own. */
export async function openForm(visitor, { slug }, place) {
  const path = place === 'portal' ? `/portal/sign-in?organization=${slug}` : `/t/${slug}/sign-in`;
  assert.equal(await visitor.open(path), 200);
}

/** Presses the button of the form that is open, and gets in. */
export async function signIn(visitor, { slug }, place = 'portal') {
  const goal = place === 'portal' ? DASHBOARD : `/t/${slug}/signed-in`;
  await visitor.at('sign-in-passkey').click();
  await visitor.page.waitForURL((url) => url.pathname === goal);
}

/** Presses it, and is refused; what the page says. */
export async function refusedSignIn(visitor, id = 'sign-in-passkey') {
  const box = visitor.page.locator('[data-passkey]');
  await visitor.at(id).click();
  const said = box.getByRole('alert').filter({ hasText: /\S/ });
  await said.waitFor();
  return said.textContent();
}

/** Somebody who has so many passkeys, added with another browser; and the path of the page of the first one. */
export async function newHolder(tenant, count = 1) {
  const person = await newPerson(tenant);
  let path;
  await withVisitor('a holder of passkeys', {}, async (other) => {
    await enter(other, person);
    for (let number = 0; number < count; number += 1) {
      const authenticator = await Authenticator.plug(other);
      await add(other);
      await authenticator.unplug();
    }
    const id = await other.at('profile-passkey').first().getAttribute('data-passkey-id');
    path = `${PROFILE}/passkeys/${id}`;
  });
  return { person, path };
}
