// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { date, duration, size } from './format.js';
import { clean, shorten } from './names.js';

/**
 * The words for people, from _locales, by the protocol's codes.
 *
 * @typedef {(key: string, substitutions?: string[]) => string} Translate  As chrome.i18n.getMessage:
 *   empty for a key that is not in the catalogue.
 */

/**
 * @param {string} code  Of PROTOCOL.md, section 10.
 * @param {Record<string, unknown> | undefined} params  The code's.
 * @param {Translate} translate
 * @returns {{sentence: string, hint: string}} What happened, and what to do about it.
 */
export function wordsFor(code, params = {}, translate) {
  const key = code.replaceAll('-', '_');
  const known = translate(`error_${key}`) ? key : 'internal';
  const whose = params.provider && translate(`provider_error_${key}`) ? 'provider_' : ''; // carriers have it too
  const which = params.document && translate(`document_error_${key}`) ? 'document_' : ''; // there are several
  const shown = Object.entries(params).map(([name, value]) => word(name, value, translate));
  return { sentence: translate(`${which || whose}error_${known}`, shown), hint: translate(`${whose}hint_${known}`, shown) };
}

/**
 * @param {string} name  Of a code's parameter.
 * @param {unknown} value
 * @param {Translate} translate
 */
function word(name, value, translate) {
  if (name === 'since') return date(String(value), translate('language'));
  if (name === 'wait') return duration(Number(value), translate('language'));
  if (name === 'limit') return size(Number(value), translate('language'));
  if (name === 'document') return shorten(String(value));
  const text = clean(String(value));
  return (name === 'what' && translate(`what_${text.replaceAll('-', '_')}`)) || text;
}
