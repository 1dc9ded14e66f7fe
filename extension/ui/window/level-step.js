// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../elements.js';
import { Failure } from '../failure.js';
import { t } from '../locale.js';
import { ArmedButton } from './arming.js';
import { say } from './status.js';
import { enter } from './steps.js';

/** @typedef {{level: string, offered: string, code: string, params?: Record<string, unknown>}} Question */

/** After the consent: a service that the signature needs does not help, and the person settles for less, or not. */
export class LevelStep {
  #failure = new Failure('level-failure');
  #settle = new ArmedButton(byId('level-settle'), () => this.#choose(({ offered }) => offered));
  /** @type {{question: Question, answer: (answer: {level: string}) => void} | undefined} */
  #asked;

  constructor() {
    byId('level-again').addEventListener('click', () => this.#choose(({ level }) => level));
  }

  /**
   * @param {Question} question  Of the host, which signs nothing meanwhile.
   * @returns {Promise<{level: string}>}
   */
  ask(question) {
    this.#failure.show(question.code, question.params);
    const offered = question.offered.toLowerCase().replace('-', '_');
    byId('level-heading').textContent = t(`level_heading_${offered}`);
    byId('level-note').textContent = t(`level_note_${offered}`);
    byId('level-settle').textContent = t(`level_${offered}`);
    say();
    enter('level');
    byId('level-again').focus({ preventScroll: true });
    return new Promise((answer) => {
      this.#asked = { question, answer };
      this.#settle.offer();
    });
  }

  /** What was asked is void and stays without an answer. */
  forget() {
    this.#settle.withdraw();
    this.#asked = undefined;
  }

  /** @param {(question: Question) => string} level */
  #choose(level) {
    const asked = this.#asked;
    if (!asked) return;
    this.forget();
    enter('consent');
    say('signing');
    asked.answer({ level: level(asked.question) });
  }
}
