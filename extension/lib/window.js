// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { stamp } from './roles.js';

/** Fits beside the taskbar of a 1366×768 screen. */
const WIDTH = 520;
const HEIGHT = 680;

/**
 * The one window in which the user of a page chooses and consents. It is
 * trusted because its address cannot be guessed, is our own, and is in the
 * very tab that was opened here.
 */
export class TrustedWindow {
  #browser;
  #parent;
  #receive;
  #gone;
  /** @type {string | undefined} */
  #url;
  /** @type {Promise<chrome.windows.Window | undefined> | undefined} */
  #opened;
  /** @type {chrome.runtime.Port | undefined} */
  #port;

  /**
   * @param {typeof chrome} browser
   * @param {number | undefined} parent  The id of the page's window: ours opens over it.
   * @param {(frame: object) => void} receive  Takes the window's frames, stamped.
   * @param {() => void} gone  Called when the user closed the window or it left our page.
   */
  constructor(browser, parent, receive, gone) {
    this.#browser = browser;
    this.#parent = parent;
    this.#receive = receive;
    this.#gone = gone;
  }

  /** Opens the window, or brings it to the front and loads it anew. */
  async open() {
    const url = this.#browser.runtime.getURL(`ui/window.html?${crypto.randomUUID()}`);
    const earlier = await this.#opened;
    this.#url = url;
    this.#port = undefined;
    if (earlier?.id !== undefined) {
      await this.#browser.tabs.update(tabOf(earlier), { url });
      await this.show();
      return;
    }
    const parent = this.#parent === undefined ? undefined : await this.#browser.windows.get(this.#parent);
    const created = this.#browser.windows.create({ url, type: 'popup', focused: true, width: WIDTH, height: HEIGHT, ...over(parent) });
    this.#opened = created.catch(() => (this.#opened = undefined));
    await created;
  }

  /** Brings the window to the front. */
  async show() {
    const opened = await this.#opened;
    if (opened?.id !== undefined) await this.#browser.windows.update(opened.id, { focused: true });
  }

  /** Closes the window without a word to anybody. */
  async close() {
    const opened = await this.#forget();
    if (opened?.id !== undefined) await this.#browser.windows.remove(opened.id).catch(() => {});
  }

  /** @param {object} message */
  deliver(message) {
    this.#port?.postMessage(message);
  }

  /**
   * @param {chrome.runtime.Port} port
   * @returns {boolean} Whether the port is this window's. It becomes its voice once its tab is known to be the one opened.
   */
  claim(port) {
    if (!this.#opened || port.sender?.url !== this.#url || port.sender?.frameId !== 0) return false;
    this.#url = undefined;
    const pinned = this.#opened.then((opened) => {
      if (tabOf(opened) === port.sender?.tab?.id) this.#port = port;
      else port.disconnect();
    });
    port.onMessage.addListener(async (frame) => {
      await pinned;
      const stamped = stamp(frame, 'window');
      if (stamped && this.#port === port) this.#receive(stamped);
    });
    port.onDisconnect.addListener(async () => {
      await pinned;
      if (this.#port === port) this.#leave();
    });
    return true;
  }

  /** @param {number} id  Of a window that was closed, maybe before it could speak. */
  async removed(id) {
    if ((await this.#opened)?.id === id) this.#leave();
  }

  #leave() {
    void this.close();
    this.#gone();
  }

  #forget() {
    const opened = this.#opened;
    this.#opened = this.#port = this.#url = undefined;
    return opened;
  }
}

/** @param {chrome.windows.Window | undefined} opened */
function tabOf(opened) {
  return opened?.tabs?.[0]?.id;
}

/**
 * @param {chrome.windows.Window | undefined} parent
 * @returns {{left?: number, top?: number}} In the middle of the parent, near its top.
 */
function over(parent) {
  const { left, top, width } = parent ?? {};
  if (left === undefined || top === undefined || width === undefined) return {};
  return { left: Math.max(left, Math.round(left + (width - WIDTH) / 2)), top };
}
