// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { preferences } from './preferences.js';

/** @typedef {import('./words.js').Translate} Translate */

/** What is put into a message: `$1` to `$9`, and `$$` for the sign itself, as chrome.i18n has them. */
const PLACES = /\$([1-9$])/g;

/**
 * @returns {Promise<Translate>} In the language that the person chose; without a choice the browser's own, of which
 *   chrome.i18n alone knows.
 */
export async function translator(browser = chrome) {
  const own = /** @type {Translate} */ ((key, substitutions) => browser.i18n.getMessage(key, substitutions));
  const { language } = await preferences(browser);
  if (!language || language === own('language')) return own;
  try {
    const catalogue = await (await fetch(browser.runtime.getURL(`_locales/${language}/messages.json`))).json();
    return (key, substitutions = []) => fill(catalogue[key]?.message ?? '', substitutions);
  } catch {
    return own;
  }
}

/**
 * @param {import('./preferences.js').Preferences} preferences
 * @returns {string} What the host is told: "uk" or "en".
 */
export function languageOf({ language }, browser = chrome) {
  return language || browser.i18n.getMessage('language');
}

/**
 * @param {string} message
 * @param {string[]} substitutions
 */
function fill(message, substitutions) {
  return message.replace(PLACES, (_, place) => (place === '$' ? '$' : (substitutions[place - 1] ?? '')));
}
