// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Which pages may speak: exact origins, and frames only as listed pairs.
 *
 * @typedef {object} Site
 * @property {string} origin
 * @property {string[]} [tops]  Origins of top pages in whose frames it may speak, too.
 *
 * @typedef {{origin: string, top_origin?: string}} Visited  As `hello` tells the host.
 */

/**
 * Judges a page by what the browser says of it, never by what it says itself.
 *
 * @param {chrome.runtime.MessageSender} sender
 * @param {Site[]} sites
 * @returns {Visited | {code: 'forbidden' | 'page-not-listed'}}
 */
export function admit(sender, sites) {
  const { url = '', tab, frameId, documentLifecycle = 'active' } = sender;
  const address = parse(url);
  // A blob: address has its maker's origin; about:srcdoc and opaque frames have one that is not their address's.
  const own = address?.protocol.startsWith('http') && address.origin === (sender.origin ?? address.origin);
  if (!address || !own || !tab || frameId === undefined || documentLifecycle !== 'active') return { code: 'forbidden' };

  const { origin } = address;
  const site = sites.find((listed) => listed.origin === origin);
  if (!site) return { code: 'page-not-listed' };
  if (frameId === 0) return { origin };
  const top_origin = parse(tab.url ?? '')?.origin;
  if (!top_origin || !site.tops?.includes(top_origin)) return { code: 'page-not-listed' };
  return { origin, top_origin };
}

/** @param {string} url */
function parse(url) {
  return URL.canParse(url) ? new URL(url) : undefined;
}
