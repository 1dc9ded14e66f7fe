// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from './elements.js';
import { t } from './locale.js';
import { PinField } from './pin-field.js';
import { current, enter } from './steps.js';
import { nameFor, nameWithSerial } from './token-name.js';

/**
 * @typedef {import('../lib/tokens.js').Asked} Asked
 * @typedef {{token: Asked, answer: (answer: {secret: string}) => void}} Question
 */

/**
 * After the consent: a key that wants its PIN before every signature, or the
 * carrier on which a new one is made.
 */
export class KeyPinStep {
  #field = new PinField('key-pin');
  /** @type {Question | undefined} */
  #question;
  /** @type {import('./steps.js').Step} Where it was asked, and the person goes back to. */
  #from = 'consent';

  constructor() {
    byId('key-pin-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted && this.#question) this.#submit(this.#question);
    });
  }

  /**
   * @param {{kind: string, token: Asked, number?: number, of?: number}} question  Of the host, which signs nothing meanwhile.
   * @returns {Promise<{secret: string}>}
   */
  ask({ kind, token, number = 1, of = 1 }) {
    byId('key-pin-why').textContent = kind === 'key-pin' ? t('key_pin_why', nameFor(token)) : t('carrier_pin_why', nameWithSerial(token));
    const warned = token.tries === 'few' || token.tries === 'last' ? t(`tries_${token.tries}_text`) : '';
    byId('key-pin-count').textContent = of > 1 ? t('key_pin_count', String(number), String(of)) : warned;
    const step = /** @type {import('./steps.js').Step} */ (current());
    if (step !== 'key-pin') this.#from = step;
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
    enter(this.#from);
    answer({ secret });
  }
}
