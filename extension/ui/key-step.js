// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../page/client.js';
import { recallAuthority, recallTab, rememberAuthority, rememberTab } from '../lib/remembered.js';
import { FileTab } from './file-tab.js';
import { enter } from './steps.js';
import { Tabs } from './tabs.js';
import { TokenTab } from './token-tab.js';

/** @type {('file' | 'token')[]} */
const TABS = ['file', 'token'];

/** @typedef {{authorities: import('./authorities.js').Authority[], action: string, usage?: 'agree' | 'none', native?: boolean}} Operation  What `operation` answers. */

/** Steps ① and ②: where the key is, and what opens it. */
export class KeyStep {
  #turned;
  #tabs = new Tabs(TABS, () => this.#turn());
  #file = new FileTab(() => this.#progress());
  #token;

  /**
   * @param {ConstructorParameters<typeof TokenTab>[0]} call  Of the host.
   * @param {() => void} turned  Called when the person turned to where another key is: what is read is wanted no more.
   */
  constructor(call, turned) {
    this.#token = new TokenTab(call, () => this.#progress());
    this.#turned = turned;
  }

  /** @param {Operation} operation  What a key is needed for. */
  expect(operation) {
    this.#file.expect(operation, recallAuthority(operation.authorities));
    this.#token.expect(operation);
    // Who moves to a carrier has their key elsewhere, wherever they looked last.
    this.#tabs.open(operation.action === 'reissue' ? 'file' : recallTab(TABS));
  }

  /** The person is to choose a key. */
  show() {
    this.#progress();
    this.#follow();
    this.#tab.focus();
  }

  /** The name of the authority that the person says issued the key; empty to find it out. */
  get authority() {
    return this.#tab.authority;
  }

  /** The name of the one to ask first if a certificate is missing. */
  get expected() {
    return this.#file.expected;
  }

  /** @param {string} authority  The name of the one to ask next time, or empty. */
  remember(authority) {
    rememberAuthority(authority);
    this.#file.remember(authority);
  }

  /** @returns {import('./file-tab.js').Request | undefined} What `keys` is to be called with; nothing when something is missing, which is said. */
  request() {
    return this.#tab.request();
  }

  /** @param {boolean} busy  While the host reads the key. */
  busy(busy) {
    this.#tab.busy(busy);
  }

  /** @type {TokenTab['fail']} */
  fail(code, params) {
    this.#progress();
    this.#tab.fail(code, params);
  }

  /**
   * @param {any} question  For what opens the key.
   * @returns {{secret: string}}
   */
  answer(question) {
    const asked = question.kind === 'pin' ? this.#token : this.#file;
    // One about a key that the person turned away from may still be on its way.
    if (asked !== this.#tab) throw new PidpysError('cancelled');
    return asked.answer(question);
  }

  /** The key is open, or all is over: keeps nothing of what was typed. */
  rest() {
    this.#file.rest();
    this.#token.rest();
  }

  get #tab() {
    return { file: this.#file, token: this.#token }[this.#tabs.chosen];
  }

  #turn() {
    rememberTab(this.#tabs.chosen);
    this.#file.busy(false);
    this.#token.busy(false);
    this.#turned();
    this.#follow();
    this.#progress();
  }

  /** What is plugged in matters while it may be chosen, and nothing stays typed out of sight. */
  #follow() {
    if (this.#tab === this.#token) {
      this.#file.rest();
      this.#token.watch();
    } else this.#token.rest();
  }

  #progress() {
    enter(this.#tab.ready ? 'password' : 'key');
  }
}
