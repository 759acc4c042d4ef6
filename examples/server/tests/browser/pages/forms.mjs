// Every form with text fields: how it is refused, and where it says so. A new form is a row here.
//
// `fields` holds something wrong; `wrong` are the fields that say so, in the order of the page; `status` is what the server
// answers. `lenient` forms lead on whatever is typed, so that nobody learns who has an account; `again` marks one that
// stands here twice. `arrive` is done once before, by whoever is to see the form.

import { PASSWORD } from '../harness/world.mjs';
import { at } from './hosted.mjs';
import { newHolder } from './passkey.mjs';
import { PROFILE, enter, newPerson } from './profile.mjs';
import { enterSettings } from './settings_rows.mjs';

const arriveAtProfile = async (visitor, tenant) => enter(visitor, await newPerson(tenant));

/** The page of the passkey that was made last. */
let passkeyPath;
const arriveWithPasskey = async (visitor, tenant) => {
  const { person, path } = await newHolder(tenant);
  passkeyPath = path;
  await enter(visitor, person);
};

export const FORMS = [
  {
    name: 'portal sign-up',
    path: () => '/portal/sign-up',
    button: 'sign-up-submit',
    fields: {
      'sign-up-organization': 'Not_A_Slug',
      'sign-up-name': ' ',
      'sign-up-email': 'nobody',
      'sign-up-password': 'short',
    },
    wrong: ['sign-up-name', 'sign-up-organization', 'sign-up-email', 'sign-up-password'],
    status: 422,
  },
  {
    name: 'portal sign-up with one fault',
    again: true,
    path: () => '/portal/sign-up',
    button: 'sign-up-submit',
    fields: {
      'sign-up-organization': 'portal',
      'sign-up-name': 'A name to keep',
      'sign-up-email': 'owner@kept.test',
      'sign-up-password': PASSWORD,
    },
    wrong: ['sign-up-organization'],
    status: 422,
  },
  {
    name: 'portal sign-in',
    path: ({ slug }) => `/portal/sign-in?organization=${slug}`,
    button: 'sign-in-submit',
    fields: { 'sign-in-email': 'nobody@acme.test', 'sign-in-password': 'not the right password' },
    wrong: [],
    status: 401,
  },
  {
    name: 'hosted sign-up',
    path: ({ slug }) => at(slug, 'sign-up'),
    button: 'sign-up-submit',
    fields: { 'sign-up-email': 'nobody', 'sign-up-name': 'x'.repeat(101), 'sign-up-password': 'short' },
    wrong: ['sign-up-email', 'sign-up-name', 'sign-up-password'],
    status: 422,
  },
  {
    name: 'hosted sign-in',
    path: ({ slug }) => at(slug, 'sign-in'),
    button: 'sign-in-submit',
    fields: { 'sign-in-email': 'nobody@acme.test', 'sign-in-password': 'not the right password' },
    wrong: [],
    status: 401,
  },
  {
    name: 'reset password',
    path: ({ slug }) => at(slug, 'reset-password'),
    button: 'reset-password-submit',
    fields: {
      'reset-password-email': 'nobody@acme.test',
      'reset-password-code': '12345678',
      'reset-password-password': 'short',
    },
    wrong: ['reset-password-password'],
    status: 422,
  },
  {
    name: 'verify e-mail',
    path: ({ slug }) => at(slug, 'verify-email'),
    button: 'verify-email-submit',
    fields: { 'verify-email-email': 'nobody@acme.test', 'verify-email-code': '12345678' },
    wrong: [],
    status: 400,
  },
  {
    name: 'profile details',
    path: () => PROFILE,
    arrive: arriveAtProfile,
    button: 'profile-save',
    fields: { 'profile-name': 'x'.repeat(101) },
    wrong: ['profile-name'],
    status: 422,
  },
  {
    name: 'profile e-mail',
    path: () => PROFILE,
    arrive: arriveAtProfile,
    button: 'profile-email-submit',
    fields: { 'profile-email': 'nobody', 'profile-email-password': PASSWORD },
    wrong: ['profile-email'],
    status: 422,
  },
  {
    name: 'profile password',
    path: () => PROFILE,
    arrive: arriveAtProfile,
    button: 'profile-password-submit',
    fields: { 'profile-password-current': PASSWORD, 'profile-password-new': 'short' },
    wrong: ['profile-password-new'],
    status: 422,
  },
  {
    name: 'profile password, the present one wrong',
    again: true,
    path: () => PROFILE,
    arrive: arriveAtProfile,
    button: 'profile-password-submit',
    fields: { 'profile-password-current': 'not the right password', 'profile-password-new': 'another horse battery' },
    wrong: ['profile-password-current'],
    status: 403,
  },
  {
    name: 'name of a passkey',
    path: () => passkeyPath,
    arrive: arriveWithPasskey,
    button: 'passkey-save',
    fields: { 'passkey-name': 'x'.repeat(61) },
    wrong: ['passkey-name'],
    status: 422,
  },
  {
    name: 'settings of sessions',
    path: () => '/portal/settings/sessions',
    arrive: enterSettings('sessions'),
    button: 'settings-save',
    fields: { 'rule-session_seconds': '12', 'rule-access_token_seconds': 'soon' },
    wrong: ['rule-session_seconds', 'rule-access_token_seconds'],
    status: 422,
  },
  {
    name: 'settings of networks and limits',
    path: () => '/portal/settings/advanced',
    arrive: enterSettings('advanced'),
    button: 'settings-save',
    fields: { 'rule-ip_allowlist': 'nowhere' },
    wrong: ['rule-ip_allowlist'],
    status: 422,
  },
  {
    name: 'confirm e-mail',
    path: ({ slug }) => at(slug, 'confirm-email'),
    button: 'confirm-email-submit',
    fields: { 'confirm-email-email': 'nobody@acme.test', 'confirm-email-code': '12345678' },
    wrong: [],
    status: 400,
  },
  {
    name: 'forgot password',
    path: ({ slug }) => at(slug, 'forgot-password'),
    button: 'forgot-password-submit',
    fields: { 'forgot-password-email': 'nobody' },
    lenient: true,
  },
  {
    name: 'resend verification',
    path: ({ slug }) => at(slug, 'verify-email/resend'),
    button: 'verify-email-resend-submit',
    fields: { 'verify-email-resend-email': 'nobody' },
    lenient: true,
  },
];

/** Its fields that show what is typed. */
export const textFields = (form) => Object.keys(form.fields).filter((id) => !/(-password|profile-password-(current|new))$/.test(id));
