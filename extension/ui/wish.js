// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the person wants of the background, said by our own pages. Each time on a
 * port of its own: one that was kept would be gone with a background that the
 * browser put to sleep.
 *
 * @typedef {{wish: 'look' | 'move', tab: number | undefined} | {wish: 'on'} | {wish: 'off', origin: string, tab?: number}} Wish
 *
 * @param {Wish} wished  `look`: what is done for the page in a tab; `move`: to a new key, over that tab; `on`: what was
 *   intended (lib/switch.js); `off`: the page's choice, after which its tab is loaded anew.
 * @param {(answer: {native: boolean}) => void} [answered]  By `look` alone. `native`: the page speaks our own protocol.
 */
export function wish(wished, answered = () => {}) {
  const port = chrome.runtime.connect({ name: 'menu' });
  port.onMessage.addListener(answered);
  port.postMessage(wished);
}
