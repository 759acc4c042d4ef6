// What must never happen while a page is open: CSP violations, script errors, dialogs, requests to elsewhere.

import assert from 'node:assert/strict';

/** Chromium reports a refused form as a failed load; its status is what the test itself looks at. */
const REFUSED_FORM = /^Failed to load resource: the server responded with a status of 4\d\d/;

export class Complaints {
  #found = [];
  #expected = [];

  constructor(context, origin) {
    context.on('page', (page) => this.#watch(page));
    context.on('request', (request) => this.#look(request, origin));
    context.on('response', (response) => this.#judge(response));
    context.on('requestfailed', (request) => this.#add(request.failure()?.errorText, request.url()));
  }

  #watch(page) {
    page.on('console', (message) => {
      const isWorthIt = ['error', 'warning'].includes(message.type());
      if (isWorthIt && !REFUSED_FORM.test(message.text())) this.#add('console', message.text());
    });
    page.on('pageerror', (error) => this.#add('script error', error.message));
    page.on('dialog', (dialog) => {
      this.#add('dialog', dialog.message());
      dialog.dismiss().catch(() => {});
    });
  }

  #look(request, origin) {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) this.#add('request to elsewhere', request.url());
  }

  /** From now on a script may be told this status by an address that ends so: the test looks at what it makes of it. */
  expect(status, ending) {
    this.#expected.push({ status, ending });
  }

  #judge(response) {
    const isExpected = ({ status, ending }) => response.status() === status && response.url().endsWith(ending);
    if (this.#expected.some(isExpected)) return;
    const isDocument = response.request().isNavigationRequest();
    const worst = isDocument ? 499 : 399;
    if (response.status() > worst) this.#add(`status ${response.status()}`, response.url());
  }

  #add(kind, what) {
    // A navigation that takes the place of another one aborts it.
    if (kind !== 'net::ERR_ABORTED') this.#found.push(`${kind}: ${what}`);
  }

  /** Fails the test if there was anything. */
  assertNone() {
    assert.deepEqual(this.#found, [], 'a page complained');
  }
}
