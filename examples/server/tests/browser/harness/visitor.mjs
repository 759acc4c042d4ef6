// A person at a browser: one context with its own cookies, and the page in front of it.

import assert from 'node:assert/strict';
import test from 'node:test';

import { browser } from './browser.mjs';
import { Complaints } from './complaints.mjs';
import { takePicture } from './picture.mjs';
import { baseUrl } from './place.mjs';

const TIMEOUT = 10_000;

/**
 * How the browser is set: `script` off, `language` de-DE, `scheme` dark, `width` 390, `cookies` of another one, `agent` as
 * it names itself.
 * @typedef {{script?: boolean, language?: string, scheme?: 'light'|'dark', width?: number, cookies?: object[], agent?: string}} Look
 */

export class Visitor {
  /** @param {Look} look */
  static async arrive(look = {}) {
    const visitor = new Visitor();
    const { width = 1280, scheme = 'light', language = 'en-US', script = true } = look;
    visitor.context = await (await browser()).newContext({
      baseURL: baseUrl(),
      colorScheme: scheme,
      javaScriptEnabled: script,
      locale: language,
      reducedMotion: 'reduce',
      ...(look.agent && { userAgent: look.agent }),
      viewport: { width, height: 800 },
    });
    visitor.context.setDefaultTimeout(TIMEOUT);
    if (look.cookies) await visitor.context.addCookies(look.cookies);
    visitor.complaints = new Complaints(visitor.context, baseUrl());
    visitor.page = await visitor.context.newPage();
    return visitor;
  }

  /** Opens another tab and puts it in front; the one before stays in the hand of whoever kept it. */
  async openTab() {
    this.page = await this.context.newPage();
    return this.page;
  }

  /** Opens a path; says the status. */
  async open(path) {
    const response = await this.page.goto(path);
    return response?.status();
  }

  /** The element with this test id. */
  at(id) {
    return this.page.getByTestId(id);
  }

  /** Types into fields, by test id. */
  async fill(fields) {
    for (const [id, text] of Object.entries(fields)) await this.at(id).fill(text);
  }

  /** Opens the menu that holds an element, if it is in a closed one. */
  async reveal(id) {
    const menu = this.page.locator('details:not([open])').filter({ has: this.at(id) });
    if ((await menu.count()) > 0) await menu.locator('summary').click();
  }

  /** Presses a button, also one in a menu; says the status of what it leads to, behind any redirect. */
  async press(id) {
    await this.reveal(id);
    const led = this.page.waitForResponse((response) => {
      const isRedirect = response.status() >= 300 && response.status() < 400;
      return response.request().isNavigationRequest() && !isRedirect;
    });
    // As a person who switched the browser's own checks off: the server's are what counts.
    await this.page.evaluate(() => {
      for (const form of document.forms) form.noValidate = true;
    });
    // Of several of one name (each dialog has such a button) the one that is seen.
    await this.at(id).filter({ visible: true }).click();
    const response = await led;
    await this.page.waitForLoadState('load');
    return response.status();
  }

  /** The path that is shown. */
  get path() {
    return new URL(this.page.url()).pathname;
  }

  /** Fails unless the flash is of this kind. */
  async assertFlash(kind) {
    const kinds = await this.at('flash').evaluateAll((all) => all.map((one) => one.dataset.kind));
    assert.ok(kinds.includes(kind), `a flash of kind ${kind} on ${this.page.url()}, not ${JSON.stringify(kinds)}`);
  }

  async leave() {
    await this.context.close();
  }
}

/**
 * A test with one visitor. It fails for what the pages complain about, and keeps a picture of where it failed.
 * @param {(visitor: Visitor, t: import('node:test').TestContext) => Promise<void>} body
 * @param {Look} look
 */
export function visit(name, body, look = {}) {
  test(name, { timeout: 90_000 }, (t) => withVisitor(name, look, (visitor) => body(visitor, t)));
}

/** A test with script, and the same without. */
export function either(name, body) {
  for (const script of [true, false]) {
    visit(`${name}, script ${script ? 'on' : 'off'}`, (visitor) => body(visitor, { script }), { script });
  }
}

/** The same as `visit` within a test. */
export async function withVisitor(name, look, body) {
  const visitor = await Visitor.arrive(look);
  try {
    await body(visitor);
    visitor.complaints.assertNone();
  } catch (error) {
    await takePicture(visitor.page, `failed-${name}`).catch(() => {});
    throw error;
  } finally {
    await visitor.leave();
  }
}
