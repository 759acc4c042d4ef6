// Forms that are refused: errors beside fields, nothing lost, whatever is typed shown as text.

import assert from 'node:assert/strict';
import { before } from 'node:test';

import { assertFaults, assertKept } from '../harness/form.mjs';
import { assertFits } from '../harness/layout.mjs';
import { mailTo } from '../harness/mailbox.mjs';
import { PAYLOADS } from '../harness/payloads.mjs';
import { visit } from '../harness/visitor.mjs';
import { makeTenant } from '../harness/world.mjs';
import { FORMS, textFields } from '../pages/forms.mjs';
import * as portal from '../pages/portal.mjs';
import * as profile from '../pages/profile.mjs';

let tenant;
before(async () => {
  tenant = await makeTenant();
});

/** Where a payload would have become part of the page: it has no right to exist, run or not. */
const intruders = (page) => page.locator('img[onerror], script:not([src])').count();

/** What is wrong comes into view, wherever on the page the form is. */
async function assertInFocus(visitor, id) {
  assert.equal(await visitor.page.evaluate(() => document.activeElement?.dataset.testid), id);
  const isInView = await visitor.at(id).evaluate((element) => {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  });
  assert.ok(isInView, `${id} is in view`);
}

for (const form of FORMS.filter((one) => !one.lenient)) {
  for (const script of [true, false]) {
    visit(
      `${form.name}: faults beside fields, nothing lost, script ${script ? 'on' : 'off'}`,
      async (visitor) => {
        await form.arrive?.(visitor, tenant);
        await visitor.open(form.path(tenant));
        await visitor.fill(form.fields);
        assert.equal(await visitor.press(form.button), form.status);
        await visitor.assertFlash('error');
        await assertFaults(visitor, form.fields, form.wrong);
        await assertKept(visitor, form.fields);
        await assertInFocus(visitor, form.wrong[0] ?? 'flash');
      },
      { script },
    );
  }
}

for (const form of FORMS.filter((one) => !one.again && textFields(one).length > 0)) {
  visit(
    `${form.name}: whatever is typed is shown as text`,
    async (visitor) => {
      await form.arrive?.(visitor, tenant);
      for (const [kind, text] of Object.entries(PAYLOADS)) {
        await visitor.open(form.path(tenant));
        const typed = Object.fromEntries(textFields(form).map((id) => [id, text]));
        await visitor.fill({ ...form.fields, ...typed });
        const status = await visitor.press(form.button);
        assert.ok(status < 500, `${kind}: ${status}`);
        if (status >= 400) await assertKept(visitor, typed);
        assert.equal(await intruders(visitor.page), 0, kind);
        await assertFits(visitor.page, `${form.name} with ${kind}`);
      }
    },
    { width: 390 },
  );
}

for (const [kind, text] of Object.entries(PAYLOADS)) {
  if (text.length > 100 || /[\p{Cc}\u202E]/u.test(text)) continue;
  visit(
    `an organization named with ${kind}`,
    async (visitor) => {
      const { owner } = await portal.signUp(visitor, { name: text });
      const shown = await visitor.at('dashboard-organization').textContent();
      assert.ok(shown.includes(text.normalize('NFC')) || shown.includes(text), shown);
      const { id } = await mailTo(owner);
      for (const path of [portal.DASHBOARD, '/dev/mailbox', `/dev/mailbox/${id}`]) {
        await visitor.open(path);
        assert.equal(await intruders(visitor.page), 0, path);
      }
    },
    { width: 390 },
  );
}

for (const [kind, text] of Object.entries(PAYLOADS)) {
  if (text.length > 100 || /[\p{Cc}\u202E]/u.test(text)) continue;
  visit(
    `a person named with ${kind}`,
    async (visitor) => {
      await profile.enter(visitor, await profile.newPerson(tenant));
      await visitor.fill({ 'profile-name': text });
      await profile.send(visitor, 'profile-save');
      await assertKept(visitor, { 'profile-name': text });
      for (const path of [profile.PROFILE, portal.DASHBOARD, `/t/${tenant.slug}/signed-in`]) {
        await visitor.open(path);
        assert.equal(await intruders(visitor.page), 0, path);
        await assertFits(visitor.page, `${path} of ${kind}`);
      }
      const { profile: kept } = await profile.open(visitor).then(() => profile.exportData(visitor));
      assert.equal(kept.name, text);
    },
    { width: 390 },
  );
}

visit('an organization that is typed into the address is shown as text', async (visitor) => {
  visitor.complaints.expect(404, '/auth/passkey/begin');
  for (const text of Object.values(PAYLOADS)) {
    assert.equal(await visitor.open(`/portal/sign-in?organization=${encodeURIComponent(text)}`), 200);
    const shown = await visitor.at('sign-in-organization').inputValue();
    assert.ok(shown.length > 0 && text.startsWith(shown), shown);
    assert.equal(await intruders(visitor.page), 0);
  }
});
