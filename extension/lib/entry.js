// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { pattern } from './cabinets.js';

/**
 * Whether the browser lets us into a site, and our scripts there. Even where the
 * extension itself was installed by policy, no browser lets us into one that the
 * manifest does not name without a click of the person and a question of its own.
 */

/** Content scripts beside the manifest's, by the id of their registration. */
const SCRIPTS = {
  cabinets: ['content.js'], // the manifest's once more
  iit: ['compat/line.js', 'compat/iit.js'],
  webeid: ['compat/line.js', 'compat/webeid.js'],
};

/**
 * @param {import('./sites.js').Site[]} cabinets
 * @returns {string[]} Match patterns of their hosts, but for those that the manifest names: there its script runs anyway.
 */
export function unserved(cabinets, browser = chrome) {
  const served = browser.runtime.getManifest().content_scripts?.flatMap(({ matches = [] }) => matches) ?? [];
  return patterns(cabinets).filter((each) => !served.includes(each));
}

/**
 * @param {{origin: string}[]} sites
 * @returns {string[]} Match patterns of their hosts.
 */
export function patterns(sites) {
  return sites.map(({ origin }) => pattern(origin));
}

/**
 * @param {string[]} hosts  Their match patterns.
 * @returns {Promise<{granted: string[], lacking: string[]}>} Each once.
 */
export async function look(hosts, browser = chrome) {
  const all = [...new Set(hosts)];
  const answers = await Promise.all(all.map((each) => browser.permissions.contains({ origins: [each] })));
  return { granted: all.filter((_, at) => answers[at]), lacking: all.filter((_, at) => !answers[at]) };
}

/**
 * Has a content script run in these hosts, and in no others.
 *
 * @param {keyof typeof SCRIPTS} id
 * @param {string[]} matches
 */
export async function enter(id, matches, browser = chrome) {
  const { scripting } = browser;
  const ids = [id];
  const [registered] = await scripting.getRegisteredContentScripts({ ids });
  if (matches.length === 0) return registered && scripting.unregisterContentScripts({ ids });
  const script = { id, matches, js: SCRIPTS[id], allFrames: true, runAt: /** @type {const} */ ('document_start') };
  await (registered ? scripting.updateContentScripts([script]) : scripting.registerContentScripts([script]));
}
