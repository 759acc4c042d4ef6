// Every page and state: pictures in four looks, axe, nothing too wide, the keyboard alone; and in German.

import assert from 'node:assert/strict';
import test, { before } from 'node:test';

import { assertAccessible } from '../harness/axe.mjs';
import { assertWalkable } from '../harness/keyboard.mjs';
import { assertFits, assertFitsMirrored } from '../harness/layout.mjs';
import { LOOKS, look, takePicture } from '../harness/picture.mjs';
import { visit } from '../harness/visitor.mjs';
import { makeTenant, operate } from '../harness/world.mjs';
import { PAGES, REFUSALS, WITHOUT_PAGE } from '../pages/matrix.mjs';

let tenant;
before(async () => {
  tenant = await makeTenant();
});

test('every page of the route table has a row', async () => {
  const { routes } = JSON.parse(await operate(['routes']));
  const served = routes.filter((route) => route.is_page && route.method === 'GET').map((route) => route.path);
  const rows = [...PAGES.map((row) => row.route), ...Object.keys(WITHOUT_PAGE)];
  assert.deepEqual(rows.sort(), served.sort(), 'rows of pages/matrix.mjs, and pages that the server has');
});

const rows = [...PAGES, { route: 'refusal', states: REFUSALS }];
for (const { route, states } of rows) {
  for (const [state, reach] of Object.entries(states)) {
    const name = `${route.replace(/^\//, '').replace('t/{slug}', 'hosted')} ${state}`;

    visit(name, async (visitor) => {
      const { page } = visitor;
      await reach(visitor, tenant);
      for (const one of LOOKS) {
        const what = `${name} ${one.width} ${one.scheme}`;
        await look(page, one);
        await takePicture(page, what);
        await assertFits(page, what);
        if (one.isRead) await assertAccessible(page, what);
      }
      await assertFitsMirrored(page, name);
      await assertWalkable(page, `${name} at 390`);
      await look(page, LOOKS[0]);
      await assertWalkable(page, `${name} at 1280`);
    });

    visit(
      `${name} in German`,
      async (visitor) => {
        const { page } = visitor;
        await reach(visitor, tenant);
        assert.equal(await page.getAttribute('html', 'lang'), 'de');
        await takePicture(page, `${name} german`);
        // axe has read the same page in English.
        await assertFits(page, name);
      },
      { language: 'de-DE', width: 390 },
    );
  }
}
