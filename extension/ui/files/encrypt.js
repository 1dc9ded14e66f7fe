// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { MOST_AT_ONCE } from '../../lib/files.js';
import { derOf, natureOf } from '../../lib/nature.js';
import { shorten } from '../../lib/names.js';
import { fromBase64, toBase64 } from '../../page/blobs.js';
import { byId, element } from '../elements.js';
import { t } from '../locale.js';
import { filePicker } from '../picker.js';

/** PROTOCOL.md, section 11. */
const MOST_RECIPIENTS = 64;

/** What the file chooser offers first: one certificate a file. */
const ACCEPTED = '.cer,.crt,.der,.pem';

/** The largest certificate that is read, in octets. */
const LARGEST = 64 << 10;

/** «Зашифрувати»: any files, to people whose certificates the person has. Who they are is shown, and judged, in the window. */
export class EncryptPanel {
  #waiting;
  /** @type {File[]} */
  #files = [];
  /** @type {Map<string, string>} What each recipient is called here, by the certificate in base64 (DER): nobody is there twice. */
  #recipients = new Map();

  /**
   * @param {import('./waiting.js').Waiting} waiting
   * @param {(made: import('./made.js').Made[]) => void} done
   */
  constructor(waiting, done) {
    this.#waiting = waiting;
    const choose = filePicker('recipient-files', ACCEPTED, (files) => void this.add(files));
    byId('add-recipients').addEventListener('click', choose);
    byId('add-self').addEventListener('click', () => void this.#addSelf());
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

  /** @param {File[]} files  Certificates; of what is none it is said. */
  async add(files) {
    for (const file of files) {
      const certificate = await certificateIn(file);
      if (certificate) this.#recipients.set(toBase64(certificate), shorten(file.name));
      else this.#waiting.refuse('own_no_certificate', shorten(file.name));
    }
    this.#list();
  }

  /** Adds the person, who agrees to that in the window. */
  async #addSelf() {
    const self = await this.#waiting.during((pidpys, signal) => pidpys.certificate({ usage: 'agree', signal }), 'own_unfit');
    if (!self) return;
    const { name, organization = '' } = /** @type {import('../../lib/keys.js').Owner} */ (self.owner);
    this.#recipients.set(toBase64(self.certificate), t('own_self', shorten(name || organization)));
    this.#list();
    byId('encrypt').focus();
  }

  #list() {
    byId('to').replaceChildren(...Array.from(this.#recipients, ([certificate, name]) => element('li', {},
      element('bdi', {}, name),
      element('button', { type: 'button', className: 'link', ariaLabel: t('own_remove_of', name), onclick: () => this.#remove(certificate) }, t('own_remove')))));
    this.#allow();
  }

  #allow() {
    byId('encrypt-task').hidden = this.#files.length + this.#recipients.size === 0;
    byId('encrypt').ariaDisabled = String(!this.#able);
  }

  get #able() {
    return this.#files.length > 0 && this.#recipients.size > 0;
  }

  /** @param {string} certificate */
  #remove(certificate) {
    this.#recipients.delete(certificate);
    this.#list();
    byId('add-recipients').focus();
  }

  /** @param {(made: import('./made.js').Made[]) => void} done */
  async #encrypt(done) {
    const files = this.#files;
    const recipients = Array.from(this.#recipients.keys(), fromBase64);
    // Pressed too early it leads to what is lacking.
    if (!this.#able) return byId(files.length === 0 ? 'add' : 'add-recipients').focus();
    if (files.length > MOST_AT_ONCE) return this.#waiting.refuse('own_many');
    if (recipients.length > MOST_RECIPIENTS) return this.#waiting.refuse('own_many_recipients');
    const encrypted = await this.#waiting.during((pidpys, signal) => pidpys.encrypt(files, recipients, { signal }), 'own_recipient_unfit');
    if (encrypted) done(encrypted.messages.map(({ name, message }) => ({ name: `${name}.p7e`, blob: message })));
  }
}

/**
 * @param {File} file
 * @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} In DER. What the certificate is for the host says.
 */
async function certificateIn(file) {
  if (file.size > LARGEST) return undefined;
  try {
    const der = derOf(new Uint8Array(await file.arrayBuffer()));
    return natureOf('', der) === 'certificate' ? der : undefined;
  } catch {
    // No base64 inside the armour, or the file is gone.
    return undefined;
  }
}
