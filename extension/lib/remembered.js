// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The one thing the extension keeps: the name of the authority with which a
 * certificate was last found. A browser may refuse to keep anything; then
 * the person chooses again.
 */

const AUTHORITY = 'authority';

/**
 * @param {{name: string}[]} authorities  That can be chosen now.
 * @param {{localStorage: Pick<Storage, 'getItem'>}} [place]
 * @returns {string} The name of one of them; empty when none is remembered.
 */
export function recall(authorities, place = window) {
  const name = attempt(() => place.localStorage.getItem(AUTHORITY));
  return authorities.some((authority) => authority.name === name) ? /** @type {string} */ (name) : '';
}

/**
 * @param {string} authority  Its name; empty to forget.
 * @param {{localStorage: Pick<Storage, 'setItem' | 'removeItem'>}} [place]
 */
export function remember(authority, place = window) {
  attempt(() => (authority ? place.localStorage.setItem(AUTHORITY, authority) : place.localStorage.removeItem(AUTHORITY)));
}

/**
 * @template T
 * @param {() => T} access
 */
function attempt(access) {
  try {
    return access();
  } catch {
    return undefined;
  }
}
