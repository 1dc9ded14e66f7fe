// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from './names.js';
import { people } from './people.js';

/**
 * Tokens that are plugged in, and what a person can choose of them before giving a PIN.
 *
 * @typedef {object} Token  PROTOCOL.md, section 7.
 * @property {string} token
 * @property {string} device
 * @property {string} label
 * @property {string} manufacturer
 * @property {string} model
 * @property {string} serial
 * @property {'token' | 'card' | 'module' | 'simulated' | 'tpm' | 'sealed'} form
 * @property {'' | 'few' | 'last' | 'locked'} tries
 * @property {number} [wait]  Seconds until a TPM that is locked takes a PIN again.
 * @property {boolean} pin_pad
 * @property {boolean} pin_unset
 * @property {number} min_pin  In octets; 0 when unknown.
 * @property {number} max_pin  In octets; 0 when unknown.
 * @property {import('./keys.js').Key[]} keys
 * @property {string[]} [makes]  The kinds of new keys, the best first.
 * @property {boolean} [blank]  Whether it is a place without keys, where new ones are made.
 *
 * @typedef {Pick<Token, 'device' | 'label' | 'serial' | 'form' | 'tries' | 'min_pin' | 'max_pin'>} Asked  What the host names when it asks about one.
 *
 * @typedef {{names: string[], form: Token['form']}} Carrier  One that may not be plugged in, as a person can tell it. PROTOCOL.md, section 12.
 *
 * @typedef {{usage?: import('./keys.js').Usage, past?: boolean}} Need  What a key is needed for, and whether one out of date serves.
 *
 * @typedef {object} Choice
 * @property {string} id  The same as long as the choice is.
 * @property {Token} token
 * @property {string} [ski]  Of the key; without it, whichever the token shows once it has the PIN.
 *
 * @typedef {object} Offer  A token, and what of it can be chosen.
 * @property {Token} token
 * @property {{person: import('./people.js').Person, choice?: Choice}[]} owners  Whose keys it shows. A choice only where there are several.
 * @property {Choice} [choice]  The whole token, where it holds no more than one key to choose.
 * @property {import('./people.js').Person[]} folded  Whose keys are not needed.
 * @property {boolean} [unfit]  Whether a new key is wanted, and none can be made on it.
 */

/**
 * @param {Token} token
 * @param {Need} [need]
 * @returns {Offer} Without a choice when no PIN would help.
 */
export function offer(token, { usage = 'sign', past = false } = {}) {
  const fits = (/** @type {string} */ status) => status === 'ok' || (past && status === 'expired');
  const keys = token.keys.map((key) => ({ ...key, selectable: key.usage.includes(usage) && fits(key.status) }));
  const { shown, folded } = people(keys, usage);
  const owners = shown.map((person) => ({ person }));
  if (!opens(token)) return { token, owners, folded };

  const able = shown.filter(({ key }) => key.selectable);
  if (able.length < 2) return { token, owners, folded, choice: { id: token.token, token, ski: able[0]?.key.ski } };
  return { token, folded, owners: able.map((person) => ({ person, choice: { id: `${token.token} ${person.key.ski}`, token, ski: person.key.ski } })) };
}

/**
 * @param {Token} token
 * @returns {Offer} As a place for a new key, with whosever keys are there already.
 */
export function placeOffer(token) {
  const { shown, folded } = people(token.keys);
  const unfit = !token.makes?.length;
  const choice = unfit || !opens(token) ? undefined : { id: token.token, token };
  return { token, owners: shown.map((person) => ({ person })), folded, unfit, choice };
}

/**
 * @param {Token} token
 * @returns {boolean} Whether keys are made there at all: each in the TPM, and each sealed one, is a carrier of its own.
 */
export function isPlace({ form, blank }) {
  return blank === true || !isBuiltIn(form);
}

/**
 * @param {Token['form']} form
 * @returns {boolean} Whether such is in the computer, and nothing to plug in.
 */
export function isBuiltIn(form) {
  return form === 'tpm' || form === 'sealed';
}

/** @param {Token} token  Whether a PIN would help. */
function opens({ tries, pin_unset }) {
  return tries !== 'locked' && !pin_unset;
}

/**
 * @param {Token} token
 * @param {number} passed  Seconds since it said so.
 * @returns {Token} With the time that is left.
 */
export function laterOf(token, passed) {
  return token.wait ? { ...token, wait: Math.max(1, token.wait - passed) } : token;
}

/**
 * @param {Offer[]} offers
 * @returns {Choice[]} All that can be chosen.
 */
export function choices(offers) {
  return offers.flatMap(({ choice, owners }) => [choice, ...owners.map((owner) => owner.choice)]).filter((each) => each !== undefined);
}

/**
 * @param {Pick<Token, 'device' | 'label' | 'model'>} token
 * @returns {string} What to call it; may be empty.
 */
export function nameOf({ device, label, model }) {
  return [device, model, label].map(clean).find(Boolean) ?? '';
}

/**
 * @param {string} serial
 * @returns {string} Its end, by which people tell tokens apart.
 */
export function shortSerial(serial) {
  const letters = [...clean(serial)];
  // Lines break after an ellipsis, but for a word joiner.
  return letters.length > 8 ? `…\u2060${letters.slice(-6).join('')}` : letters.join('');
}

/**
 * @param {Pick<Asked, 'device' | 'label' | 'serial'>} asked
 * @param {Pick<Asked, 'device' | 'label' | 'serial'>} [token]
 */
export function isAbout({ device, label, serial }, token) {
  return token?.device === device && token.label === label && token.serial === serial;
}

/** PROTOCOL.md, section 11. */
const LONGEST_SECRET = 1024;

/**
 * @param {Pick<Token, 'min_pin' | 'max_pin'>} token
 * @returns {{min: number, max: number}} How long its PIN is, in octets of UTF-8, as far as it says.
 */
export function lengths({ min_pin, max_pin }) {
  return { min: min_pin || 1, max: max_pin || LONGEST_SECRET };
}

/**
 * @param {Pick<Token, 'min_pin' | 'max_pin'>} token
 * @param {number} octets  Of a PIN.
 */
export function admits(token, octets) {
  const { min, max } = lengths(token);
  return octets >= min && octets <= max;
}

/**
 * @param {Token[]} before
 * @param {Token[]} after
 * @returns {{came: Token[], went: Token[]}}
 */
export function changed(before, after) {
  return { came: without(after, before), went: without(before, after) };
}

/**
 * @param {Token[]} some
 * @param {Token[]} others
 */
function without(some, others) {
  return some.filter(({ token }) => !others.some((other) => other.token === token));
}
