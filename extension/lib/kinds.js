// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Kinds of keys, which an administrator can forbid, by the tabs in which they are chosen.
 *
 * @typedef {import('./settings.js').Settings} Settings
 * @typedef {'file' | 'token' | 'cloud'} Tab
 */

/** @type {Record<Tab, ('file' | 'token' | 'tpm' | 'cloud')[]>} */
const KINDS = { file: ['file'], token: ['token', 'tpm'], cloud: ['cloud'] };

/**
 * @param {'file' | 'token' | 'tpm' | 'cloud'} kind
 * @returns {Tab} Where keys of that kind are chosen.
 */
export function tabOf(kind) {
  return kind === 'tpm' ? 'token' : kind;
}

/**
 * @param {Tab} tab
 * @param {Settings} [settings]  Those in force, if any are known.
 * @returns {string[]} The kinds of that tab that the administrator forbade.
 */
export function forbidden(tab, settings) {
  return KINDS[tab].filter((kind) => settings?.key_kinds && !settings.key_kinds.includes(kind));
}

/**
 * @param {Tab} tab
 * @param {Settings} [settings]
 * @returns {boolean} Whether no key can be chosen there.
 */
export function barred(tab, settings) {
  return forbidden(tab, settings).length === KINDS[tab].length;
}

/**
 * @param {Settings} [settings]
 * @returns {boolean} Whether no key at all can be chosen.
 */
export function allBarred(settings) {
  return settings?.key_kinds?.length === 0;
}
