// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { shorten } from './names.js';
import { preferences } from './preferences.js';

/**
 * Keys that were used lately, as the person's browser keeps them
 * (`storage.local`): whose, where and when. No codes, no numbers and no paths;
 * nothing with which a key could be opened.
 *
 * @typedef {object} Used
 * @property {string} name  The owner's.
 * @property {'file' | 'token' | 'tpm' | 'cloud'} kind  What it is kept in.
 * @property {string} carrier  That file's name, what the token is called, or the provider's title.
 * @property {number} when  Milliseconds, as of Date.now.
 */

/** How many are kept. */
const KEPT = 8;

/** How long a name may be, in characters. */
const NAME = 80;

const KINDS = ['file', 'token', 'tpm', 'cloud'];

/** @returns {Promise<Used[]>} The latest first; none where the person wants none kept. */
export async function lately(browser = chrome) {
  if (!(await preferences(browser)).lately) return [];
  const { lately } = await browser.storage.local.get({ lately: [] });
  return Array.isArray(lately) ? lately.filter(isUsed).slice(0, KEPT) : [];
}

/**
 * @param {Omit<Used, 'when'>} key  That was just used. Unless the person wants none kept, it comes first from now on.
 * @returns {Promise<void>}
 */
export async function use({ name, kind, carrier }, browser = chrome) {
  if (!(await preferences(browser)).lately) return;
  const now = { name: shorten(name, NAME), kind, carrier: shorten(carrier, NAME), when: Date.now() };
  if (!isUsed(now)) return;
  await keep([now, ...(await lately(browser)).filter((other) => !same(other, now))].slice(0, KEPT), browser);
}

/**
 * @param {Used} [key]  Without one, all.
 * @returns {Promise<void>}
 */
export async function forgetUsed(key, browser = chrome) {
  await keep(key ? (await lately(browser)).filter((other) => !same(other, key)) : [], browser);
}

/**
 * @param {Used[]} lately
 * @param {typeof chrome} browser
 */
async function keep(lately, browser) {
  await browser.storage.local.set({ lately });
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
