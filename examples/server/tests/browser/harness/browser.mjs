// One browser for each test file.

import { after } from 'node:test';
import { chromium } from 'playwright-core';

import { chromiumPath } from './place.mjs';

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  // Chromium's own sandbox does not start for root; the pages are ours.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

let started;

/** The file's browser, started when first asked for. */
export function browser() {
  started ??= chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
  return started;
}

after(async () => {
  await (await started?.catch(() => null))?.close();
});
