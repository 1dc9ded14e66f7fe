// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The two things the extension keeps: the name of the authority with which a
 * certificate was last found, and where the person last looked for their key.
 * A browser may refuse to keep anything; then the person chooses again.
 */

const AUTHORITY = 'authority';
const TAB = 'tab';

/**
 * @param {{name: string}[]} authorities  That can be chosen now.
 * @param {{localStorage: Pick<Storage, 'getItem'>}} [place]
 * @returns {string} The name of one of them; empty when none is remembered.
 */
export function recallAuthority(authorities, place = window) {
  const name = attempt(() => place.localStorage.getItem(AUTHORITY));
  return authorities.some((authority) => authority.name === name) ? /** @type {string} */ (name) : '';
}

/**
 * @param {string} authority  Its name; empty to forget.
 * @param {{localStorage: Pick<Storage, 'setItem' | 'removeItem'>}} [place]
 */
export function rememberAuthority(authority, place = window) {
  attempt(() => (authority ? place.localStorage.setItem(AUTHORITY, authority) : place.localStorage.removeItem(AUTHORITY)));
}

/**
 * @template {string} T
 * @param {T[]} tabs  That there are.
 * @param {{localStorage: Pick<Storage, 'getItem'>}} [place]
 * @returns {T} One of them; the first when none is remembered.
 */
export function recallTab(tabs, place = window) {
  const kept = attempt(() => place.localStorage.getItem(TAB));
  return tabs.find((tab) => tab === kept) ?? tabs[0];
}

/**
 * @param {string} tab
 * @param {{localStorage: Pick<Storage, 'setItem'>}} [place]
 */
export function rememberTab(tab, place = window) {
  attempt(() => place.localStorage.setItem(TAB, tab));
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
