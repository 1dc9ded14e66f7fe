// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { areTops, hasOnly, isExact, union } from './cabinets.js';
import { admit } from './sites.js';

/**
 * The protocols of other programs that pages may speak with us, and where: off
 * by default, on for exact pages by the administrator's word or the person's.
 *
 * @typedef {'iit' | 'webeid'} Dialect
 *
 * @typedef {object} Row  Of an administrator's list: a site, and the pages in whose frames it may speak, too.
 * @property {string} origin
 * @property {Dialect} dialect
 * @property {string[]} tops
 * @property {boolean} hashes  Whether it may ask for signatures of what cannot be shown.
 *
 * @typedef {object} Place  Where a dialect may be spoken: a top page, or a frame of one origin in a top page of another.
 * @property {string} origin
 * @property {string} [top_origin]
 * @property {boolean} hashes
 *
 * @typedef {import('./sites.js').Visited & {dialect: {name: Dialect, hashes: boolean}}} Speaker  A page, as `hello` tells the host of it.
 */

/** @type {Dialect[]} */
const DIALECTS = ['iit', 'webeid'];

/** As the host has them (PROTOCOL.md, section 5). */
const ROWS = 256;

/** @returns {Promise<Dialect[]>} Those that this package can speak: one for a store may be without. */
export async function packaged(browser = chrome) {
  const there = await Promise.all(DIALECTS.map((name) => fetch(browser.runtime.getURL(`compat/${name}.js`)).then(({ ok }) => ok, () => false)));
  return DIALECTS.filter((_, at) => there[at]);
}

/**
 * @param {string} name  Of a port.
 * @returns {name is Dialect}
 */
export function isDialect(name) {
  return DIALECTS.some((each) => each === name);
}

/**
 * @param {unknown} list  As somebody wrote it.
 * @returns {Row[]} What of it is exact.
 */
export function parse(list) {
  if (!Array.isArray(list)) return [];
  return list.filter(isRow).slice(0, ROWS).map(({ origin, dialect, tops = [], hashes = false }) => ({ origin, dialect, tops, hashes }));
}

/**
 * @param {Row[]} rows
 * @param {Dialect} dialect
 * @returns {Place[]}
 */
export function placesOf(rows, dialect) {
  return rows.filter((row) => row.dialect === dialect).flatMap(({ origin, tops, hashes }) => [{ origin, hashes }, ...tops.map((top_origin) => ({ origin, top_origin, hashes }))]);
}

/**
 * Judges a page that speaks a dialect, as `admit` does one that speaks our own protocol.
 *
 * @param {Dialect} name
 * @param {chrome.runtime.MessageSender} sender
 * @param {Place[]} places  Where it may be spoken.
 * @returns {Speaker | {code: 'forbidden' | 'page-not-listed'}}
 */
export function admitTo(name, sender, places) {
  const visited = admit(sender, union(places.map(({ origin, top_origin }) => ({ origin, tops: top_origin ? [top_origin] : [] }))));
  if ('code' in visited) return visited;
  const here = places.filter(({ origin, top_origin }) => origin === visited.origin && top_origin === visited.top_origin);
  if (here.length === 0) return { code: 'page-not-listed' };
  return { ...visited, dialect: { name, hashes: here.some(({ hashes }) => hashes) } };
}

/**
 * @param {Speaker} speaker
 * @param {chrome.runtime.MessageSender} sender
 * @param {Place[]} places  As they are by now.
 * @returns {boolean} Whether it still may all that the host was told it may.
 */
export function mayStay({ dialect: { name, hashes } }, sender, places) {
  const now = admitTo(name, sender, places);
  return !('code' in now) && (now.dialect.hashes || !hashes);
}

/**
 * @param {any} each
 * @returns {each is {origin: string, dialect: Dialect, tops?: string[], hashes?: boolean}}
 */
function isRow(each) {
  if (!hasOnly(each, ['origin', 'dialect', 'tops', 'hashes'])) return false;
  const { origin, dialect, tops = [], hashes = false } = each;
  return isExact(origin) && isDialect(dialect) && areTops(tops) && typeof hashes === 'boolean';
}
