// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { close, Visit } from './visit.js';

/** What a host from before our own page says to a `hello` that it does not understand. */
const OLDER = ['unsupported', 'invalid-params', 'malformed'];

/**
 * The person at our own page of files: answered as a page is that was visited, and told everything
 * (PROTOCOL.md, section 16).
 */
export class Home extends Visit {
  #port;
  #browser;

  /**
   * @param {chrome.runtime.Port} port  Of our own page, which its address and its frame have shown to be it.
   * @param {typeof chrome} browser
   */
  constructor(port, browser) {
    super(port, { own: true }, browser);
    this.#port = port;
    this.#browser = browser;
  }

  /**
   * @param {string} [code]  Why nothing more will be done, unless the page has left.
   * @returns {boolean} Whether the window stays.
   */
  over(code) {
    if (code) close(this.#port, OLDER.includes(code) ? 'host-too-old' : code, this.#browser);
    return false;
  }
}
