// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../../page/client.js';
import { ArmedButton } from './arming.js';
import { byId } from '../elements.js';
import { t } from '../locale.js';

/** @typedef {{resolve: (answer: {}) => void, reject: (reason: PidpysError) => void}} Asked */

/** A question about what cannot be taken back. It lies over whichever step is on show. */
export class Question {
  #id;
  #dialog;
  #agree;
  /** @type {Asked | undefined} */
  #asked;

  /** @param {string} id  Of the dialog; its text and its buttons are named after it. */
  constructor(id) {
    this.#id = id;
    this.#dialog = /** @type {HTMLDialogElement} */ (byId(id));
    this.#agree = new ArmedButton(byId(`${id}-yes`), () => this.#settle(({ resolve }) => resolve({})));
    const decline = () => this.#settle(({ reject }) => reject(new PidpysError('cancelled')));
    byId(`${id}-no`).addEventListener('click', decline);
    // The event, which the Escape key makes too, comes late: the question may be another one by now.
    this.#dialog.addEventListener('close', () => this.#dialog.open || decline());
  }

  /**
   * @param {string} about  What it is about, in words.
   * @returns {Promise<{}>} Fails with `cancelled` when the person declines.
   */
  ask(about) {
    byId(`${this.#id}-text`).textContent = t(`${this.#id.replace('-', '_')}_text`, about);
    this.#dialog.showModal();
    this.#agree.offer();
    return new Promise((resolve, reject) => (this.#asked = { resolve, reject }));
  }

  /** What was asked is void and stays without an answer. */
  forget() {
    this.#asked = undefined;
    this.#agree.withdraw();
    this.#dialog.close();
  }

  /** @param {(asked: Asked) => void} answer */
  #settle(answer) {
    const asked = this.#asked;
    this.forget();
    if (asked) answer(asked);
  }
}
