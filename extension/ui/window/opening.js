// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../../page/client.js';
import { reason } from '../../lib/keys.js';
import { use } from '../../lib/lately.js';
import { byId } from '../elements.js';
import { CertificateStep } from './certificate-step.js';
import { KeyStep } from './key/key-step.js';
import { say } from './status.js';
import { enter } from './steps.js';

/**
 * @typedef {import('./consent/consent.js').Found & {lookup?: {code: string, params?: Record<string, any>}}} Found  What `keys` and `find` answer.
 *
 * @typedef {object} Use  What becomes of it.
 * @property {() => void} left  Called when the person turns from what is open, to another key or a certificate.
 * @property {(found: Found) => void} opened  Called with keys that can be used, or that tell why they cannot.
 */

/** The first steps: the person opens a key, and finds its certificate where it has none. */
export class Opening {
  #calls;
  #use;
  #key;
  #certificate = new CertificateStep((place) => void this.#find(place));
  /** @type {import('../../lib/keys.js').Usage | undefined} What a key is needed for, if not to sign. */
  #usage;
  /** @type {import('./key/key-step.js').Place | undefined} Where the open key is kept. */
  #place;
  /** @type {Found | undefined} What the window shows, or showed before a certificate was sought. */
  #found;

  /**
   * @param {import('./calls.js').Calls} calls
   * @param {ConstructorParameters<typeof KeyStep>[0]} call  Of the host, of what ends no other call.
   * @param {Use} use
   */
  constructor(calls, call, use) {
    this.#calls = calls;
    this.#use = use;
    this.#key = new KeyStep(call, () => this.#giveUp());
    for (const id of ['file-panel', 'token-panel', 'cloud-panel']) {
      byId(id).addEventListener('submit', (event) => {
        event.preventDefault();
        if (event.isTrusted) void this.#read();
      });
    }
    for (const id of ['another-key', 'certificate-another']) byId(id).addEventListener('click', () => this.takeAnother());
    byId('certificate-back').addEventListener('click', () => this.#return());
  }

  /** @param {import('./key/key-step.js').Operation} operation  What a key is needed for. */
  expect(operation) {
    this.#key.expect(operation);
    this.#certificate.offer(operation.authorities);
    this.#usage = operation.usage === 'none' ? undefined : operation.usage;
  }

  /** The person is to choose a key. */
  begin() {
    this.#key.show();
  }

  /** The person takes another key. */
  takeAnother() {
    this.#giveUp();
    this.#use.left();
    this.#key.show();
  }

  /** A key lacks its certificate: the person says where to look. */
  seek() {
    this.#use.left();
    byId('certificate-back').hidden = !this.#found;
    byId('certificate-another').hidden = Boolean(this.#found);
    enter('certificate');
    this.#certificate.show(this.#key.expected);
  }

  /** @param {string} [key]  That the person agreed to use, if it was opened here. */
  used(key) {
    const owner = this.#found?.keys.find((each) => each.key === key)?.owner;
    if (owner && this.#place) void use({ name: owner.name, ...this.#place });
  }

  /** @type {KeyStep['answer']} */
  answer(question) {
    return this.#key.answer(question);
  }

  /** Keeps nothing of what was typed, and asks nothing. */
  close() {
    this.#certificate.close();
    this.#key.rest();
  }

  async #read() {
    const request = this.#key.request();
    if (!request) return;
    this.#key.busy(true);
    say(request.doing ?? 'reading');
    const result = await this.#calls.wait('keys', request);
    if (!result) return;
    this.#key.busy(false);
    say();
    if (result instanceof PidpysError) this.#key.fail(result.code, result.params);
    else this.#opened(result);
  }

  /** @param {Found} found  Where the key was read. */
  #opened(found) {
    this.#place = this.#key.place;
    this.#key.rest();
    const { authority, expected } = this.#key;
    if (reason(found.keys, this.#usage) !== 'no-certificate') return this.#got(found, expected);
    this.#found = undefined;
    this.seek();
    if (found.lookup) this.#certificate.fail(found.lookup.code, found.lookup.params);
    else if (expected && !authority) void this.#find({ authority: expected });
  }

  /** @param {import('./certificate-step.js').Place} place */
  async #find(place) {
    const { authority, everyone, certificates } = place;
    this.#certificate.busy(true);
    say('searching');
    const result = await this.#calls.wait('find', { files: certificates ?? [], params: (lent) => (certificates ? { certificates: lent } : place) });
    if (!result) return;
    this.#certificate.busy(false);
    say();
    if (!(result instanceof PidpysError)) return this.#got(result, authority ?? (everyone ? '' : this.#key.expected));
    if (result.code !== 'cancelled') this.#certificate.fail(result.code, result.params);
  }

  /**
   * @param {Found} found
   * @param {string} authority  The name of the one to ask next time, or empty.
   */
  #got(found, authority) {
    const lacking = reason(found.keys, this.#usage);
    if (lacking === 'no-certificate') return this.#certificate.fail(lacking);
    if (!lacking) this.#key.remember(authority);
    this.#found = found;
    this.#use.opened(found);
  }

  /** What the host reads is wanted no more. */
  #giveUp() {
    this.#calls.giveUp();
    say();
  }

  /** The person leaves the search for the certificate of one key, and turns to the others again. */
  #return() {
    if (this.#found) this.#use.opened(this.#found);
  }
}
