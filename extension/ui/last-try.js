// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../page/client.js';
import { shorten } from '../lib/names.js';
import { nameOf, shortSerial } from '../lib/tokens.js';
import { ArmedButton } from './arming.js';
import { byId } from './elements.js';
import { t } from './locale.js';

/**
 * @typedef {import('../lib/tokens.js').Asked} Asked
 * @typedef {{resolve: (answer: {}) => void, reject: (reason: PidpysError) => void}} Question
 */

/** The question before a PIN that, if it is wrong, locks the token. It lies over whichever step is on show. */
export class LastTry {
  #dialog = /** @type {HTMLDialogElement} */ (byId('last-try'));
  #agree = new ArmedButton(byId('last-try-yes'), () => this.#settle(({ resolve }) => resolve({})));
  /** @type {Question | undefined} */
  #question;

  constructor() {
    const decline = () => this.#settle(({ reject }) => reject(new PidpysError('cancelled')));
    byId('last-try-no').addEventListener('click', decline);
    // The event, which the Escape key makes too, comes late: the question may be another one by now.
    this.#dialog.addEventListener('close', () => this.#dialog.open || decline());
  }

  /**
   * @param {{token: Asked}} question
   * @returns {Promise<{}>} Fails with `cancelled` when the person declines.
   */
  ask({ token: { device, label, serial } }) {
    const name = nameOf({ device, label, model: '' }) || t('unnamed_token');
    byId('last-try-text').textContent = t('last_try_text', [shorten(name, 48), ...(serial ? [t('token_serial', shortSerial(serial))] : [])].join(', '));
    this.#dialog.showModal();
    this.#agree.offer();
    return new Promise((resolve, reject) => (this.#question = { resolve, reject }));
  }

  /** What was asked is void and stays without an answer. */
  forget() {
    this.#question = undefined;
    this.#agree.withdraw();
    this.#dialog.close();
  }

  /** @param {(question: Question) => void} answer */
  #settle(answer) {
    const question = this.#question;
    this.forget();
    if (question) answer(question);
  }
}
