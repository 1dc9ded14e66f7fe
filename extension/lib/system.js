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
