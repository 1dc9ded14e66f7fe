// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { shorten } from '../lib/names.js';
import { nameOf } from '../lib/tokens.js';
import { byId } from './elements.js';
import { t } from './locale.js';
import { PinField } from './pin-field.js';
import { enter } from './steps.js';

/**
 * @typedef {import('../lib/tokens.js').Asked} Asked
 * @typedef {{token: Asked, answer: (answer: {secret: string}) => void}} Question
 */

/** After the consent: a key that wants its PIN before every signature. */
export class KeyPinStep {
  #field = new PinField('key-pin');
  /** @type {Question | undefined} */
  #question;

  constructor() {
    byId('key-pin-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted && this.#question) this.#submit(this.#question);
    });
  }

  /**
   * @param {{token: Asked, number: number, of: number}} question  Of the host, which signs nothing meanwhile.
   * @returns {Promise<{secret: string}>}
   */
  ask({ token, number, of }) {
    const name = shorten(nameOf({ ...token, model: '' }), 48) || t('unnamed_token');
    byId('key-pin-why').textContent = t('key_pin_why', name);
    byId('key-pin-count').textContent = of > 1 ? t('key_pin_count', String(number), String(of)) : '';
    this.#field.clear();
    enter('key-pin');
    this.#field.focus();
    return new Promise((answer) => (this.#question = { token, answer }));
  }

  /** What was asked is void, and nothing of what was typed is kept. */
  forget() {
    this.#question = undefined;
    this.#field.take();
  }

  /** @param {Question} question */
  #submit({ token, answer }) {
    if (!this.#field.fits(token)) return;
    const secret = this.#field.take();
    this.forget();
    enter('consent');
    answer({ secret });
  }
}
