// Pictures of pages.

import { join } from 'node:path';

import { results } from './place.mjs';

/** Every page is looked at in these four. axe reads two: each width and each scheme once. */
export const LOOKS = [
  { width: 1280, scheme: 'light', isRead: true },
  { width: 1280, scheme: 'dark' },
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark', isRead: true },
];

/** Sets a page that is open already to a look; what was typed and said stays. */
export async function look(page, { width, scheme }) {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: scheme });
}

/** Keeps a picture of the whole page, or of what is seen behind a dialog. */
export async function takePicture(page, name) {
  // A bar that sticks to the top belongs there.
  await page.evaluate(() => scrollTo(0, 0));
  // What lies over the page covers what is seen of it, not the whole.
  const isCovered = (await page.locator('dialog:visible').count()) > 0;
  const file = `${name.replace(/[^a-zA-Z0-9.-]+/g, '-')}.png`;
  await page.screenshot({ path: join(results(), file), fullPage: !isCovered, caret: 'hide' });
}
