// The development mailbox.

import { setTimeout as pause } from 'node:timers/promises';

import { baseUrl } from './place.mjs';

const WITHIN = 10_000;

/** The newest mail to an address that suits; waits until it is there. */
export async function mailTo(address, suits = () => true) {
  for (const begun = Date.now(); Date.now() - begun < WITHIN; await pause(50)) {
    const answer = await fetch(`${baseUrl()}/dev/mailbox.json`);
    const mails = await answer.json();
    const mail = mails.find((one) => one.to === address && suits(one));
    if (mail) return mail;
  }
  throw new Error(`no such mail came to ${address}`);
}

/** Follows the link of a mail as a person does: from the mailbox's list. */
export async function followMail(visitor, address, kind) {
  const mail = await mailTo(address, (one) => one.kind === kind);
  await visitor.open('/dev/mailbox');
  await visitor.page.locator(`a[href$="${mail.id}"]`).click();
  await visitor.at('mailbox-link').click();
  await visitor.page.waitForLoadState('load');
}
