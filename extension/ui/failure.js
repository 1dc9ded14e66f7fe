// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { ofSetUp } from '../lib/set-up.js';
import { byId, element } from './elements.js';
import { t, wordsFor } from './locale.js';
import { turn } from './turn.js';

/** A place where what went wrong is said: a sentence, what to do, and, of the set-up, where it is looked into. */
export class Failure {
  #place;
  #looks;

  /**
   * @param {string} id
   * @param {boolean} [looks]  Whether it leads to the page of help.
   */
  constructor(id, looks = true) {
    this.#place = byId(id);
    this.#looks = looks;
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  show(code, params) {
    const { sentence, hint } = wordsFor(code, params);
    this.say(sentence, hint, code);
    if (this.#looks && ofSetUp(code)) this.#place.append(element('button', { type: 'button', className: 'link', onclick: turn.help }, t('page_open')));
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
