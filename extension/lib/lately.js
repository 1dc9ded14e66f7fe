// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { shorten } from './names.js';
import { preferences } from './preferences.js';
import { attempt } from './remembered.js';

/**
 * Keys that were used lately, as the person's browser keeps them: whose, where
 * and when. No codes, no numbers and no paths; nothing with which a key could be
 * opened. They are in `localStorage`, where our own pages alone are: in Firefox
 * `storage.local` is open to content scripts, and so to whatever breaks into a page.
 *
 * @typedef {object} Used
 * @property {string} name  The owner's.
 * @property {'file' | 'token' | 'tpm' | 'cloud'} kind  What it is kept in.
 * @property {string} carrier  That file's name without numbers of people, what the token is called, or the provider's title.
 * @property {number} when  Milliseconds, as of Date.now.
 *
 * @typedef {{localStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>}} Place
 */

/** What they are kept as. */
const LATELY = 'lately';

/** How many are kept. */
const KEPT = 8;

/** How long a name may be, in characters. */
const NAME = 80;

const KINDS = ['file', 'token', 'tpm', 'cloud'];

/** Tax numbers, codes of companies, numbers of passports and of the register: banks call their clients' key files by them. */
const NUMBERS = /\d{8,}(?:-\d{5})?/g;

/**
 * @param {typeof chrome} [browser]
 * @param {Place} [place]
 * @returns {Promise<Used[]>} The latest first; none where the person wants none kept.
 */
export async function lately(browser = chrome, place = window) {
  return (await preferences(browser)).lately ? kept(place) : [];
}

/**
 * @param {Omit<Used, 'when'>} key  That was just used. Unless the person wants none kept, it comes first from now on.
 * @param {typeof chrome} [browser]
 * @param {Place} [place]
 * @returns {Promise<void>}
 */
export async function use({ name, kind, carrier }, browser = chrome, place = window) {
  if (!(await preferences(browser)).lately) return;
  const now = { name: shorten(name, NAME), kind, carrier: called({ kind, carrier }), when: Date.now() };
  if (isUsed(now)) keep([now, ...kept(place).filter((other) => !same(other, now))], place);
}

/**
 * @param {Pick<Used, 'kind' | 'carrier'>} used  A key that is kept.
 * @param {Pick<Used, 'kind' | 'carrier'>} place
 * @returns {boolean} Whether it was there, as far as what is kept tells.
 */
export function wasAt(used, place) {
  return used.kind === place.kind && used.carrier === called(place);
}

/**
 * @param {Pick<Used, 'name'>} used  A key that is kept.
 * @param {string} name  Of the owner of one.
 * @returns {boolean} Whether it was theirs, as far as what is kept tells.
 */
export function wasOf(used, name) {
  return used.name.toLowerCase() === shorten(name, NAME).toLowerCase(); // authorities write names as they like
}

/**
 * @param {Pick<Used, 'kind' | 'carrier'>} place  Where a key is.
 * @returns {string} What its carrier is called in what is kept.
 */
function called({ kind, carrier }) {
  return shorten(kind === 'file' ? carrier.replace(NUMBERS, '…') : carrier, NAME);
}

/**
 * @param {Used} [key]  Without one, all.
 * @param {Place} [place]
 */
export function forgetUsed(key, place = window) {
  keep(key ? kept(place).filter((other) => !same(other, key)) : [], place);
}

/**
 * @param {Place} place
 * @returns {Used[]}
 */
function kept(place) {
  const lately = attempt(() => JSON.parse(place.localStorage.getItem(LATELY) ?? '[]'));
  return Array.isArray(lately) ? lately.filter(isUsed).slice(0, KEPT) : [];
}

/**
 * @param {Used[]} lately
 * @param {Place} place
 */
function keep(lately, place) {
  attempt(() => (lately.length > 0 ? place.localStorage.setItem(LATELY, JSON.stringify(lately.slice(0, KEPT))) : place.localStorage.removeItem(LATELY)));
}

/**
 * @param {Used} one
 * @param {Used} other
 */
function same(one, other) {
  return one.name === other.name && one.kind === other.kind && one.carrier === other.carrier;
}

/**
 * @param {any} each
 * @returns {each is Used}
 */
function isUsed(each) {
  const { name, kind, carrier, when } = each ?? {};
  return [name, carrier].every((text) => typeof text === 'string' && text.length <= 2 * NAME) && name !== '' && KINDS.includes(kind) && Number.isFinite(when);
}
