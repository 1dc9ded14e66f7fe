// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { parse } from './cabinets.js';

/**
 * What the administrator of the computer, or the person, set. The host says it
 * at every `hello` (PROTOCOL.md, section 5), and it is kept until the browser is
 * closed; cabinets can be in the browser's own policy too.
 *
 * @typedef {object} Settings
 * @property {'window' | 'native'} pin_entry
 * @property {string[]} locked  Names of what the administrator set.
 * @property {('file' | 'token' | 'tpm' | 'cloud')[]} [key_kinds]  Those allowed; absent: all.
 * @property {import('./sites.js').Site[]} [cabinets]
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

/** @returns {Promise<import('./sites.js').Site[]>} Cabinets as the browser's policy has them. */
export async function inPolicy(browser = chrome) {
  // Firefox refuses to answer where there is no policy.
  const { cabinets } = await browser.storage.managed.get('cabinets').catch(() => ({ cabinets: [] }));
  return parse(cabinets);
}

/** @returns {Promise<import('./sites.js').Site[]>} Cabinets as the host's settings have them. */
export async function inHost(browser = chrome) {
  return parse((await kept(browser))?.cabinets);
}
