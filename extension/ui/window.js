// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Peer, PidpysError, Shelf } from '../page/client.js';
import { reason } from '../lib/keys.js';
import { CertificateStep } from './certificate-step.js';
import { Consent } from './consent.js';
import { byId } from './elements.js';
import { Failure } from './failure.js';
import { KeyPasswordStep } from './key-password-step.js';
import { KeyPinStep } from './key-pin-step.js';
import { KeyStep } from './key-step.js';
import { LastTry } from './last-try.js';
import { LevelStep } from './level-step.js';
import { localize, t } from './locale.js';
import { showSite } from './site.js';
import { say, saySearching, send } from './status.js';
import { choosing, current, enter } from './steps.js';

/** What the host says goes on once the person agreed. */
const DOING = ['signing', 'stamping', 'encrypting', 'decrypting', 'done'];

/**
 * Where it sends the person meanwhile, or what it waits for, in words; nothing once that came.
 *
 * @type {Record<string, string | undefined>}
 */
const ELSEWHERE = { 'pin-pad': 'pin_pad', 'pin-native': 'pin_native', turn: 'turn', 'go-on': undefined };

/** What the host asks for to open a key: while one is chosen, only because of a call for keys. */
const OPENING = ['password', 'key-password', 'pin', 'last-try'];

/**
 * @typedef {import('./consent.js').Found & {lookup?: {code: string, params?: Record<string, any>}}} Found  What `keys` and `find` answer.
 */

/**
 * The window's side of one operation: the steps, and what the host asks
 * between them (PROTOCOL.md, section 7).
 */
class Conversation {
  #port = chrome.runtime.connect({ name: 'window' });
  #shelf = new Shelf();
  #peer = new Peer((message) => this.#port.postMessage(message), {
    read: (params) => this.#shelf.read(params),
    ask: (question) => this.#answer(question),
    show: (notice) => this.#show(notice),
  });
  #key = new KeyStep((method, params) => this.#peer.call(method, params), () => this.#giveUp());
  #keyPassword = new KeyPasswordStep();
  #keyPin = new KeyPinStep();
  #lastTry = new LastTry();
  #certificate = new CertificateStep((place) => void this.#find(place));
  #consent = new Consent((params) => this.#peer.call('preview', params), () => this.#seek());
  #level = new LevelStep();
  /** @type {import('../lib/keys.js').Usage | undefined} What a key is needed for, if not to sign. */
  #usage;
  /** @type {Promise<any> | undefined} The call for keys or certificates that is waited for. */
  #awaited;
  /** @type {Found | undefined} What the window shows, or showed before a certificate was sought. */
  #found;

  constructor() {
    this.#port.onMessage.addListener((message) => this.#peer.receive(message));
    this.#port.onDisconnect.addListener(() => this.#orphaned());
    for (const id of ['file-panel', 'token-panel']) {
      byId(id).addEventListener('submit', (event) => {
        event.preventDefault();
        if (event.isTrusted) void this.#read();
      });
    }
    for (const id of ['another-key', 'certificate-another']) byId(id).addEventListener('click', () => this.#takeAnother());
    byId('certificate-back').addEventListener('click', () => this.#return());
    byId('cancel').addEventListener('click', () => void this.#cancel());
  }

  async begin() {
    const operation = await this.#peer.call('operation').catch(() => undefined);
    if (!operation) return this.#orphaned();
    showSite(operation);
    this.#key.expect(operation);
    this.#certificate.offer(operation.authorities);
    this.#consent.expect(operation);
    this.#usage = operation.usage;
    if (operation.usage === 'none') return this.#consent.showAlone();
    this.#key.show();
  }

  async #read() {
    const request = this.#key.request();
    if (!request) return;
    this.#key.busy(true);
    say('reading');
    const result = await this.#wait('keys', request);
    if (!result) return;
    this.#key.busy(false);
    this.#lastTry.forget();
    say();
    if (result instanceof PidpysError) this.#key.fail(result.code, result.params);
    else this.#opened(result);
  }

  /** @param {Found} found  Where the key was read. */
  #opened(found) {
    this.#key.rest();
    const { authority, expected } = this.#key;
    if (reason(found.keys, this.#usage) !== 'no-certificate') return this.#got(found, expected);
    this.#found = undefined;
    this.#seek();
    if (found.lookup) this.#certificate.fail(found.lookup.code, found.lookup.params);
    else if (expected && !authority) void this.#find({ authority: expected });
  }

  /** A key lacks its certificate: the person says where to look. */
  #seek() {
    this.#consent.leave();
    byId('certificate-back').hidden = !this.#found;
    byId('certificate-another').hidden = Boolean(this.#found);
    enter('certificate');
    this.#certificate.show(this.#key.expected);
  }

  /** @param {import('./certificate-step.js').Place} place */
  async #find(place) {
    const { authority, everyone, certificates } = place;
    this.#certificate.busy(true);
    say('searching');
    const result = await this.#wait('find', { files: certificates ?? [], params: (lent) => (certificates ? { certificates: lent } : place) });
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
    this.#consent.show(found);
  }

  /**
   * Calls what opens keys: whatever was asked about those from before is void.
   *
   * @param {'keys' | 'find'} method
   * @param {import('./file-tab.js').Request} request
   * @returns {Promise<any>} The result, the error, or nothing when it is waited for no more.
   */
  async #wait(method, { files, params }) {
    this.#consent.forget();
    const lent = files.map((file) => ({ name: file.name, size: file.size, blob: this.#shelf.put(file) }));
    const call = (this.#awaited = this.#peer.call(method, params(lent)));
    const result = await call.catch((/** @type {PidpysError} */ error) => error);
    this.#shelf.remove(...lent.map(({ blob }) => blob));
    if (this.#awaited !== call || current() === 'over') return undefined;
    this.#awaited = undefined;
    return result;
  }

  /** @param {any} question  The host's. */
  #answer(question) {
    // One may still be on its way when all is over, and must not hide why.
    if (current() === 'over') throw new PidpysError('cancelled');
    // Nor one about a key that is wanted no more take what is typed for another.
    if (OPENING.includes(question.kind) && !this.#awaited && choosing()) throw new PidpysError('cancelled');
    switch (question.kind) {
      case 'password':
      case 'pin': return this.#key.answer(question);
      case 'key-password': return this.#keyPassword.ask(question);
      case 'key-pin': return this.#keyPin.ask(question);
      case 'last-try': return this.#lastTry.ask(question);
      case 'level': return this.#level.ask(question);
      default: return this.#consent.ask(question);
    }
  }

  /** The person takes another key. */
  #takeAnother() {
    this.#giveUp();
    this.#key.show();
  }

  /** What the host reads is wanted no more; it gives that up once it is to read something else. */
  #giveUp() {
    this.#awaited = undefined;
    this.#consent.forget();
    say();
  }

  /** The person leaves the search for the certificate of one key, and turns to the others again. */
  #return() {
    if (this.#found) this.#consent.show(this.#found);
  }

  /** @param {any} notice */
  #show({ kind, code, params, ...progress }) {
    if (kind === 'progress') this.#consent.progress(progress);
    if (kind === 'finding' && this.#awaited) saySearching(progress);
    if (DOING.includes(kind)) say(kind);
    if (Object.hasOwn(ELSEWHERE, kind)) send(ELSEWHERE[kind]);
    if (kind === 'error') this.#over((failure) => failure.show(code, params));
  }

  async #cancel() {
    if (current() !== 'over') await this.#peer.call('cancel').catch(() => {});
    const { id } = await chrome.windows.getCurrent();
    if (id !== undefined) await chrome.windows.remove(id);
  }

  #orphaned() {
    if (current() !== 'over') this.#over((failure) => failure.say(t('orphan'), t('orphan_hint')));
  }

  /** @param {(failure: Failure) => void} tell */
  #over(tell) {
    this.#consent.close();
    this.#certificate.close();
    this.#key.rest();
    for (const asked of [this.#keyPassword, this.#keyPin, this.#lastTry, this.#level]) asked.forget();
    this.#peer.close(new PidpysError('cancelled'));
    say();
    byId('action').textContent = document.title;
    enter('over');
    tell(new Failure('over-failure'));
    byId('cancel').textContent = t('close');
    // Not on the button: Enter, still held down, would close what is to be read.
    byId('over').focus();
  }
}

localize();
await new Conversation().begin();
