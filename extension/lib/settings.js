// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { parse as parseCabinets, union } from './cabinets.js';
import { packaged, parse as parseDialects } from './dialects.js';

/**
 * What the administrator of the computer, or the person, set. The host says it
 * at every `hello` (PROTOCOL.md, section 5), and it is kept until the browser is
 * closed; sites can be in the browser's own policy too.
 *
 * @typedef {object} Settings
 * @property {'window' | 'native'} pin_entry
 * @property {string[]} locked  Names of what the administrator set.
 * @property {('file' | 'token' | 'tpm' | 'cloud')[]} [key_kinds]  Those allowed; absent: all.
 * @property {import('./sites.js').Site[]} [cabinets]
 * @property {import('./dialects.js').Row[]} [dialects]
 *
 * @typedef {{cabinets: import('./sites.js').Site[], dialects: import('./dialects.js').Row[]}} Sites  That an administrator added.
 */

/** @param {Settings} settings  As the host just said. */
export async function keep(settings, browser = chrome) {
  await browser.storage.session.set({ settings });
}

/** @returns {Promise<Settings | undefined>} Nothing before the host has answered since the browser was started. */
export async function kept(browser = chrome) {
  const { settings } = /** @type {{settings?: Settings}} */ (await browser.storage.session.get('settings'));
  return settings;
}

/** @returns {Promise<Sites>} All that an administrator added, but for dialects that this package does not have. */
export async function added(browser = chrome) {
  const [policy, host, names] = await Promise.all([inPolicy(browser), inHost(browser), packaged(browser)]);
  const dialects = [...policy.dialects, ...host.dialects].filter(({ dialect }) => names.includes(dialect));
  return { cabinets: union(policy.cabinets, host.cabinets), dialects };
}

/** @returns {Promise<Sites>} As the browser's policy has them. */
export async function inPolicy(browser = chrome) {
  // Firefox refuses to answer where there is no policy.
  return sitesOf(await browser.storage.managed.get({ cabinets: [], dialects: [] }).catch(() => ({})));
}

/** @returns {Promise<Sites>} As the host's settings have them. */
export async function inHost(browser = chrome) {
  return sitesOf(await kept(browser));
}

/**
 * @param {{cabinets?: unknown, dialects?: unknown}} [set]  As somebody wrote it.
 * @returns {Sites} What of it is exact.
 */
export function sitesOf({ cabinets, dialects } = {}) {
  return { cabinets: parseCabinets(cabinets), dialects: parseDialects(dialects) };
}
