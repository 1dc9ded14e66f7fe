// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../../../page/client.js';
import { shorten } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { t } from '../../locale.js';
import { say } from '../status.js';
import { enter } from '../steps.js';
import { PasswordField } from './password-field.js';

/** @typedef {{resolve: (answer: {secret: string}) => void, reject: (reason: PidpysError) => void}} Question */

/** Step ② again, for a file that opened though the key in it did not: that has a password of its own. */
export class KeyPasswordStep {
  #field = new PasswordField('key-password');
  #fields = /** @type {HTMLFieldSetElement} */ (byId('key-password-fields'));
  #buttons = ['read-key', 'key-password-another'].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
  /** @type {Question | undefined} */
  #question;

  constructor() {
    byId('key-password-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted) this.#submit();
    });
    byId('key-password-another').addEventListener('click', () => this.#answer(({ reject }) => reject(new PidpysError('cancelled'))));
  }

  /**
   * @param {{file: string}} question  Of the host, whose call waits meanwhile.
   * @returns {Promise<{secret: string}>} Fails with `cancelled` when the person takes another file.
   */
  ask({ file }) {
    const name = shorten(file, 36);
    byId('key-password-why').textContent = name ? t('key_password_why', name) : t('key_password_why_unnamed');
    this.#field.clear();
    this.#wait(false);
    say();
    enter('key-password');
    this.#field.focus();
    return new Promise((resolve, reject) => (this.#question = { resolve, reject }));
  }

  /** Keeps nothing of what was typed. */
  forget() {
    this.#question = undefined;
    this.#field.take();
  }

  #submit() {
    // It is asked once: an empty one would cost the person both passwords.
    if (this.#field.octets === 0) return this.#field.fail('empty-password');
    this.#answer(({ resolve }) => resolve({ secret: this.#field.take() }));
  }

  /** @param {(question: Question) => void} answer */
  #answer(answer) {
    if (this.#question) answer(this.#question);
    this.forget();
    this.#wait(true);
    say('reading');
  }

  /** @param {boolean} busy  While the host tries what was typed. */
  #wait(busy) {
    for (const each of [this.#fields, ...this.#buttons]) each.disabled = busy;
  }
}
