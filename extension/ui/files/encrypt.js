// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { ACCEPTED_CERTIFICATES, MOST_AT_ONCE } from '../../lib/files.js';
import { derOf } from '../../lib/nature.js';
import { shorten } from '../../lib/names.js';
import { byId, element } from '../elements.js';
import { t } from '../locale.js';
import { filePicker } from '../picker.js';

/** PROTOCOL.md, section 11. */
const MOST_RECIPIENTS = 64;

/** The largest certificate that is read, in octets. */
const LARGEST = 64 << 10;

/** «Зашифрувати»: any files, to people whose certificates the person has. Who they are is shown, and judged, in the window. */
export class EncryptPanel {
  #waiting;
  /** @type {File[]} */
  #files = [];
  /** @type {File[]} */
  #recipients = [];

  /**
   * @param {import('./waiting.js').Waiting} waiting
   * @param {(made: import('./made.js').Made[]) => void} done
   */
  constructor(waiting, done) {
    this.#waiting = waiting;
    const choose = filePicker('recipient-files', ACCEPTED_CERTIFICATES, (files) => this.add(files));
    byId('add-recipients').addEventListener('click', choose);
    byId('encrypt-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#encrypt(done);
    });
    this.#list();
  }

  /** @param {import('./pile.js').Item[]} items */
  offer(items) {
    this.#files = items.map(({ file }) => file);
    byId('encrypt-is').textContent = t('own_encrypt', String(items.length));
    this.#allow();
  }

  /** @param {File[]} certificates */
  add(certificates) {
    this.#recipients = [...this.#recipients, ...certificates.filter(({ size }) => size <= LARGEST)].slice(-MOST_RECIPIENTS);
    this.#list();
  }

  #list() {
    byId('to').replaceChildren(...this.#recipients.map((file) => element('li', {},
      element('bdi', {}, shorten(file.name)),
      element('button', { type: 'button', className: 'link', ariaLabel: t('own_remove_of', shorten(file.name)), onclick: () => this.#remove(file) }, t('own_remove')))));
    this.#allow();
  }

  #allow() {
    byId('encrypt-task').hidden = this.#files.length + this.#recipients.length === 0;
    byId('encrypt').ariaDisabled = String(!this.#able);
  }

  get #able() {
    return this.#files.length > 0 && this.#recipients.length > 0;
  }

  /** @param {File} certificate */
  #remove(certificate) {
    this.#recipients = this.#recipients.filter((file) => file !== certificate);
    this.#list();
    byId('add-recipients').focus();
  }

  /** @param {(made: import('./made.js').Made[]) => void} done */
  async #encrypt(done) {
    const files = this.#files;
    // Pressed too early it leads to what is lacking.
    if (!this.#able) return byId(files.length === 0 ? 'add' : 'add-recipients').focus();
    if (files.length > MOST_AT_ONCE) return this.#waiting.refuse('own_many');
    const encrypted = await this.#waiting.during(async (pidpys, signal) => {
      const certificates = await Promise.all(this.#recipients.map(async (file) => derOf(new Uint8Array(await file.arrayBuffer()))));
      return pidpys.encrypt(files, certificates, { signal });
    }, 'own_recipient_unfit');
    if (encrypted) done(encrypted.messages.map(({ name, message }) => ({ name: `${name}.p7e`, blob: message })));
  }
}
