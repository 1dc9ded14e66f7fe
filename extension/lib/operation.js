// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { codeOf } from './native.js';
import { address, stamp } from './roles.js';
import { TrustedWindow } from './window.js';
import { wordsFor } from './words.js';

/** The protocol's version that this extension speaks. */
const PROTOCOL = 1;

/** How long a host may take to start and answer, in milliseconds: some computers look at a program for long before they let it run. */
const GREETING = 30_000;

/**
 * @typedef {import('../page/client.js').Message} Message
 * @typedef {import('./sites.js').Visited} Visited
 */

/**
 * One page's conversation: its port, the host process started for it, and the
 * window in which its user answers. Frames are relayed with the role they came
 * from; nothing else is added and nothing is understood but the hand-over.
 */
export class Operation {
  #page;
  #host;
  #window;
  #browser;
  #ended;
  #hello = crypto.randomUUID();
  #silence;
  #over = false;

  /**
   * @param {chrome.runtime.Port} page
   * @param {Visited} visited  The page, as the browser reports it.
   * @param {string} host  The native host's name.
   * @param {(operation: Operation) => void} ended
   * @param {typeof chrome} browser
   */
  constructor(page, visited, host, ended, browser) {
    this.#page = page;
    this.#browser = browser;
    this.#ended = ended;
    this.#host = browser.runtime.connectNative(host);
    const gone = () => this.#say({ method: 'closed', params: {} });
    this.#window = new TrustedWindow(browser, page.sender?.tab?.id, (frame) => this.#toHost(frame), gone);

    this.#host.onMessage.addListener((frame) => this.#fromHost(frame));
    this.#host.onDisconnect.addListener((port) => this.#end(codeOf(disconnection(port, browser))));
    page.onMessage.addListener((frame) => this.#fromPage(frame));
    page.onDisconnect.addListener(() => this.#end());
    const language = browser.i18n.getMessage('language');
    this.#silence = setTimeout(() => this.#end('failed'), GREETING);
    this.#say({ id: this.#hello, method: 'hello', params: { ...about(browser), ...visited, language } });
  }

  /** Of the page, where the browser gives one. */
  get documentId() {
    return this.#page.sender?.documentId;
  }

  /** @param {chrome.runtime.Port} port  Of a window. */
  claim(port) {
    return this.#window.claim(port);
  }

  /** @param {number} id  Of a browser window that was closed. */
  removed(id) {
    void this.#window.removed(id);
  }

  /** @param {any} frame */
  #fromPage(frame) {
    if (frame?.pidpys === 'show') return void this.#window.show();
    const stamped = stamp(frame, 'page');
    if (stamped) this.#toHost(stamped);
  }

  /** @param {Message & {role?: unknown}} frame */
  #fromHost(frame) {
    const { role, message } = address(frame);
    if (role === 'page') this.#page.postMessage(message);
    else if (role === 'window') this.#window.deliver(message);
    else if (role === 'extension') void this.#own(message);
  }

  /** @param {Message} message  To the extension itself. */
  async #own({ id, method, params, result, error }) {
    if (method === undefined) {
      if (id === this.#hello) this.#greeted(error?.code, result);
    } else if (method === 'window') {
      const opened = await this.#window.open().then(() => true, () => false);
      this.#say(opened ? { id, result: {} } : { id, error: { code: 'internal' } });
    } else if (method === 'close-window') {
      void this.#window.close();
    } else if (method === 'fault') {
      this.#end(params.code);
    } else if (id !== undefined) {
      this.#say({ id, error: { code: 'unsupported' } });
    }
  }

  /**
   * @param {string | undefined} code
   * @param {{version: string, protocol: number} | undefined} hello
   */
  #greeted(code, hello) {
    clearTimeout(this.#silence);
    if (code || !hello) return this.#end(code);
    if (hello.protocol !== PROTOCOL) return this.#end(hello.protocol < PROTOCOL ? 'host-too-old' : 'extension-too-old');
    this.#page.postMessage({ pidpys: 'ready', host: hello.version });
  }

  /** @param {Message} message  The extension's own. */
  #say(message) {
    this.#toHost({ ...message, role: 'extension' });
  }

  /** @param {object} frame */
  #toHost(frame) {
    if (this.#over) return;
    try {
      this.#host.postMessage(frame);
    } catch {
      // Chromium takes no frame over 64 MiB.
      this.#end('frame-too-large');
    }
  }

  /** @param {string} [code]  Why, unless it was the page that left. */
  #end(code) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#silence);
    if (code) refuse(this.#page, code, this.#browser);
    this.#host.disconnect();
    void this.#window.close();
    this.#ended(this);
  }
}

/** The codes beyond which a page learns only "failed" (PROTOCOL.md, section 10). */
const PAGES = new Set(['busy', 'forbidden', 'page-not-listed', 'host-missing', 'host-forbidden', 'host-too-old', 'extension-too-old']);

/**
 * Tells a page why nothing will be done for it.
 *
 * @param {chrome.runtime.Port} page
 * @param {string} code
 * @param {typeof chrome} browser
 */
export function refuse(page, code, browser) {
  const told = PAGES.has(code) ? code : 'failed';
  page.postMessage({ pidpys: 'closed', code: told, hint: wordsFor(told, {}, browser.i18n.getMessage).hint });
  page.disconnect();
}

/** @param {typeof chrome} browser */
function about(browser) {
  const family = browser.runtime.getURL('').startsWith('moz-') ? 'Firefox' : 'Chromium';
  const [, version = ''] = /(?:Chrome|Firefox)\/(\d+)/.exec(navigator.userAgent) ?? [];
  return { version: browser.runtime.getManifest().version, protocol: PROTOCOL, browser: `${family} ${version}`.trim() };
}

/**
 * @param {chrome.runtime.Port & {error?: {message: string}}} port  Firefox puts the reason here,
 * @param {typeof chrome} browser  Chromium there.
 */
function disconnection(port, browser) {
  return port.error?.message ?? browser.runtime.lastError?.message;
}
