// Mails as a mail program would show them.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/axe.mjs';
import { assertFits } from '../harness/layout.mjs';
import { mailTo } from '../harness/mailbox.mjs';
import { LOOKS, look, takePicture } from '../harness/picture.mjs';
import { visit } from '../harness/visitor.mjs';
import { freshSlug, makeTenant } from '../harness/world.mjs';
import * as hosted from '../pages/hosted.mjs';
import * as portal from '../pages/portal.mjs';
import * as profile from '../pages/profile.mjs';

const NEW_PASSWORD = 'another horse battery';

/** What leads to each kind of mail, and to whom it goes. */
const MAILS = {
  verify_email: async (visitor) => (await portal.signUp(visitor)).owner,
  reset_password: async (visitor) => {
    const { slug, owner } = await makeTenant();
    await visitor.open(`/t/${slug}/forgot-password`);
    await visitor.fill({ 'forgot-password-email': owner });
    await visitor.press('forgot-password-submit');
    return owner;
  },
  change_email: async (visitor) => (await anotherAddress(visitor)).to,
  email_change_requested: async (visitor) => (await anotherAddress(visitor)).owner,
  email_changed: async (visitor) => {
    const { slug, owner, to, code } = await anotherAddress(visitor);
    await visitor.open(hosted.at(slug, 'confirm-email'));
    await visitor.fill({ 'confirm-email-email': to, 'confirm-email-code': code });
    assert.equal(await visitor.press('confirm-email-submit'), 200);
    return owner;
  },
  password_changed: async (visitor) => {
    const owner = await MAILS.reset_password(visitor);
    const { code } = await mailTo(owner);
    await visitor.fill({
      'reset-password-email': owner,
      'reset-password-code': code,
      'reset-password-password': NEW_PASSWORD,
    });
    await visitor.press('reset-password-submit');
    return owner;
  },
};

/** Somebody who asked for another address. */
async function anotherAddress(visitor) {
  const tenant = await makeTenant();
  await profile.enter(visitor, tenant);
  const { to, code } = await profile.askForAddress(visitor, `${freshSlug('new')}@${tenant.slug}.test`);
  return { ...tenant, to, code };
}

for (const [kind, cause] of Object.entries(MAILS)) {
  for (const language of ['en-US', 'de-DE']) {
    visit(
      `mail ${kind} ${language}`,
      async (visitor) => {
        const mail = await mailTo(await cause(visitor), (one) => one.kind === kind);
        assert.ok(mail.subject && mail.text);
        // An empty tab: under the CSP of a page of ours a mail's styles would not count.
        await visitor.openTab();
        await visitor.page.setContent(mail.html);
        assert.equal(await visitor.page.getAttribute('html', 'lang'), language.slice(0, 2));
        for (const one of LOOKS) {
          await look(visitor.page, one);
          await takePicture(visitor.page, `mail ${kind} ${language} ${one.width} ${one.scheme}`);
          await assertFits(visitor.page, kind);
          if (one.isRead) await assertAccessible(visitor.page, kind, ['wcag2a', 'wcag2aa', 'wcag21aa']);
        }
      },
      { language },
    );
  }
}
