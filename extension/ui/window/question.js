// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../../page/client.js';
import { element } from '../elements.js';
import { t } from '../locale.js';
import { ArmedButton } from './arming.js';

/** @typedef {{resolve: (answer: {}) => void, reject: (reason: PidpysError) => void}} Asked */

/** A question about what cannot be taken back. It lies over whichever step is on show, once it is asked. */
export class Question {
  #words;
  #text;
  #dialog;
  #agree;
  /** @type {Asked | undefined} */
  #asked;

  /**
   * @param {string} id  Of the dialog; its parts are named after it.
   * @param {{heading: string, text: string, no: string, yes: string}} words  Keys of _locales; `text` takes what it is about.
   */
  constructor(id, words) {
    const heading = element('h2', { id: `${id}-heading`, tabIndex: -1, autofocus: true }, t(words.heading));
    const no = element('button', { id: `${id}-no`, type: 'button' }, t(words.no));
    const yes = element('button', { id: `${id}-yes`, type: 'button', className: 'primary' }, t(words.yes));
    this.#words = words;
    this.#text = element('p', { id: `${id}-text` });
    this.#dialog = element('dialog', { id }, heading, this.#text, element('menu', {}, element('li', {}, no), element('li', {}, yes)));
    this.#dialog.setAttribute('aria-labelledby', heading.id);
    this.#dialog.setAttribute('aria-describedby', this.#text.id);
    document.body.append(this.#dialog);
    this.#agree = new ArmedButton(yes, () => this.#settle(({ resolve }) => resolve({})));
    const decline = () => this.#settle(({ reject }) => reject(new PidpysError('cancelled')));
    no.addEventListener('click', decline);
    // The event, which the Escape key makes too, comes late: the question may be another one by now.
    this.#dialog.addEventListener('close', () => this.#dialog.open || decline());
  }

  /**
   * @param {string} about  What it is about, in words.
   * @returns {Promise<{}>} Fails with `cancelled` when the person declines.
   */
  ask(about) {
    this.#text.textContent = t(this.#words.text, about);
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
