// axe-core over a page, with readable output.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

function describe({ id, impact, help, nodes }) {
  const places = nodes.map((node) => {
    const why = node.any.concat(node.all, node.none).map((check) => check.message);
    return `    ${node.target.join(' ')}\n      ${node.html.slice(0, 160)}\n      ${why.join('; ')}`;
  });
  return `  ${id} (${impact}): ${help}\n${places.join('\n')}`;
}

/** Fails with every violation and where it is. */
export async function assertAccessible(page, what, standards = STANDARDS) {
  // Handed over the debugging protocol: the page's own CSP stays as it is.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async (values) => {
    // A frame without script (the mail in the development mailbox) cannot be asked; mails have a test of their own.
    const result = await window.axe.run(document, {
      iframes: false,
      resultTypes: ['violations'],
      runOnly: { type: 'tag', values },
    });
    return result.violations;
  }, standards);
  assert.ok(violations.length === 0, `${what} (${page.url()}):\n${violations.map(describe).join('\n')}`);
}
