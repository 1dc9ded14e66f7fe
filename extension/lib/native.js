// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Why a browser could not start or lost the host. Browsers say it only in
 * English sentences (Chromium's extensions/browser/api/messaging, Firefox's
 * NativeManifests.sys.mjs; observed in Chromium 156 and Firefox 153).
 *
 * @type {[RegExp, string][]}
 */
const SENTENCES = [
  [/native messaging host not found|No such native application|Failed to start native messaging host/i, 'host-missing'],
  [/native messaging host is forbidden|disabled by the system administrator/i, 'host-forbidden'],
];

/**
 * @param {string | undefined} sentence  Of the port that disconnected, if any.
 * @returns {string} A code of PROTOCOL.md, section 10.
 */
export function codeOf(sentence) {
  return SENTENCES.find(([pattern]) => pattern.test(sentence ?? ''))?.[1] ?? 'failed';
}
