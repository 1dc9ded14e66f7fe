// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { pattern } from './cabinets.js';

/**
 * Whether the browser lets us into the cabinets that the administrator added.
 * Even where the extension itself was installed by policy, no browser does so
 * without a click of the person and a question of its own.
 */

/** The manifest's content script once more, for hosts that are not named there. */
const SCRIPT = { id: 'cabinets', js: ['content.js'], allFrames: true, runAt: /** @type {const} */ ('document_start') };

/**
 * @param {import('./sites.js').Site[]} added
 * @returns {Promise<{granted: string[], lacking: string[]}>} Match patterns of those that the manifest does not name.
 */
export async function look(added, browser = chrome) {
  const served = browser.runtime.getManifest().content_scripts?.flatMap(({ matches = [] }) => matches) ?? [];
  const patterns = [...new Set(added.map(pattern))].filter((each) => !served.includes(each));
  const answers = await Promise.all(patterns.map((each) => browser.permissions.contains({ origins: [each] })));
  return { granted: patterns.filter((_, at) => answers[at]), lacking: patterns.filter((_, at) => !answers[at]) };
}

/**
 * Has the content script run in these hosts too, and in no others.
 *
 * @param {string[]} matches
 */
export async function enter(matches, browser = chrome) {
  const { scripting } = browser;
  const ids = [SCRIPT.id];
  const [registered] = await scripting.getRegisteredContentScripts({ ids });
  if (matches.length === 0) return registered && scripting.unregisterContentScripts({ ids });
  const script = { ...SCRIPT, matches };
  await (registered ? scripting.updateContentScripts([script]) : scripting.registerContentScripts([script]));
}
