// The checks themselves: each one fails on a page that it is there to find.

import assert from 'node:assert/strict';
import test from 'node:test';

import { assertAccessible } from '../harness/axe.mjs';
import { assertFaults, assertKept } from '../harness/form.mjs';
import { assertWalkable } from '../harness/keyboard.mjs';
import { assertFits, assertFitsMirrored } from '../harness/layout.mjs';
import { Visitor } from '../harness/visitor.mjs';

const page = (body, style = '') =>
  `<!doctype html><html lang="en"><head><title>Bad</title><style>${style}</style></head><body><main><h1>Bad</h1>${body}</main></body></html>`;

const SOUND = page('<p>Text</p><a href="/a">One</a> <button>Two</button>', 'a, button { display: inline-block; padding: 8px }');

/** Opens a page of the test's own at an address of the server, as the server would send it. */
async function served(body, check, headers = {}) {
  const visitor = await Visitor.arrive();
  try {
    await visitor.page.route('**/bad', (route) => route.fulfill({ body, contentType: 'text/html', headers }));
    await visitor.page.goto('/bad', { waitUntil: 'load' });
    await check(visitor);
  } finally {
    await visitor.leave();
  }
}

const finds = (what, body, check, expected, headers) =>
  test(`found: ${what}`, () =>
    served(body, (visitor) => assert.rejects(async () => check(visitor), { name: 'AssertionError', message: expected }), headers));

test('a sound page is let through', () =>
  served(SOUND, async (visitor) => {
    await assertAccessible(visitor.page, 'sound');
    await assertWalkable(visitor.page, 'sound');
    await assertFits(visitor.page, 'sound');
    await assertFitsMirrored(visitor.page, 'sound');
    visitor.complaints.assertNone();
  }));

const accessible = ({ page: shown }) => assertAccessible(shown, 'bad');
finds('a picture without a text', page('<img src="data:,">'), accessible, /image-alt/);
finds('grey on white', page('<p style="color: #bbb">Text</p>'), accessible, /color-contrast/);
finds('a field without a label', page('<input>'), accessible, /label/);

const walkable = ({ page: shown }) => assertWalkable(shown, 'bad');
const twoLinks = '<a href="/a">One</a> <a href="/b">Two</a>';
finds('focus that cannot be seen', page(twoLinks, 'a:focus { outline: none }'), walkable, /cannot be seen/);
finds('another order', page('<a href="/a">One</a> <a href="/b" tabindex="1">Two</a>'), walkable, /never reached|another order/);
finds(
  'focus behind a bar',
  page(`<div style="position: fixed; inset: 0 0 auto; height: 300px; background: white"></div>${twoLinks}`),
  walkable,
  /covered/,
);
finds(
  'a control that leaves the tab order',
  page(`${twoLinks}<div id="trap"></div><script>document.querySelector('a').onfocus = (e) => e.target.blur()</script>`),
  walkable,
  /never reached/,
);

const fits = ({ page: shown }) => assertFits(shown, 'bad');
finds('a page too wide', page('<p style="width: 3000px">Wide</p>'), fits, /too wide/);
finds(
  'a page too wide when mirrored',
  // To the left of a page that is read from left to right there is nothing to scroll to.
  page('<p style="position: absolute; left: -500px; width: 200px">Wide</p>'),
  ({ page: shown }) => assertFitsMirrored(shown, 'bad'),
  /too wide/,
);

const quiet = async (visitor) => {
  await visitor.page.waitForLoadState('networkidle');
  visitor.complaints.assertNone();
};
const STRICT = { 'content-security-policy': "default-src 'none'" };
finds('an inline style under the CSP', page('<p style="color: red">Text</p>'), quiet, /Content Security Policy/, STRICT);
finds('an inline script under the CSP', page('<script>alert(1)</script>'), quiet, /Content Security Policy/, STRICT);
finds('a script error', page('<script>throw new Error("broken")</script>'), quiet, /broken/);
finds('a dialog', page('<script>alert(1)</script>'), quiet, /dialog/);
finds('a file that is not there', page('<img src="/assets/no-such-file.png" alt="">'), quiet, /status 404/);
finds('a request to elsewhere', page('<img src="http://127.0.0.1:9/x.png" alt="">'), quiet, /request to elsewhere/);

const FIELD = page(
  '<label>Name <input data-testid="name" value="typed" aria-describedby="name-fault"></label><p id="name-fault">Wrong</p>',
);
finds('a fault that the field is not marked with', FIELD, (visitor) => assertFaults(visitor, { name: '' }, ['name']), /name says/);
finds('a text that was lost', FIELD, (visitor) => assertKept(visitor, { name: 'other' }), /name/);
