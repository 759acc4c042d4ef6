// Nothing sticks out of the page.

import assert from 'node:assert/strict';

function findOverflow() {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (element) => {
    for (let box = element.parentElement; box && box !== root && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== 'visible') return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll('*')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1) && !scrolls(element);
  });
  return out.slice(0, 5).map((element) => `<${element.localName} class="${element.className}"> ${element.textContent.trim().slice(0, 40)}`);
}

/** Fails if the page has to be moved sideways. */
export async function assertFits(page, what) {
  assert.deepEqual(await page.evaluate(findOverflow), [], `too wide: ${what} (${page.url()})`);
}

/** The same for a page that is written from right to left. */
export async function assertFitsMirrored(page, what) {
  const before = await page.evaluate(() => {
    const { dir } = document.documentElement;
    document.documentElement.dir = 'rtl';
    return dir;
  });
  try {
    await assertFits(page, `${what}, right to left`);
  } finally {
    await page.evaluate((dir) => {
      document.documentElement.dir = dir;
    }, before);
  }
}
