// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * @param {string} [agent]  What the browser says of itself.
 * @returns {'linux' | 'windows' | 'macos'} The system whose words help; another Unix is like Linux.
 */
export function system(agent = window.navigator.userAgent) {
  if (agent.includes('Windows')) return 'windows';
  return agent.includes('Mac OS X') ? 'macos' : 'linux';
}

/**
 * @param {typeof chrome} [browser]
 * @returns {'Firefox' | 'Chromium'} The family of the browser, by whose ways it does things.
 */
export function family(browser = chrome) {
  return browser.runtime.getURL('').startsWith('moz-') ? 'Firefox' : 'Chromium';
}

/**
 * @param {typeof chrome} [browser]
 * @returns {string} Its family and version: "Chromium 156".
 */
export function browserName(browser = chrome) {
  const [, version = ''] = /(?:Chrome|Firefox)\/(\d+)/.exec(navigator.userAgent) ?? [];
  return `${family(browser)} ${version}`.trim();
}
