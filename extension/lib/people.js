// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { group } from './keys.js';

/**
 * Keys as people: a person has a key to sign and another to encrypt, and looks
 * for themselves, not for keys.
 *
 * @typedef {import('./keys.js').Key} Key
 * @typedef {'sign' | 'stamp' | 'agree'} Use
 *
 * @typedef {object} Term  Uses that begin and end together.
 * @property {Use[]} uses
 * @property {string} not_before
 * @property {string} not_after
 * @property {Key['status']} status
 *
 * @typedef {object} Person
 * @property {Key} key  The one to use, or that tells why none can be.
 * @property {Term[]} terms
 * @property {number} keys  How many there are.
 */

/** @type {Record<string, import('./keys.js').Usage>} What a key with such a status is not for. */
const UNFIT = { 'not-for-signing': 'sign', 'not-for-encryption': 'agree' };

/**
 * @param {Key[]} keys
 * @param {import('./keys.js').Usage} [usage]
 * @returns {{shown: Person[], folded: Person[]}} Shown is whoever can do it, once for each key to choose; when nobody
 *   can, whoever the keys that tell why belong to.
 */
export function people(keys, usage) {
  const { shown, folded } = group(keys, usage);
  const cards = shown.some((key) => key.selectable) ? shown.map((key) => [key]) : byOwner(shown);
  const others = [];
  for (const key of folded) {
    const theirs = cards.filter(([first]) => identity(first) === identity(key));
    // Whoever has several keys to choose from has their other keys apart: nothing tells to which they belong.
    if (theirs.length === 1) theirs[0].push(key);
    else others.push(key);
  }
  return { shown: cards.map(person), folded: byOwner(others).map(person) };
}

/** @param {Key[]} keys  Of one owner. */
function person(keys) {
  return { key: keys[0], terms: terms(keys), keys: keys.length };
}

/** @param {Key[]} keys */
function byOwner(keys) {
  return grouped(keys, identity);
}

/**
 * @param {Key[]} keys
 * @returns {Term[]}
 */
function terms(keys) {
  return grouped(keys, (key) => `${key.not_before} ${key.not_after} ${doubt(key)}`).map((some) => ({
    uses: [...new Set(some.flatMap(uses))],
    not_before: some[0].not_before,
    not_after: some[0].not_after,
    status: doubt(some[0]),
  }));
}

/**
 * @param {Key} key
 * @returns {Use[]}
 */
function uses({ usage, owner }) {
  return usage.map((use) => (use === 'sign' && owner.kind === 'stamp' ? 'stamp' : use));
}

/**
 * @param {Key} key
 * @returns {Key['status']} A key to encrypt with is as it should be when it is not for signing, and the other way round.
 */
function doubt({ status, usage }) {
  return status in UNFIT && !usage.includes(UNFIT[status]) ? 'ok' : status;
}

/**
 * Not the kind, in which a stamp differs from its owner's key to encrypt.
 *
 * @param {Key} key
 */
function identity({ owner: { name, organization, drfo, edrpou, unzr } }) {
  return JSON.stringify([name, organization, drfo, edrpou, unzr]);
}

/**
 * @template T
 * @param {T[]} all
 * @param {(each: T) => string} by
 * @returns {T[][]} In the order in which each first came.
 */
function grouped(all, by) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const each of all) groups.set(by(each), [...(groups.get(by(each)) ?? []), each]);
  return [...groups.values()];
}
