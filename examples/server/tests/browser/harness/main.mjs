// Starts one server, runs the test files against it by node's own runner, and ends everything again.
//
// Arguments are handed to the runner: `./run tests/flows.mjs`, `./run --test-name-pattern='sign out'`.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { writeOverview } from './overview.mjs';
import { binary, results } from './place.mjs';
import { Server } from './server.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

const words = process.argv.slice(2);
const flags = words.filter((word) => word.startsWith('-'));
const named = words.filter((word) => !word.startsWith('-'));

/** What is timed runs alone, behind the others. */
const TIMED = 'weight.mjs';

/** All of them, unless some are named, as rounds; the longest first, so that the others run beside it. */
function rounds() {
  const all = readdirSync(join(here, 'tests')).filter((name) => name.endsWith('.mjs'));
  const rank = (name) => (name === 'matrix.mjs' ? 0 : 1);
  all.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const files = named.length > 0 ? named : all.map((name) => join('tests', name));
  const isTimed = (file) => file.endsWith(TIMED);
  return [files.filter((file) => !isTimed(file)), files.filter(isTimed)].filter((round) => round.length > 0);
}

/** A whole run begins with an empty folder; a part of one keeps the pictures that it does not take. */
function clearResults() {
  mkdirSync(results(), { recursive: true });
  const old = readdirSync(results()).filter((name) => named.length === 0 || name.startsWith('failed-'));
  for (const name of old) rmSync(join(results(), name));
}

let isInterrupted = false;

function runTests(files, server, directory) {
  const reporter = process.env.BROWSER_TEST_REPORTER ?? 'spec';
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      // Two files at once fill two cores.
      ['--test', '--test-concurrency=2', `--test-reporter=${reporter}`, ...flags, ...files],
      {
        cwd: here,
        env: { ...process.env, BROWSER_TEST_URL: server.url, BROWSER_TEST_DIRECTORY: directory },
        stdio: 'inherit',
      },
    );
    const pass = (signal) => {
      isInterrupted = true;
      child.kill(signal);
    };
    process.once('SIGINT', pass);
    process.once('SIGTERM', pass);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** What the server itself complained about: nothing that a browser does may make it. */
function complaints(log) {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /panicked at|\bERROR\b/.test(line));
}

clearResults();
const directory = mkdtempSync(join(tmpdir(), 'authnex-browser-'));
let code = 1;
try {
  const server = await Server.start({ binary: binary(), directory });
  try {
    code = 0;
    for (const files of rounds()) {
      if (!isInterrupted) code = (await runTests(files, server, directory)) || code;
    }
  } finally {
    const ended = await server.stop();
    const found = complaints(server.log);
    if (ended !== 0) found.push(`the server ended with ${ended}`);
    if (found.length > 0) {
      console.error(`the server's log:\n${found.join('\n')}`);
      code ||= 1;
    }
  }
  const overview = writeOverview(results());
  console.log(`pictures: ${relative(process.cwd(), overview) || overview}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = code;
