// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { stamp } from './roles.js';
import { wordsFor } from './words.js';

/** The codes beyond which a page learns only "failed" (PROTOCOL.md, section 10). */
const PAGES = new Set(['busy', 'forbidden', 'page-not-listed', 'host-missing', 'host-forbidden', 'host-too-old', 'extension-too-old']);

/** The name of the port of a page that connects once more, because its host was lost. */
const AGAIN = 'page-again';

/**
 * @param {chrome.runtime.Port} port
 * @returns {string} What it speaks, if it is a page's: `page` is our own protocol, other names are dialects'.
 */
export function tongue({ name }) {
  return name === AGAIN ? 'page' : name;
}

/** A page for which an operation is, at the other end of its port. */
export class Visit {
  /** Its window may be gone before it is. */
  endsWithWindow = false;
  /** A page may always want something more. */
  settled = false;
  #port;
  #browser;
  #listed;
  /** @type {import('./operation.js').Operation | undefined} */
  #operation;

  /**
   * @param {chrome.runtime.Port} port
   * @param {import('./sites.js').Visited | {own: true}} visited  The page, as the browser reports it.
   * @param {typeof chrome} browser
   * @param {(settings?: import('./settings.js').Settings) => boolean} [listed]  Whether the page may speak by what the host just said.
   */
  constructor(port, visited, browser, listed = () => true) {
    this.#port = port;
    this.#listed = listed;
    this.#browser = browser;
    this.visited = port.name === AGAIN ? { ...visited, again: true } : visited;
  }

  /** The page's, over which the window opens. */
  get tab() {
    return this.#port.sender?.tab?.id;
  }

  /** @param {import('./operation.js').Operation} operation  That is for it from now on. */
  begin(operation) {
    this.#operation = operation;
    this.#port.onMessage.addListener((frame) => this.#relay(frame, operation));
    this.#port.onDisconnect.addListener(() => operation.end());
  }

  /** @param {import('./enquiry.js').Welcome} welcome  The host's, which is ready. */
  greeted({ version, settings }) {
    if (!this.#listed(settings)) return this.#operation?.end('page-not-listed');
    this.#port.postMessage({ pidpys: 'ready', host: version });
  }

  /** @param {import('../page/peer.js').Message} message  From the host to the page. */
  deliver(message) {
    this.#port.postMessage(message);
  }

  /** The host answers nothing but `hello` to the extension, where there is a page. */
  answered() {}

  /**
   * @param {string} [code]  Why nothing more will be done, unless the page has left.
   * @param {unknown} [_]
   * @param {boolean} [lost]  Whether the page may connect once more.
   * @returns {boolean} Whether the window stays.
   */
  over(code, _, lost) {
    if (code) refuse(this.#port, code, this.#browser, lost);
    return false;
  }

  /**
   * @param {any} frame
   * @param {import('./operation.js').Operation} operation
   */
  #relay(frame, operation) {
    if (frame?.pidpys === 'show') return void operation.show();
    const stamped = stamp(frame, 'page');
    if (stamped) operation.send(stamped);
  }
}

/**
 * Tells a page why nothing will be done for it.
 *
 * @param {chrome.runtime.Port} page
 * @param {string} code
 * @param {typeof chrome} browser
 * @param {boolean} [lost]  Whether its host was lost, and it may connect once more.
 */
export function refuse(page, code, browser, lost) {
  close(page, PAGES.has(code) ? code : 'failed', browser, lost);
}

/**
 * The same, to one that may know why.
 *
 * @param {chrome.runtime.Port} page
 * @param {string} code
 * @param {typeof chrome} browser
 * @param {boolean} [lost]
 */
export function close(page, code, browser, lost) {
  page.postMessage({ pidpys: 'closed', code, hint: wordsFor(code, {}, browser.i18n.getMessage).hint, ...(lost && { lost }) });
  page.disconnect();
}
