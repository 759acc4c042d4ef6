// Pages on the way to a client and back, in every state that looks different: rows of the matrix.

import assert from 'node:assert/strict';

import { makePerson } from '../harness/world.mjs';
import { authorizePath, endSessionPath, makeClient, reachConsent, reachFormPost } from './client.mjs';
import * as hosted from './hosted.mjs';
import * as portal from './portal.mjs';
import { hostedPath } from './steps.mjs';

const APPLICATIONS = '/portal/profile/applications';

const EVERY_SCOPE = 'openid profile email phone address roles offline_access albums:read albums:write';

export const CLIENT_PAGES = [
  {
    route: '/t/{slug}/oauth/authorize',
    states: {
      'an unknown client': async (visitor, tenant) => {
        const nobody = { client_id: 'nobody-of-this-name' };
        assert.equal(await visitor.open(authorizePath(tenant, nobody)), 400);
      },
      'goes on by POST': reachFormPost,
    },
  },
  {
    route: '/t/{slug}/oauth/end_session',
    states: {
      'a hint that is none': async (visitor, tenant) => {
        assert.equal(await visitor.open(hosted.at(tenant.slug, 'oauth/end_session?id_token_hint=none')), 400);
      },
    },
  },
  {
    route: '/t/{slug}/consent',
    states: {
      'few scopes': reachConsent,
      'every scope, of a client with a long name': async (visitor, tenant) => {
        const client = await makeClient(tenant, {
          client_name: 'Donaudampfschifffahrtsgesellschaft für <b>Öffentlichkeitsarbeit</b> & Söhne שלום',
          scope: EVERY_SCOPE,
        });
        await reachConsent(visitor, tenant, { client, scope: EVERY_SCOPE });
      },
    },
  },
  {
    route: '/t/{slug}/logout',
    states: {
      'a client asks': async (visitor, tenant) => {
        const client = await makeClient(tenant);
        await hosted.enter(visitor, tenant, tenant.member);
        assert.equal(await visitor.open(endSessionPath(tenant, client)), 200);
        assert.equal(visitor.path, hosted.at(tenant.slug, 'logout'));
      },
      'nobody is said to ask': async (visitor, tenant) => {
        await hosted.enter(visitor, tenant, tenant.member);
        assert.equal(await visitor.open(hostedPath('oauth/end_session')(tenant)), 200);
        assert.equal(visitor.path, hosted.at(tenant.slug, 'logout'));
      },
    },
  },
  {
    route: APPLICATIONS,
    path: APPLICATIONS,
    as: portal.enter,
    states: {
      empty: async (visitor, tenant) => {
        await enterConnected(visitor, tenant, []);
      },
      filled: async (visitor, tenant) => {
        const names = ['Photo Album', 'Werkzeugverleih <b>Mannheim</b>'];
        await enterConnected(visitor, tenant, names);
      },
      disconnected: async (visitor, tenant) => {
        await enterConnected(visitor, tenant, ['Photo Album']);
        assert.equal(await visitor.press('application-disconnect'), 200);
        await visitor.assertFlash('success');
      },
    },
  },
];

/** Somebody new who has connected clients of these names, on the page that lists them. */
async function enterConnected(visitor, tenant, names) {
  const person = await makePerson(tenant.slug);
  await portal.enter(visitor, { ...tenant, owner: person });
  for (const client_name of names) {
    const client = await makeClient(tenant, { client_name });
    assert.equal(await visitor.open(authorizePath(tenant, client)), 200);
    assert.equal(await visitor.press('consent-allow'), 200);
  }
  assert.equal(await visitor.open(APPLICATIONS), 200);
  assert.equal(await visitor.at('application').count(), names.length);
}
