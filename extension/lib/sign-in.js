// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { family } from './system.js';

/** How browsers say that the person closed the page (Chromium's extensions/browser/api/identity, observed; Firefox's ext-identity.js). */
const LEFT = /did not approve|cancelled or denied/i;

/**
 * The browser's own sign-in window, kept by the background because it must be
 * closed when the window that asked for it is gone: browsers leave it open, and
 * then no other serves (Chromium refuses it; Firefox shows it in the old one
 * and says at once that the person left, observed).
 */
export class SignIn {
  #browser;
  /** Whether it is open, or about to be. */
  #busy = false;

  /** @param {typeof chrome} browser */
  constructor(browser) {
    this.#browser = browser;
  }

  /** @param {chrome.runtime.Port} port  Of a window of ours, which leaves when it waits no more. */
  serve(port) {
    let waits = true;
    port.onDisconnect.addListener(() => (waits = false));
    port.onMessage.addListener(async ({ url }) => {
      const ended = await this.#visit(url, port);
      if (waits) port.postMessage(ended);
    });
  }

  /**
   * @param {string} url
   * @param {chrome.runtime.Port} port
   * @returns {Promise<{url: string} | {code: string}>}
   */
  async #visit(url, port) {
    if (this.#busy) return { code: 'authorization-failed' };
    this.#busy = true;
    const opened = new Opened(this.#browser);
    port.onDisconnect.addListener(() => void opened.closeOne());
    try {
      const ended = await this.#browser.identity.launchWebAuthFlow({ url, interactive: true });
      return ended ? { url: ended } : { code: 'cancelled' };
    } catch (cause) {
      // Whoever saw no window did not close it: one from another time stands in the way.
      return { code: opened.any && LEFT.test(String(cause)) ? 'cancelled' : 'authorization-failed' };
    } finally {
      opened.forget();
      this.#busy = false;
    }
  }
}

/**
 * The windows that opened since and may be the sign-in window, for browsers do not tell which it is: a pop-up in Chromium, in
 * Firefox one of type normal (observed with 140).
 */
class Opened {
  #browser;
  /** @type {number[]} */
  #ids = [];
  /** @type {Set<number>} Those into which a tab was pulled, which only the person does. */
  #pulled = new Set();
  #unwanted = false;
  #over = false;
  #created = (/** @type {chrome.windows.Window} */ { id, type }) => {
    if (id === undefined || (type !== 'popup' && !(type === 'normal' && family(this.#browser) === 'Firefox'))) return;
    this.#ids.push(id);
    if (this.#unwanted && type === 'popup') void this.closeOne(); // a normal one may be the person's, who goes on
  };
  #attached = (/** @type {number} */ _, /** @type {chrome.tabs.OnAttachedInfo} */ { newWindowId }) => {
    this.#pulled.add(newWindowId); // which may be told before the window is
  };

  /** @param {typeof chrome} browser */
  constructor(browser) {
    this.#browser = browser;
    browser.windows.onCreated.addListener(this.#created);
    browser.tabs.onAttached.addListener(this.#attached);
  }

  get any() {
    return this.#candidates.length > 0;
  }

  get #candidates() {
    return this.#ids.filter((id) => !this.#pulled.has(id));
  }

  /** Closes the sign-in window, now or when it opens. If it may be one of several none is closed: in another somebody may be typing. */
  async closeOne() {
    if (this.#over) return;
    this.#unwanted = true;
    const candidates = this.#candidates;
    const likely = await Promise.all(candidates.map((id) => this.#likely(id)));
    const [id, ...more] = candidates.filter((_, i) => likely[i]);
    if (id === undefined || more.length > 0 || this.#over) return;
    this.forget();
    await this.#browser.windows.remove(id).catch(() => {});
  }

  /** Closes nothing any more. */
  forget() {
    this.#over = true;
    this.#browser.windows.onCreated.removeListener(this.#created);
    this.#browser.tabs.onAttached.removeListener(this.#attached);
  }

  /**
   * @param {number} id
   * @returns {Promise<boolean>} Whether it may be the sign-in window: that has one tab, no page opened it, nor is it one of ours. Of
   *   others we may be told the address or not, as the person lets us into sites.
   */
  async #likely(id) {
    const [tab, another] = await this.#browser.tabs.query({ windowId: id }).catch(() => []);
    const address = tab?.url || tab?.pendingUrl || '';
    return tab !== undefined && another === undefined && tab.openerTabId === undefined && !address.startsWith(this.#browser.runtime.getURL(''));
  }
}
