// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { translator } from '../lib/language.js';
import { wordsFor as wordsIn } from '../lib/words.js';

const translate = await translator();

/**
 * @param {string} key  Of _locales.
 * @param {string[]} substitutions
 * @returns {string} In the person's language; empty for a key that is not there.
 */
export function t(key, ...substitutions) {
  return translate(key, substitutions);
}

/** The catalogue's language. */
export const language = t('language');

/**
 * @param {string} code  Of PROTOCOL.md, section 10.
 * @param {Record<string, unknown>} [params]  The code's.
 * @returns {{sentence: string, hint: string}} What happened, and what to do about it.
 */
export function wordsFor(code, params) {
  return wordsIn(code, params, translate);
}

/**
 * Puts the words where the page names them: data-i18n the text, data-i18n-label what a screen reader says,
 * data-i18n-placeholder what an empty field says.
 */
export function localize() {
  document.documentElement.lang = language;
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-i18n], [data-i18n-label], [data-i18n-placeholder]'))) {
    const { i18n, i18nLabel, i18nPlaceholder } = each.dataset;
    if (i18n) each.textContent = t(i18n);
    if (i18nLabel) each.ariaLabel = t(i18nLabel);
    if (i18nPlaceholder) /** @type {HTMLInputElement} */ (each).placeholder = t(i18nPlaceholder);
  }
}
