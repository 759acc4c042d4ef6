// The server as a process, and its operator's commands beside it.

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const START_WITHIN = 20_000;
const STOP_WITHIN = 10_000;

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}

/** This environment without what would configure the server. */
function bareEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AUTHNEX_')));
}

/** A started server; `stop` ends it. */
export class Server {
  #child;
  #ended;

  static async start({ binary, directory, settings = {} }) {
    const port = await freePort();
    const server = new Server();
    server.url = `http://localhost:${port}`;
    server.log = join(directory, 'server.log');
    const log = openSync(server.log, 'a');
    server.#child = spawn(binary, ['serve'], {
      cwd: directory,
      env: {
        ...bareEnvironment(),
        AUTHNEX_LISTEN: `127.0.0.1:${port}`,
        AUTHNEX_BASE_URL: server.url,
        AUTHNEX_RATE_LIMITS: 'off',
        ...settings,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    server.#ended = new Promise((resolve) => {
      server.#child.once('error', (error) => resolve(`${binary}: ${error.message}`));
      server.#child.once('exit', (code, signal) => resolve(code ?? signal));
    });
    await server.#untilItServes();
    return server;
  }

  async #untilItServes() {
    let over;
    this.#ended.then((how) => {
      over = how;
    });
    for (const begun = Date.now(); Date.now() - begun < START_WITHIN; await pause(20)) {
      if (over !== undefined) break;
      const answer = await fetch(`${this.url}/healthz`).catch(() => null);
      if (answer?.ok) return;
    }
    await this.stop();
    throw new Error(`the server does not start (${over ?? 'no answer'}):\n${readFileSync(this.log, 'utf8')}`);
  }

  /** Asks it to end; says its exit code. */
  async stop() {
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN);
    const how = await this.#ended;
    clearTimeout(late);
    return how;
  }
}

/** Runs an operator's command to its end; says what it printed on stdout. */
export function command({ binary, directory, url }, words, input = '') {
  return new Promise((resolve, reject) => {
    const environment = { ...bareEnvironment(), ...(url && { AUTHNEX_BASE_URL: url }) };
    const child = spawn(binary, words, { cwd: directory, env: environment });
    let out = '';
    let complaint = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (complaint += data));
    // A command that fails early does not read its input.
    child.stdin.on('error', () => {});
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`authnex ${words.join(' ')}: exit ${code}: ${complaint}`));
    });
    child.stdin.end(input);
  });
}
