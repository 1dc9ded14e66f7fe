// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What may be the cause where the host cannot be asked, in the words with which
 * `pidpys doctor` says the same of what it saw.
 *
 * @typedef {{check: string, with?: string[]}} Cause  The words are `doctor_<check>` and `doctor_<check>_next`; `with` fills both.
 * @typedef {{system: 'linux' | 'windows' | 'macos', family: 'Firefox' | 'Chromium', host: string, command: string}} Place
 */

/** @type {Record<string, (place: Place) => Cause[]>} */
const CAUSES = {
  'host-missing': ({ system, family, command }) => [
    { check: 'manifest_missing', with: [`${command} install`] },
    ...(system === 'linux' ? CONFINED[family] : []),
    ...(family === 'Chromium' ? [{ check: 'policy_user_hosts', with: ['NativeMessagingUserLevelHosts'] }] : []),
  ],
  'host-forbidden': ({ family, host, command }) => [
    ...(family === 'Chromium' ? [{ check: 'policy_host_blocked', with: ['NativeMessagingBlocklist', host] }] : []),
    { check: 'manifest_foreign', with: [host, '', `${command} install`] },
  ],
};

/** Browsers that are kept apart from other programs. Which way this one was installed it does not tell. */
const CONFINED = {
  Chromium: [{ check: 'snap_closed' }, { check: 'flatpak_closed' }],
  Firefox: [{ check: 'flatpak_firefox' }],
};

/**
 * @param {string} code  Of PROTOCOL.md, section 10: why the host cannot be asked.
 * @param {Place} place
 * @returns {Cause[]}
 */
export function causesOf(code, place) {
  return CAUSES[code]?.(place) ?? [];
}

/**
 * @param {Place['system']} system
 * @returns {string} How the program is called there. The Windows packages leave the PATH alone.
 */
export function commandIn(system) {
  return system === 'windows' ? '"C:\\Program Files\\Pidpys\\pidpys.exe"' : 'pidpys';
}
