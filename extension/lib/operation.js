// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { redirectOf } from './authorization.js';
import { languageOf } from './language.js';
import { codeOf } from './native.js';
import { LEVELS } from './preferences.js';
import { address } from './roles.js';
import { browserName } from './system.js';
import { TrustedWindow } from './window.js';

/** The protocol's version that this extension speaks. */
const PROTOCOL = 1;

/** How long a host may take to start and answer, in milliseconds: some computers look at a program for long before they let it run. */
const GREETING = 30_000;

/**
 * @typedef {import('../page/peer.js').Message} Message
 * @typedef {import('./sites.js').Visited} Visited
 */

/**
 * Whoever an operation is for: a `Visit`, a `Home`, an `Errand` or an `Enquiry`.
 *
 * @typedef {object} Client
 * @property {Visited | {own: true} | {}} visited  The page, as `hello` tells the host of it.
 * @property {number | undefined} tab  Over which the window opens.
 * @property {boolean} endsWithWindow  Whether the operation does.
 * @property {boolean} settled  Whether nothing more is wanted.
 * @property {(operation: Operation) => void} begin
 * @property {(welcome: import('./enquiry.js').Welcome) => void} greeted  The host is ready.
 * @property {(message: Message) => void} deliver  From the host, to the page.
 * @property {(message: Message) => void} answered  By the host, of a call that was the client's.
 * @property {(code: string | undefined, window: TrustedWindow, lost: boolean) => boolean} over  Says why, if there is a code, and whether the window
 *   stays to be read; `lost`: a host that was ready ended by itself.
 */

/**
 * @typedef {object} Surroundings  Of an operation.
 * @property {(operation: Operation) => void} ended  Is told when it is over,
 * @property {(settings: import('./settings.js').Settings) => void} informed  and what the host's settings are.
 * @property {Pick<import('./preferences.js').Preferred, 'tell'>} preferred  Tells what the person prefers.
 */

/**
 * One client's conversation: the host process started for it, and the window
 * in which its user answers. Frames are relayed with the role they came
 * from; nothing else is added and nothing is understood but the hand-over.
 */
export class Operation {
  #client;
  #host;
  #window;
  #ended;
  #informed;
  #hello = crypto.randomUUID();
  #silence;
  #ready = false;
  #over = false;
  /** @type {object[] | undefined} What was said before the host was greeted; nothing from then on. */
  #unsaid = [];

  /**
   * @param {Client} client
   * @param {string} host  The native host's name.
   * @param {Surroundings} surroundings
   * @param {typeof chrome} browser
   */
  constructor(client, host, { ended, informed, preferred }, browser) {
    this.#client = client;
    this.#ended = ended;
    this.#informed = informed;
    this.#host = browser.runtime.connectNative(host);
    this.#window = new TrustedWindow(browser, client.tab, (frame) => this.send(frame), () => this.#gone());

    this.#host.onMessage.addListener((frame) => this.#fromHost(frame));
    this.#host.onDisconnect.addListener((port) => this.#lose(codeOf(disconnection(port, browser))));
    client.begin(this);
    this.#silence = setTimeout(() => this.end('failed'), GREETING);
    preferred.tell((preferences) => this.#greet({ ...about(browser), ...client.visited, ...wishes(preferences, browser) }));
  }

  /** @param {chrome.runtime.Port} port  Of a window. */
  claim(port) {
    return this.#window.claim(port);
  }

  /** @param {chrome.runtime.Port} port  Whether it is its window's. */
  owns(port) {
    return this.#window.owns(port);
  }

  /** @param {number} id  Of a browser window that was closed. */
  removed(id) {
    void this.#window.removed(id);
  }

  /** Whether anything more is to be done. */
  get lives() {
    return !this.#over && !this.#client.settled;
  }

  /** Whether there is a window. */
  get windowed() {
    return this.#window.opened;
  }

  /** Brings the window to the front. */
  show() {
    return this.#window.show();
  }

  /** @param {Message & {role?: unknown}} frame */
  #fromHost(frame) {
    const { role, message } = address(frame);
    if (role === 'page') this.#client.deliver(message);
    else if (role === 'window') this.#window.deliver(message);
    else if (role === 'extension') void this.#own(message);
  }

  /** @param {Message} message  To the extension itself. */
  async #own({ id, method, params, result, error }) {
    if (method === undefined) {
      if (id === this.#hello) this.#greeted(error?.code, result);
      else this.#client.answered({ id, result, error });
    } else if (method === 'window') {
      const opened = await this.#window.open().then(() => true, () => false);
      this.say(opened ? { id, result: {} } : { id, error: { code: 'internal' } });
    } else if (method === 'close-window') {
      void this.#window.close();
    } else if (method === 'fault') {
      this.end(params.code);
    } else if (id !== undefined) {
      this.say({ id, error: { code: 'unsupported' } });
    }
  }

  /** @param {object} hello  The first that the host hears, whatever a page was in a hurry to say. */
  #greet(hello) {
    const unsaid = this.#unsaid ?? [];
    this.#unsaid = undefined;
    this.say({ id: this.#hello, method: 'hello', params: hello });
    for (const frame of unsaid) this.send(frame);
  }

  /**
   * @param {string | undefined} code
   * @param {import('./enquiry.js').Welcome | undefined} welcome
   */
  #greeted(code, welcome) {
    clearTimeout(this.#silence);
    if (code || !welcome) return this.end(code);
    if (welcome.protocol !== PROTOCOL) return this.end(welcome.protocol < PROTOCOL ? 'host-too-old' : 'extension-too-old');
    this.#ready = true;
    if (welcome.settings) this.#informed(welcome.settings);
    this.#client.greeted(welcome);
  }

  /** The window was closed, or has left our page. */
  #gone() {
    this.say({ method: 'closed', params: {} });
    if (this.#over) this.leave();
    else if (this.#client.endsWithWindow) this.end();
  }

  /** @param {Message} message  The extension's own. */
  say(message) {
    this.send({ ...message, role: 'extension' });
  }

  /** @param {object} frame  Stamped. */
  send(frame) {
    if (this.#over) return;
    if (this.#unsaid) return void this.#unsaid.push(frame);
    try {
      this.#host.postMessage(frame);
    } catch {
      // Chromium takes no frame over 64 MiB.
      this.end('frame-too-large');
    }
  }

  /** @param {string} code  Why the browser has no host, or has it no more. */
  #lose(code) {
    this.end(code, this.#ready && code === 'failed');
  }

  /**
   * @param {string} [code]  Why, unless it was the client that left.
   * @param {boolean} [lost]  Whether it was the host, which had been ready.
   */
  end(code, lost = false) {
    if (this.#over) return;
    this.#hangUp();
    if (!this.#client.over(code, this.#window, lost)) this.leave();
  }

  /** Nothing is left, not even to be read. */
  leave() {
    this.#hangUp();
    void this.#window.close();
    this.#ended(this);
  }

  #hangUp() {
    this.#over = true;
    clearTimeout(this.#silence);
    this.#host.disconnect();
  }
}

/** @param {typeof chrome} browser */
function about(browser) {
  const redirect = redirectOf(browser);
  return { version: browser.runtime.getManifest().version, protocol: PROTOCOL, browser: browserName(browser), ...(redirect && { redirect }) };
}

/**
 * @param {import('./preferences.js').Preferences} preferences
 * @param {typeof chrome} browser
 */
function wishes(preferences, browser) {
  const { level } = preferences;
  // The lowest is what there is anyway.
  return { language: languageOf(preferences, browser), ...(level !== LEVELS[0] && { level }) };
}

/**
 * @param {chrome.runtime.Port & {error?: {message: string}}} port  Firefox puts the reason here,
 * @param {typeof chrome} browser  Chromium there.
 */
function disconnection(port, browser) {
  return port.error?.message ?? browser.runtime.lastError?.message;
}
