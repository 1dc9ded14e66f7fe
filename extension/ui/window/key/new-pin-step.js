// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { lengths } from '../../../lib/tokens.js';
import { byId } from '../../elements.js';
import { t } from '../../locale.js';
import { current, enter } from '../steps.js';
import { PasswordField } from './password-field.js';
import { nameFor } from './token-name.js';

/**
 * @typedef {import('../../../lib/tokens.js').Asked} Asked
 * @typedef {{token: Asked, from: import('../steps.js').Step, answer: (answer: {secret: string}) => void}} Question
 */

/** A PIN that the person makes up for a new key, and types twice. */
export class NewPinStep {
  #first = new PasswordField('new-pin');
  #again = new PasswordField('new-pin-again');
  /** @type {Question | undefined} */
  #question;

  constructor() {
    byId('new-pin-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted && this.#question) this.#submit(this.#question);
    });
  }

  /**
   * @param {{token: Asked}} question  Of the host, which makes no key meanwhile.
   * @returns {Promise<{secret: string}>}
   */
  ask({ token }) {
    byId('new-pin-why').textContent = t('new_pin_why', nameFor(token));
    byId('new-pin-length').textContent = t('new_pin_length', String(lengths(token).min));
    const from = /** @type {import('../steps.js').Step} */ (current());
    this.#clear();
    enter('new-pin');
    this.#first.focus();
    return new Promise((answer) => (this.#question = { token, from, answer }));
  }

  /** What was asked is void, and nothing of what was typed is kept. */
  forget() {
    this.#question = undefined;
    this.#first.take();
    this.#again.take();
  }

  /** @param {Question} question */
  #submit({ token, from, answer }) {
    this.#clear();
    const { min, max } = lengths(token);
    // What is told as octets is letters to whoever makes a PIN up: neither may be too few.
    if (this.#first.letters < min) return this.#first.say(t('new_pin_short'), t('new_pin_length', String(min)));
    if (this.#first.octets > max) return this.#first.say(t('new_pin_long'), t('new_pin_long_hint', String(max)));
    if (!this.#first.equals(this.#again)) return this.#again.say(t('new_pin_differs'), t('new_pin_differs_hint'));
    const secret = this.#first.take();
    this.forget();
    enter(from);
    answer({ secret });
  }

  #clear() {
    this.#first.clear();
    this.#again.clear();
  }
}
