// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../../../page/client.js';
import { barred, forbidden, tabOf } from '../../../lib/kinds.js';
import { recall } from '../../../lib/remembered.js';
import { byId } from '../../elements.js';
import { keep } from '../discretion.js';
import { enter } from '../steps.js';
import { CloudTab } from './cloud-tab.js';
import { FileTab } from './file-tab.js';
import { Shortcuts } from './shortcuts.js';
import { Tabs } from './tabs.js';
import { TokenTab } from './token-tab.js';

/** @type {import('../../../lib/kinds.js').Tab[]} */
const TABS = ['file', 'token', 'cloud'];

/**
 * @typedef {{authorities: import('../../authorities.js').Authority[], providers?: import('./providers.js').Provider[], action: string,
 *   usage?: 'agree' | 'none', native?: boolean, wanted?: {token?: string, file?: import('../../../lib/files.js').Handed}, open?: import('../consent/consent.js').Found,
 *   key?: import('../../../lib/kinds.js').Tab, settings?: import('../../../lib/settings.js').Settings, preferred?: import('../../../lib/preferences.js').Preferences,
 *   used?: import('../../../lib/lately.js').Used[]}} Operation  What `operation` answers, the settings in force, what the person prefers, and the keys they used lately.
 *
 * @typedef {Pick<import('../../../lib/lately.js').Used, 'kind' | 'carrier'>} Place  Where a key is kept.
 */

/** Steps ① and ②: where the key is, and what opens it. */
export class KeyStep {
  #turned;
  #tabs = new Tabs(TABS, () => this.#turn());
  #shortcuts = new Shortcuts((used) => this.#turnTo(used));
  #all;

  /**
   * @param {ConstructorParameters<typeof TokenTab>[0]} call  Of the host.
   * @param {() => void} turned  Called when the person turned to where another key is: what is read is wanted no more.
   */
  constructor(call, turned) {
    const changed = () => this.#progress();
    this.#all = { file: new FileTab(changed), token: new TokenTab(call, changed), cloud: new CloudTab(call) };
    this.#turned = turned;
  }

  /** @param {Operation} operation  What a key is needed for. */
  expect(operation) {
    const { action, key, providers = [], wanted, settings, used = [] } = operation;
    byId('open-note').hidden = action !== 'open';
    this.#all.file.expect(operation, likely(operation));
    this.#all.token.expect(operation);
    this.#all.cloud.expect(operation);
    const allowed = TABS.filter((tab) => !barred(tab, settings));
    const offered = allowed.filter((tab) => tab !== 'cloud' || providers.length > 0 || allowed.length === 1);
    // Who moves to a carrier has their key elsewhere, wherever they looked last.
    const last = action === 'reissue' ? undefined : recall('tab', offered);
    this.#tabs.offer(offered, TABS.filter((tab) => !allowed.includes(tab)));
    const named = offered.find((tab) => tab === key || tab !== 'cloud' && wanted?.[tab]);
    this.#tabs.open(named ?? last ?? offered[0]);
    const permitted = used.filter(({ kind }) => offered.includes(tabOf(kind)) && !forbidden(tabOf(kind), settings).includes(kind));
    const reachable = permitted.filter((each) => each.kind !== 'cloud' || this.#all.cloud.offers(each));
    // They help where the person is free to take any key.
    this.#shortcuts.offer(action === 'reissue' || wanted ? [] : reachable);
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
    return this.#all.file.expected;
  }

  /** @returns {Place | undefined} Where the key is that the person chose. */
  get place() {
    return this.#tab.place;
  }

  /** @param {string} authority  The name of the one to ask next time, or empty. */
  remember(authority) {
    keep('authority', authority);
    this.#all.file.remember(authority);
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
    const asked = this.#all[question.kind === 'pin' ? 'token' : 'file'];
    // One about a key that the person turned away from may still be on its way.
    if (asked !== this.#tab) throw new PidpysError('cancelled');
    return asked.answer(question);
  }

  /** The key is open, or all is over: keeps nothing of what was typed. */
  rest() {
    for (const tab of Object.values(this.#all)) tab.rest();
  }

  get #tab() {
    return this.#all[this.#tabs.chosen];
  }

  #turn() {
    keep('tab', this.#tabs.chosen);
    for (const tab of Object.values(this.#all)) tab.busy(false);
    this.#turned();
    this.#follow();
    this.#progress();
  }

  /** @param {import('../../../lib/lately.js').Used} used  What the person wants to take again. */
  #turnTo(used) {
    // It is chosen already: what is typed for it stays, and if it is being read, that goes on.
    if (this.#tab.chose(used)) return this.#tab.focus();
    this.#tabs.open(tabOf(used.kind));
    // In the same tab too: what is being read there may be another key.
    this.#turn();
    this.#tab.prefer(used);
    this.#progress();
    this.#tab.focus();
  }

  /** What is plugged in matters while it may be chosen, and nothing stays typed out of sight. */
  #follow() {
    for (const tab of Object.values(this.#all)) if (tab !== this.#tab) tab.rest();
    if (this.#tab === this.#all.token) this.#all.token.watch();
  }

  #progress() {
    enter(this.#tab.ready ? 'password' : 'key');
  }
}

/**
 * @param {Operation} operation
 * @returns {string} The name of the authority that the person prefers, or of the one where a certificate was last found; or empty.
 */
function likely({ authorities, preferred }) {
  const names = authorities.map(({ name }) => name);
  return names.find((name) => name === preferred?.authority) ?? recall('authority', names) ?? '';
}
