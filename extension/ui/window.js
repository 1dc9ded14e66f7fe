// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Peer, PidpysError, Shelf } from '../page/client.js';
import { reason } from '../lib/keys.js';
import { recall, remember } from '../lib/remembered.js';
import { CertificateStep } from './certificate-step.js';
import { Consent } from './consent.js';
import { byId } from './elements.js';
import { Failure } from './failure.js';
import { KeyPasswordStep } from './key-password-step.js';
import { KeyStep } from './key-step.js';
import { LevelStep } from './level-step.js';
import { localize, t } from './locale.js';
import { PasswordField } from './password-field.js';
import { showSite } from './site.js';
import { say, saySearching } from './status.js';
import { current, enter } from './steps.js';

/** Codes that are mended in the password field; all others of `keys` at the file. */
const OF_PASSWORD = ['wrong-password', 'wrong-key-password', 'empty-password'];

/** What the host says goes on once the person agreed. */
const DOING = ['signing', 'stamping', 'encrypting', 'decrypting', 'done'];

/**
 * @typedef {import('./consent.js').Found & {lookup?: {code: string, params?: Record<string, any>}}} Found  What `keys` and `find` answer.
 * @typedef {{name: string, size: number, blob: string}} Lent  A file that the host may read.
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
  #key = new KeyStep(() => this.#filesChanged());
  #password = new PasswordField('password');
  #keyPassword = new KeyPasswordStep();
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
    byId('file-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted) void this.#read();
    });
    for (const id of ['another-file', 'certificate-another']) byId(id).addEventListener('click', () => this.#takeAnother());
    byId('certificate-back').addEventListener('click', () => this.#return());
    byId('cancel').addEventListener('click', () => void this.#cancel());
  }

  async begin() {
    const operation = await this.#peer.call('operation').catch(() => undefined);
    if (!operation) return this.#orphaned();
    const { authorities } = operation;
    showSite(operation);
    this.#key.offer(authorities, recall(authorities));
    this.#certificate.offer(authorities);
    this.#consent.expect(operation);
    this.#usage = operation.usage;
    if (operation.usage === 'none') return this.#consent.showAlone();
    enter('key');
    byId('choose').focus();
  }

  #filesChanged() {
    const { key } = this.#key.chosen;
    enter(key ? 'password' : 'key');
    // What was pressed may be gone, as a file's own button is.
    if (key) this.#password.focus();
    else byId('choose').focus();
  }

  async #read() {
    const { key, certificates } = this.#key.chosen;
    this.#key.clear();
    this.#password.clear();
    if (!key) return this.#key.missing();
    const [file, ...beside] = this.#lend([key, ...certificates]);
    reading(true);
    const result = await this.#wait('keys', { file, certificates: beside, authority: this.#key.authority }, [file, ...beside]);
    reading(false);
    if (!result) return;
    if (!(result instanceof PidpysError)) return this.#opened(result);
    enter('password');
    if (OF_PASSWORD.includes(result.code)) this.#password.fail(result.code);
    else if (result.code === 'cancelled') byId('change').focus();
    else this.#key.fail(result.code, result.params);
  }

  /** @param {Found} found  In the file that was read. */
  #opened(found) {
    this.#password.take();
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
    const lent = this.#lend(certificates ?? []);
    this.#certificate.busy(true);
    say('searching');
    const result = await this.#wait('find', certificates ? { certificates: lent } : place, lent);
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
    if (!lacking) {
      remember(authority);
      this.#key.expect(authority);
    }
    this.#found = found;
    this.#consent.show(found);
  }

  /**
   * Calls what opens keys: whatever was asked about those from before is void.
   *
   * @param {'keys' | 'find'} method
   * @param {object} params
   * @param {Lent[]} lent  For the time of the call.
   * @returns {Promise<any>} The result, the error, or nothing when it is waited for no more.
   */
  async #wait(method, params, lent) {
    this.#consent.forget();
    const call = (this.#awaited = this.#peer.call(method, params));
    const result = await call.catch((/** @type {PidpysError} */ error) => error);
    this.#shelf.remove(...lent.map(({ blob }) => blob));
    if (this.#awaited !== call || current() === 'over') return undefined;
    this.#awaited = undefined;
    return result;
  }

  /**
   * @param {File[]} files
   * @returns {Lent[]}
   */
  #lend(files) {
    return files.map((file) => ({ name: file.name, size: file.size, blob: this.#shelf.put(file) }));
  }

  /** @param {any} question  The host's. */
  #answer(question) {
    // One may still be on its way when all is over, and must not hide why.
    if (current() === 'over') throw new PidpysError('cancelled');
    if (question.kind === 'password') return { secret: this.#password.take() };
    if (question.kind === 'key-password') return this.#keyPassword.ask(question);
    if (question.kind === 'level') return this.#level.ask(question);
    return this.#consent.ask(question);
  }

  /** The person takes another file: the host gives up the earlier one once that is read. */
  #takeAnother() {
    this.#awaited = undefined;
    this.#consent.forget();
    say();
    enter('password');
    byId('change').focus();
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
    this.#password.take();
    this.#keyPassword.forget();
    this.#level.forget();
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

/** @param {boolean} busy  While the host reads the key, its file and password stay as they are. */
function reading(busy) {
  /** @type {HTMLFieldSetElement} */ (byId('file-fields')).disabled = busy;
  /** @type {HTMLButtonElement} */ (byId('read')).disabled = busy;
  say(busy ? 'reading' : undefined);
}

localize();
await new Conversation().begin();
