// What a page costs: bytes over the wire, and how long the server takes to begin its answer.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { before } from 'node:test';

import { measure } from '../harness/first_byte.mjs';
import { results } from '../harness/place.mjs';
import { visit, withVisitor } from '../harness/visitor.mjs';
import { makeCrowd, makeTenant } from '../harness/world.mjs';
import { PAGES } from '../pages/matrix.mjs';

/** The sign-in page in all: document, styles, scripts, pictures, with their headers. */
const SIGN_IN_BYTES = 30 * 1024;
/** Any other page. */
const PAGE_BYTES = 100 * 1024;
const FIRST_BYTE_MS = 10;
/** So many users are in the tenant besides: `./test --full` says 100,000. */
const CROWD = Number(process.env.BROWSER_TEST_USERS ?? 0);

let tenant;
before(async () => {
  tenant = await makeTenant();
  await makeCrowd(tenant.slug, CROWD);
});

const pathOf = ({ path }) => (typeof path === 'function' ? path(tenant) : path);

async function weigh(visitor, path) {
  const requests = [];
  visitor.page.on('requestfinished', (request) => requests.push(request));
  await visitor.page.goto(path, { waitUntil: 'networkidle' });
  const sizes = await Promise.all(requests.map((request) => request.sizes()));
  return sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
}

for (const row of PAGES.filter((one) => one.path)) {
  visit(`${row.route}: bytes`, async (visitor, t) => {
    const cookies = await cookiesOf(row);
    if (cookies.length > 0) await visitor.context.addCookies(cookies);
    const bytes = await weigh(visitor, pathOf(row));
    t.diagnostic(`${row.route}: ${bytes} bytes`);
    const most = row.route.endsWith('/sign-in') ? SIGN_IN_BYTES : PAGE_BYTES;
    assert.ok(bytes <= most, `${bytes} bytes, and at most ${most} are allowed`);
  });
}

async function cookiesOf(row) {
  let cookies = [];
  if (row.as) {
    await withVisitor(`first byte of ${row.route}`, {}, async (visitor) => {
      await row.as(visitor, tenant);
      cookies = await visitor.context.cookies();
    });
  }
  return cookies;
}

test('first byte of each page', async (t) => {
  const report = { users: CROWD, pages: [] };
  for (const row of PAGES.filter((one) => one.path)) {
    const cookies = await cookiesOf(row);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const times = await measure(pathOf(row), cookie, FIRST_BYTE_MS);
    report.pages.push({ page: row.route, ...times });
    t.diagnostic(`${row.route}: p50 ${times.p50} ms, p99 ${times.p99} ms`);
  }
  writeFileSync(join(results(), 'first-byte.json'), `${JSON.stringify(report, null, 2)}\n`);
  const late = report.pages.filter(({ p50 }) => p50 > FIRST_BYTE_MS);
  assert.deepEqual(late, [], `pages that begin later than ${FIRST_BYTE_MS} ms in the middle`);
});
