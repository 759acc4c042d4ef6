// Tenants and people for tests, made by the operator's commands beside the running server.

import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { baseUrl, binary, directory } from './place.mjs';
import { command } from './server.mjs';

/** Everybody's password. */
export const PASSWORD = 'correct horse battery';

/** The cheapest that is allowed: the tests are about pages. */
const QUICK_HASH = { memory_kib: 8, iterations: 1, parallelism: 1 };

/** A slug that no other test has. */
export function freshSlug(word = 'org') {
  return `${word}-${randomUUID().slice(0, 8)}`;
}

/** Runs an operator's command. */
export function operate(words, input) {
  return command({ binary: binary(), directory: directory(), url: baseUrl() }, words, input);
}

/** Makes tenants as `apply` takes them, and the users in them. */
export async function apply(tenants) {
  const file = join(directory(), `${randomUUID()}.json`);
  const filled = tenants.map((tenant) => ({ ...tenant, policy: { password_hash: QUICK_HASH, ...tenant.policy } }));
  await writeFile(file, JSON.stringify({ tenants: filled }));
  try {
    return JSON.parse(await operate(['apply', file]));
  } finally {
    await rm(file);
  }
}

/** Makes a tenant with an owner, and a member whose name is long and full of signs. */
export async function makeTenant({ slug = freshSlug(), name = 'Acme Tools', policy = {} } = {}) {
  const person = (login, role, shown) => ({
    username: login,
    email: login,
    email_verified: true,
    name: shown,
    password: PASSWORD,
    roles: [role],
  });
  const tenant = { slug, name, owner: `owner@${slug}.test`, member: `member@${slug}.test` };
  const users = [person(tenant.owner, 'owner', 'Olivia Owner'), person(tenant.member, 'member', 'Mehmet Öztürk <b>')];
  await apply([{ slug, name, policy, users }]);
  return tenant;
}

/** Makes a tenant that lets nobody in whose address is not verified. */
export function makeStrictTenant() {
  return makeTenant({ policy: { require_verified_email: true } });
}

/** Makes a user by command; says the user's address. */
export async function makePerson(slug, ...flags) {
  const login = `person-${randomUUID().slice(0, 8)}@${slug}.test`;
  await operate(['user', 'create', login, '--tenant', slug, ...flags], `${PASSWORD}\n`);
  return login;
}

/** Makes a user who has to replace the password at the first sign-in; says the user's address. */
export function makeNewcomer(slug) {
  return makePerson(slug, '--must-change-password');
}

async function call(slug, path, body, token) {
  const answer = await fetch(`${baseUrl()}/t/${slug}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Has the owner of a tenant that `makeTenant` made invite somebody; says whom. */
export async function invite(slug, name = 'Ines Invited') {
  const owner = { email: `owner@${slug}.test`, password: PASSWORD };
  const { access_token } = await call(slug, 'auth/sign-in', owner);
  const email = `invited-${randomUUID().slice(0, 8)}@${slug}.test`;
  await call(slug, 'invites', { email, name }, access_token);
  return email;
}

/** Gives wrong passwords for an account until it is locked. */
export async function lockOut(slug, email) {
  for (let tries = 0; tries < 20; tries += 1) {
    const wrong = { email, password: 'not the right password' };
    const answer = await fetch(`${baseUrl()}/t/${slug}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wrong),
    });
    if (answer.status === 429) return;
  }
  throw new Error(`${email} is not locked after twenty wrong passwords`);
}

/** Fills a tenant with so many users; they share one hash. */
export async function makeCrowd(slug, count) {
  // Nobody signs in by it.
  const password_hash = '$2b$04$yy7XmolfZ9In7yNqnp07DOb5CzFdR578kKxKdU2k80/wQUM1eFLsW';
  const part = 10_000;
  for (let made = 0; made < count; made += part) {
    const numbers = Array.from({ length: Math.min(part, count - made) }, (_, place) => made + place);
    const users = numbers.map((number) => ({ email: `user${number}@${slug}.test`, password_hash }));
    await apply([{ slug, users }]);
  }
}
