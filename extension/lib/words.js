// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The words for people, from _locales, by the protocol's codes.
 *
 * @typedef {(key: string, substitutions?: string[]) => string} Translate  As chrome.i18n.getMessage:
 *   empty for a key that is not in the catalogue.
 */

/**
 * @param {string} code  Of PROTOCOL.md, section 10.
 * @param {Record<string, unknown>} [params]  The code's.
 * @param {Translate} [translate]
 * @returns {{sentence: string, hint: string}} What happened, and what to do about it.
 */
export function wordsFor(code, params = {}, translate = chrome.i18n.getMessage) {
  const key = code.replaceAll('-', '_');
  const known = translate(`error_${key}`) ? key : 'internal';
  const substitutions = Object.values(params).map(String);
  return { sentence: translate(`error_${known}`, substitutions), hint: translate(`hint_${known}`, substitutions) };
}
