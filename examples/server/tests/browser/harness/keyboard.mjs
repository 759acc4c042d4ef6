// A walk by the tab key: everything that can be used is reached, and seen to be reached.

import assert from 'node:assert/strict';

/** In the page: what the tab key must reach, and how it looks before. */
function prepare() {
  const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const look = (element) => {
    const style = getComputedStyle(element);
    return [style.boxShadow, style.borderColor, style.backgroundColor, style.textDecoration].join('|');
  };
  const isThere = (element) =>
    element.tabIndex >= 0 && !element.matches(':disabled') && !element.closest('[inert]') && element.checkVisibility({ visibilityProperty: true });
  const name = (element) => {
    const text = element.dataset.testid ?? element.getAttribute('aria-label') ?? element.name ?? '';
    return `<${element.localName}> ${text || element.textContent.trim().slice(0, 40)}`;
  };
  // Of radio buttons with one name the tab key reaches one.
  const group = (element) => (element.type === 'radio' ? element.name : '');
  // While a dialog is open nothing else can be used; a menu is walked from what opens it, and closes when it is left.
  const menu = document.querySelector('details.menu[open]');
  const root = document.querySelector('dialog:modal') ?? menu?.querySelector('summary ~ *') ?? document.body;
  const elements = [...root.querySelectorAll(usable)].filter(isThere);
  // The walk begins at the top, wherever the page put the focus.
  const start = root.matches('body, dialog') ? root : menu.querySelector('summary');
  const had = start.getAttribute('tabindex');
  start.setAttribute('tabindex', '-1');
  start.focus({ preventScroll: true });
  if (had === null) start.removeAttribute('tabindex');
  else start.setAttribute('tabindex', had);
  window.walked = { elements, looks: elements.map(look), look };
  return elements.map((element) => ({ name: name(element), group: group(element) }));
}

/** In the page: where the focus is now, and what is wrong with how it shows. */
function see() {
  const { elements, looks, look } = window.walked;
  const element = document.activeElement;
  const index = elements.indexOf(element);
  if (index < 0) return { index, faults: [] };
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
  const style = getComputedStyle(element);
  const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const faults = [];
  if (!isOutlined && look(element) === looks[index]) faults.push('focus cannot be seen');
  const box = element.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  if (!isInView) faults.push('focus is out of view');
  // WCAG 2.2, 2.4.11: what has the focus is not hidden behind something else.
  const line = element.getClientRects()[0] ?? box;
  const above = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
  if (isInView && above && !element.contains(above) && !above.contains(element)) faults.push('focus is covered');
  return { index, faults };
}

/** Fails unless the tab key reaches every control of the page, in sight and in the order of the page. */
export async function assertWalkable(page, what) {
  const controls = await page.evaluate(prepare);
  const reached = [];
  const faults = [];
  // Focus leaves the page once on its way round.
  for (let presses = 0; presses < controls.length + 2; presses += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(see);
    if (seen.index < 0 || reached.includes(seen.index)) break;
    reached.push(seen.index);
    faults.push(...seen.faults.map((fault) => `${controls[seen.index].name}: ${fault}`));
  }
  const groups = new Set(reached.map((index) => controls[index].group).filter(Boolean));
  controls.forEach(({ name, group }, index) => {
    if (!reached.includes(index) && !groups.has(group)) faults.push(`${name}: never reached by the tab key`);
  });
  const isInOrder = reached.every((index, place) => place === 0 || index > reached[place - 1]);
  if (!isInOrder) faults.push(`another order than the page's: ${reached.map((index) => controls[index].name).join(', ')}`);
  assert.deepEqual(faults, [], `keyboard on ${what} (${page.url()})`);
}

/** Presses tab until what has the focus matches the selector. */
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} is not reached by the tab key`);
}

/** The same by test id. */
export const tabToId = (page, id) => tabTo(page, `[data-testid="${id}"]`);
