// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { mock } from 'node:test';

import { FakePage } from './fake-page.js';
import { settle } from './fakes.js';

export const DOCUMENTS = [{ name: 'договір.txt', size: 9, type: '' }, { name: 'додаток.pdf', size: 8, type: '' }];
export const AUTHORITIES = [{ name: 'КНЕДП ДПС', edrpou: '1', lookup: true }, { name: 'КНЕДП Банк', edrpou: '2', lookup: true }, { name: 'КНЕДП Скупий', edrpou: '3', lookup: false }];
export const PERSON = { name: 'Коваль Олена', kind: 'person' };

/** A key that can sign. */
export const able = (key) => ({ key, usage: ['sign'], owner: PERSON, issuer: '', not_before: '', not_after: '', qualified: 'qes', status: 'ok', selectable: true });

/** A key whose certificate nobody knows. */
export const lacking = (key) => ({ ...able(key), owner: { name: '', kind: 'person' }, qualified: '', status: 'no-certificate', selectable: false });

/** The host's question whether the key may sign. */
export const consent = (key) => ({ kind: 'consent', key, documents: DOCUMENTS.map((document) => ({ ...document, digest: { hash: 'sha256', value: '' } })) });

/** A token that is plugged in, with one key to sign. */
export const token = (name, more = {}) => ({
  token: name, device: 'Алмаз-1К', label: '', manufacturer: '', model: '', serial: `00000000${name}`, form: 'token', tries: '',
  pin_pad: false, pin_unset: false, min_pin: 4, max_pin: 8, keys: [seen('AA')], ...more,
});

/** A key that a token shows. */
export const seen = (ski, more = {}) => ({ ...able(''), ski, selectable: false, ...more });

let loads = 0;

/** The window, played by its person at one end and by the host at the other. Its clock is the test's. */
export class OpenedWindow {
  #state = 0;

  /**
   * @param {Record<string, string>} [kept]  What the browser kept from another time.
   * @param {string} [agent]  What the browser says of itself.
   */
  constructor(kept, agent) {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 10, 22, 12) });
    this.page = new FakePage(kept, agent);
  }

  $(id) {
    return this.page.getElementById(id);
  }

  get step() {
    return this.page.body.dataset.step;
  }

  /** What the window called last. */
  get called() {
    return this.page.port.sent.at(-1);
  }

  /** Waits until the window says something; the promise is done when it has loaded. */
  async begin() {
    const loading = import(`../ui/window/window.js?${loads++}`);
    // Its modules are read from the disk.
    while (this.page.port.sent.length === 0) await settle();
    assert.equal(this.called.method, 'operation');
    return { loading };
  }

  /** Loads, and is told what the page asked for. */
  async load(more = {}) {
    const { loading } = await this.begin();
    await this.answer({ action: 'sign', origin: 'https://cabinet.example', documents: DOCUMENTS, authorities: AUTHORITIES, ...more });
    await loading;
  }

  /** The host answers a call, by default the newest. */
  async answer(result, { id } = this.called) {
    this.page.port.emit({ id, result });
    await settle();
  }

  /** The host fails a call, by default the newest. */
  async fail(code, params, { id } = this.called) {
    this.page.port.emit({ id, error: { code, params } });
    await settle();
  }

  /** The host says or asks something. */
  async says(method, params, id) {
    this.page.port.emit({ id, method, params });
    await settle();
  }

  /** The person chooses a key file. */
  choosesFile(name = 'Key-6.dat') {
    const picker = this.$('key-file');
    picker.files = [new File(['k'], name)];
    picker.fire('change');
  }

  /** The person chooses a key file and has it read. */
  async read(name) {
    this.choosesFile(name);
    this.$('file-panel').fire('submit');
    await settle();
    assert.equal(this.called.method, 'keys');
  }

  /** The person has a file read, and the host found these keys in it. */
  async open(keys, selected, more = {}) {
    await this.read();
    await this.answer({ format: 'iit', keys, selected, ...more });
  }

  /** Whether a button that agrees to something can be pressed, after the time it needs. */
  armed(id = 'approve') {
    mock.timers.tick(800);
    return this.$(id).ariaDisabled === 'false';
  }

  /** The host answers the newest look at the tokens. */
  async plug(tokens, { troubles = [] } = {}) {
    const look = this.page.port.sent.findLast(({ method }) => method === 'tokens');
    await this.answer({ state: ++this.#state, tokens, troubles }, look);
  }

  /** The person turns to a tab. */
  async turn(tab) {
    this.$(`${tab}-tab`).fire('click');
    await settle();
  }

  /** The person turns to «Хмарне сховище» and chooses who keeps their key. */
  async choose(provider) {
    await this.turn('cloud');
    this.$('provider').value = provider;
    this.$('provider').fire('change');
  }

  /** The person wants the link. */
  async getLink() {
    this.$('cloud-panel').fire('submit');
    await settle();
  }

  /** The person types the PIN and has the token read. */
  async give(pin) {
    this.$('pin').value = pin;
    this.$('token-panel').fire('submit');
    await settle();
  }

  /** The person presses a button. */
  async press(id) {
    this.$(id).fire('click');
    await settle();
  }

  /** What the window answered to a question. */
  replies(id) {
    return this.page.port.sent.filter((message) => message.id === id);
  }
}
