// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { stamp } from './roles.js';

/** Fits beside the taskbar of a 1366×768 screen. */
const WIDTH = 520;
const HEIGHT = 680;

/**
 * The one window of an operation, in which its user chooses and consents. It is
 * trusted because its address cannot be guessed, is our own, and is in the
 * very tab that was opened here.
 */
export class TrustedWindow {
  #browser;
  #tab;
  #receive;
  #gone;
  /** @type {string | undefined} */
  #url;
  /** Whether it opens over a window in which the person wants to leave no traces. */
  #discreet = false;
  /** @type {Promise<chrome.windows.Window | undefined> | undefined} */
  #opened;
  /** @type {chrome.runtime.Port | undefined} */
  #port;
  /** @type {object[]} What was said to it before it could hear. */
  #unheard = [];

  /**
   * @param {typeof chrome} browser
   * @param {number | undefined} tab  The id of the tab over which the window opens.
   * @param {(frame: object) => void} receive  Takes the window's frames, stamped.
   * @param {() => void} gone  Called when the user closed the window, it left our page, or it could not be opened to tell something.
   */
  constructor(browser, tab, receive, gone) {
    this.#browser = browser;
    this.#tab = tab;
    this.#receive = receive;
    this.#gone = gone;
  }

  /** Whether it is open, or about to be. */
  get opened() {
    return this.#opened !== undefined;
  }

  /** Opens the window, or brings it to the front and loads it anew. */
  async open() {
    // Without one nothing is waited for: a page that leaves meanwhile must find what to close.
    const earlier = this.#opened && (await this.#opened);
    this.#port = undefined;
    this.#unheard = [];
    if (earlier?.id !== undefined) {
      await this.#browser.tabs.update(tabOf(earlier), { url: this.#address() });
      await this.show();
      return;
    }
    const created = this.#create();
    this.#opened = created.catch(() => (this.#opened = undefined));
    await created;
  }

  /** @returns {string} One that is good for once, and tells the window whether it may keep what the person chooses. */
  #address() {
    this.#url = this.#browser.runtime.getURL(`ui/window.html?${crypto.randomUUID()}${this.#discreet ? '&private' : ''}`);
    return this.#url;
  }

  /** @returns {Promise<chrome.windows.Window | undefined>} */
  async #create() {
    const beneath = await this.#beneath().catch(() => undefined);
    this.#discreet = beneath?.incognito ?? false;
    const popup = /** @type {const} */ ({ url: this.#address(), type: 'popup', focused: true, width: WIDTH, height: HEIGHT });
    try {
      return await this.#browser.windows.create({ ...popup, ...over(beneath) });
    } catch {
      // Over a window half off the screen Chromium opens nothing.
      return this.#browser.windows.create(popup);
    }
  }

  /** The tab's window, to which it may have been moved since. */
  async #beneath() {
    if (this.#tab === undefined) return undefined;
    const { windowId } = await this.#browser.tabs.get(this.#tab);
    return this.#browser.windows.get(windowId);
  }

  /** Brings the window to the front. */
  async show() {
    const opened = await this.#opened;
    if (opened?.id !== undefined) await this.#browser.windows.update(opened.id, { focused: true });
  }

  /** @param {object} message  Said even if there is no window yet. */
  async tell(message) {
    try {
      if (!this.#opened) await this.open();
      this.deliver(message);
    } catch {
      this.#gone();
    }
  }

  /** Closes the window without a word to anybody. */
  async close() {
    const opened = await this.#forget();
    if (opened?.id !== undefined) await this.#browser.windows.remove(opened.id).catch(() => {});
  }

  /** @param {object} message  Heard once the window has loaded; for nobody if there is none. */
  deliver(message) {
    if (this.#port) this.#port.postMessage(message);
    else if (this.#opened) this.#unheard.push(message);
  }

  /**
   * @param {chrome.runtime.Port} port
   * @returns {boolean} Whether the port is this window's. It becomes its voice once its tab is known to be the one opened.
   */
  claim(port) {
    if (!this.#opened || port.sender?.url !== this.#url || port.sender?.frameId !== 0) return false;
    this.#url = undefined;
    const pinned = this.#opened.then((opened) => {
      if (tabOf(opened) !== port.sender?.tab?.id) return port.disconnect();
      this.#port = port;
      for (const message of this.#unheard.splice(0)) port.postMessage(message);
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

  /** @param {chrome.runtime.Port} port  Whether it comes from the very document that has the window's voice. */
  owns({ sender }) {
    return this.#port !== undefined && this.#port.sender?.url === sender?.url && sender?.frameId === 0;
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
    this.#unheard = [];
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
