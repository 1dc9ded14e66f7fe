// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The cabinets that an administrator adds: in the browser's policy or in the
 * host's settings. Whatever is not exact has no effect.
 *
 * @typedef {import('./sites.js').Site} Site
 */

/** As the host has them (PROTOCOL.md, section 5). */
const CABINETS = 256;
const TOPS = 16;

/** Labels of letters, digits and hyphens (RFC 1123, section 2.1): nothing that a match pattern could take for more than one host. */
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/**
 * @param {unknown} list  As somebody wrote it.
 * @returns {Site[]} What of it is exact.
 */
export function parse(list) {
  if (!Array.isArray(list)) return [];
  return list.filter(isCabinet).slice(0, CABINETS).map(({ origin, tops = [] }) => ({ origin, tops }));
}

/**
 * @param {Site[][]} lists
 * @returns {Site[]} Every origin once, with the tops of all.
 */
export function union(...lists) {
  /** @type {Map<string, Set<string>>} */
  const all = new Map();
  for (const { origin, tops = [] } of lists.flat()) all.set(origin, new Set([...(all.get(origin) ?? []), ...tops]));
  return [...all].map(([origin, tops]) => ({ origin, tops: [...tops] }));
}

/**
 * @param {string} origin
 * @returns {string} The match pattern of its host. Firefox's patterns name no port: which port may speak, `admit` knows.
 */
export function pattern(origin) {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}

/**
 * @param {unknown} list
 * @returns {list is string[]} Whether they are origins in whose frames a site may speak.
 */
export function areTops(list) {
  return Array.isArray(list) && list.length <= TOPS && list.every(isExact);
}

/**
 * @param {unknown} origin
 * @returns {origin is string} Whether it is exactly as browsers write that of an https page.
 */
export function isExact(origin) {
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const address = new URL(origin);
  return address.protocol === 'https:' && address.origin === origin && HOST.test(address.hostname);
}

/**
 * @param {any} each
 * @param {string[]} names  Of the members it may have.
 * @returns {boolean} Whether it is an object that has no others.
 */
export function hasOnly(each, names) {
  return typeof each === 'object' && each !== null && Object.keys(each).every((name) => names.includes(name));
}

/**
 * @param {any} each
 * @returns {each is Site}
 */
function isCabinet(each) {
  return hasOnly(each, ['origin', 'tops']) && isExact(each.origin) && areTops(each.tops ?? []);
}
