// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { t } from '../../locale.js';
import { current, enter } from '../steps.js';
import { PinField } from './pin-field.js';
import { nameFor, nameWithSerial } from './token-name.js';

/**
 * @typedef {import('../../../lib/tokens.js').Asked} Asked
 * @typedef {{kind: 'pin' | 'key-pin', token: Asked, number?: number, of?: number}} OfCarrier
 * @typedef {{kind: 'remote-pin' | 'otp', provider: string}} OfProvider
 * @typedef {{token?: Asked, answer: (answer: {secret: string}) => void}} Question
 */

/**
 * After the consent: a key that wants its PIN before every signature, the
 * carrier on which a new one is made, or a provider that wants a PIN or the
 * code it has sent.
 */
export class KeyPinStep {
  #field = new PinField('key-pin');
  /** @type {Question | undefined} */
  #question;
  /** @type {import('../steps.js').Step} Where it was asked, and the person goes back to. */
  #from = 'consent';

  constructor() {
    byId('key-pin-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted && this.#question) this.#submit(this.#question);
    });
  }

  /**
   * @param {OfCarrier | OfProvider} question  Of the host, which signs nothing meanwhile.
   * @returns {Promise<{secret: string}>}
   */
  ask(question) {
    const { heading, label, why, count = '', token } = 'token' in question ? ofCarrier(question) : ofProvider(question);
    byId('key-pin-heading').textContent = t(heading);
    byId('key-pin-is').textContent = t(label);
    byId('key-pin-why').textContent = why;
    byId('key-pin-count').textContent = count;
    const step = /** @type {import('../steps.js').Step} */ (current());
    if (step !== 'key-pin') this.#from = step;
    this.#field.clear();
    // A code is good for once, and is copied from elsewhere.
    this.#field.reveal(question.kind === 'otp');
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

/**
 * @typedef {{heading: string, label: string, why: string, count?: string, token?: Asked}} Words
 *
 * @param {OfCarrier} question
 * @returns {Words}
 */
function ofCarrier({ kind, token, number = 1, of = 1 }) {
  const warned = token.tries === 'few' || token.tries === 'last' ? t(`tries_${token.tries}_text`) : '';
  return {
    token,
    heading: 'key_pin_needed',
    label: 'pin',
    why: kind === 'key-pin' ? t('key_pin_why', nameFor(token)) : t('carrier_pin_why', nameWithSerial(token)),
    count: of > 1 ? t('key_pin_count', String(number), String(of)) : warned,
  };
}

/**
 * @param {OfProvider} question
 * @returns {Words}
 */
function ofProvider({ kind, provider }) {
  if (kind === 'otp') return { heading: 'otp_needed', label: 'otp', why: t('otp_why', clean(provider)) };
  return { heading: 'remote_pin_needed', label: 'pin', why: t('remote_pin_why', clean(provider)) };
}
