// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Three of the things the extension keeps: the name of the authority with which a
 * certificate was last found, the title of the provider where the person last
 * went for their key, and in which tab they last looked for it. Who they are at
 * a provider is not kept. A browser may refuse to keep anything; then the
 * person chooses again.
 *
 * @typedef {'authority' | 'provider' | 'tab'} Kept
 */

/**
 * @template {string} T
 * @param {Kept} what
 * @param {T[]} names  That can be chosen now.
 * @param {{localStorage: Pick<Storage, 'getItem'>}} [place]
 * @returns {T | undefined} One of them; none when none is remembered.
 */
export function recall(what, names, place = window) {
  const kept = attempt(() => place.localStorage.getItem(what));
  return names.find((name) => name === kept);
}

/**
 * @param {Kept} what
 * @param {string} name  Empty to forget.
 * @param {{localStorage: Pick<Storage, 'setItem' | 'removeItem'>}} [place]
 */
export function remember(what, name, place = window) {
  attempt(() => (name ? place.localStorage.setItem(what, name) : place.localStorage.removeItem(what)));
}

/**
 * @template T
 * @param {() => T} access  To what the browser keeps.
 * @returns {T | undefined} Nothing where it refuses.
 */
export function attempt(access) {
  try {
    return access();
  } catch {
    return undefined;
  }
}
