// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId, element } from './elements.js';
import { wordsFor } from '../lib/words.js';

/** A place in the window where what went wrong is said: a sentence and what to do. */
export class Failure {
  #place;

  /** @param {string} id */
  constructor(id) {
    this.#place = byId(id);
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  show(code, params) {
    const { sentence, hint } = wordsFor(code, params);
    this.say(sentence, hint, code);
  }

  /**
   * @param {string} sentence
   * @param {string} hint
   * @param {string} [code]
   */
  say(sentence, hint, code = '') {
    this.#place.replaceChildren(element('strong', {}, sentence), element('p', {}, hint));
    this.#place.dataset.code = code;
    this.#place.hidden = false;
    this.#place.scrollIntoView({ block: 'nearest' });
  }

  clear() {
    this.#place.hidden = true;
    this.#place.replaceChildren();
  }
}
