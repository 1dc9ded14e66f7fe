// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Peer, PidpysError, Shelf } from '../page/client.js';
import { reason } from '../lib/keys.js';
import { ArmedButton } from './arming.js';
import { Documents } from './documents.js';
import { byId } from './elements.js';
import { Failure } from './failure.js';
import { KeyStep } from './key-step.js';
import { localize, t } from './locale.js';
import { OwnerStep } from './owner-step.js';
import { PasswordStep } from './password-step.js';
import { Preview } from './preview.js';
import { showSite } from './site.js';

/** Codes that are mended in the password field; all others of `keys` at the file. */
const OF_PASSWORD = ['wrong-password', 'empty-password'];

/** @typedef {{key: string, approved: boolean}} Answer  To the question about consent. */

/**
 * The window's side of one operation: the steps, and what the host asks
 * between them (PROTOCOL.md, section 7).
 */
class Conversation {
  #port = chrome.runtime.connect({ name: 'window' });
  #shelf = new Shelf();
  #peer = new Peer((message) => this.#port.postMessage(message), {
    read: (params) => this.#shelf.read(params),
    ask: (params) => (params.kind === 'password' ? this.#askPassword() : this.#askConsent(params)),
    show: (params) => this.#show(params),
  });
  #key = new KeyStep(() => this.#filesChanged());
  #password = new PasswordStep();
  #owner = new OwnerStep((key) => this.#turn(key));
  #preview = new Preview((params) => this.#peer.call('preview', params), () => this.#approve.changed());
  #documents = new Documents((document, index) => this.#preview.open(document, index));
  #approve = new ArmedButton(byId('approve'), () => this.#agree());
  /** @type {string | null} The key the person wants; none until they turned to one of several. */
  #wanted = null;
  /** @type {{key: string, answer: (answer: Answer) => void} | undefined} The host's question about consent. */
  #question;

  constructor() {
    this.#port.onMessage.addListener((message) => this.#peer.receive(message));
    this.#port.onDisconnect.addListener(() => this.#orphaned());
    byId('file-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted) void this.#read();
    });
    byId('another-file').addEventListener('click', () => this.#back());
    byId('cancel').addEventListener('click', () => void this.#cancel());
  }

  async begin() {
    const operation = await this.#peer.call('operation').catch(() => undefined);
    if (!operation) return this.#orphaned();
    const { action, profile, documents, authorities } = operation;
    showSite(operation);
    this.#key.offer(authorities);
    this.#documents.show(documents);
    byId('approve').textContent = t(`approve_${action}`);
    byId('consent-note').textContent = t(profile === 'tax-cabinet' ? 'consent_login_tax' : `consent_${action}`);
    enter('key');
    byId('choose').focus();
  }

  #filesChanged() {
    const { key } = this.#key.chosen;
    enter(key ? 'password' : 'key');
    if (key) this.#password.focus();
  }

  async #read() {
    const { key, certificates } = this.#key.chosen;
    this.#key.clear();
    this.#password.clear();
    if (!key) return this.#key.missing();
    const [file, ...beside] = [key, ...certificates].map((each) => ({ name: each.name, size: each.size, blob: this.#shelf.put(each) }));
    const call = this.#peer.call('keys', { file, certificates: beside, authority: this.#key.authority });
    reading(true);
    const result = await call.catch((/** @type {PidpysError} */ error) => error);
    reading(false);
    this.#shelf.remove(...[file, ...beside].map(({ blob }) => blob));
    if (current() === 'over') return;
    if (!(result instanceof PidpysError)) this.#found(result);
    else if (OF_PASSWORD.includes(result.code)) this.#password.fail(result.code);
    else if (result.code !== 'cancelled') this.#key.fail(result.code, result.params);
  }

  /** @param {{keys: import('../lib/keys.js').Key[], selected: string | null}} found */
  #found({ keys, selected }) {
    if (reason(keys) === 'no-certificate') return this.#key.fail('no-certificate');
    this.#wanted = selected;
    byId('consent-step').inert = false;
    enter('consent');
    this.#owner.show(keys, selected);
  }

  /** @returns {{secret: string}} */
  #askPassword() {
    return { secret: this.#password.take() };
  }

  /**
   * @param {{key: string, documents: import('./documents.js').Doc[], text?: string}} question
   * @returns {Answer | Promise<Answer>} Never, once it is void: the host does not wait for it any more.
   */
  #askConsent({ key, documents, text }) {
    this.#preview.close();
    if (this.#wanted !== null && key !== this.#wanted) return { key: this.#wanted, approved: false };
    this.#documents.show(documents, text);
    return new Promise((answer) => {
      this.#question = { key, answer };
      if (current() === 'consent' && key === this.#wanted) this.#approve.offer();
    });
  }

  #agree() {
    this.#question?.answer({ key: this.#question.key, approved: true });
    this.#question = undefined;
    byId('consent-step').inert = true;
  }

  /** @param {string} key  The one the person turned to. */
  #turn(key) {
    this.#wanted = key;
    this.#approve.withdraw();
    this.#question?.answer({ key, approved: false });
    this.#question = undefined;
  }

  /** The person takes another file: what was asked about the earlier one is left without an answer. */
  #back() {
    this.#approve.withdraw();
    this.#question = undefined;
    enter('password');
    byId('change').focus();
  }

  /** @param {any} notice */
  #show({ kind, code, params, ...progress }) {
    if (kind === 'progress') this.#documents.progress(progress);
    if (kind === 'signing' || kind === 'done') say(kind);
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
    this.#approve.withdraw();
    this.#preview.close();
    this.#password.take();
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

/** @returns {string | undefined} The step on show. */
function current() {
  return document.body.dataset.step;
}

/** @param {'key' | 'password' | 'consent' | 'over'} step */
function enter(step) {
  document.body.dataset.step = step;
  window.scrollTo(0, 0);
  for (const each of byId('steps').children) {
    each.ariaCurrent = /** @type {HTMLElement} */ (each).dataset.step === step ? 'step' : null;
  }
}

/** @param {boolean} busy  While the host reads the key, its file and password stay as they are. */
function reading(busy) {
  /** @type {HTMLFieldSetElement} */ (byId('file-fields')).disabled = busy;
  /** @type {HTMLButtonElement} */ (byId('read')).disabled = busy;
  say(busy ? 'reading' : undefined);
}

/** @param {string} [key]  Of what goes on; nothing when nothing does. */
function say(key) {
  byId('status').textContent = key ? t(key) : '';
}

localize();
await new Conversation().begin();
