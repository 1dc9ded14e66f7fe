// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../elements.js';
import { t } from '../locale.js';

/** What the person waits for, while they go on in the window. Nothing else can be begun meanwhile. */
export class Waiting {
  #desk;
  #failure;
  /** @type {AbortController | undefined} */
  #under;

  /**
   * @param {import('./desk.js').Desk} desk
   * @param {import('../failure.js').Failure} failure  Where it is said why something was not done.
   */
  constructor(desk, failure) {
    this.#desk = desk;
    this.#failure = failure;
    byId('waiting-show').addEventListener('click', () => void this.#desk.show());
    byId('waiting-cancel').addEventListener('click', () => this.#under?.abort());
  }

  /**
   * @template T
   * @param {(pidpys: import('../../page/client.js').Pidpys, signal: AbortSignal) => Promise<T>} work
   * @param {string} unfit  The key of what is said where the host takes no such files.
   * @returns {Promise<T | undefined>} Nothing where it was not done: why is said.
   */
  async during(work, unfit) {
    const under = (this.#under = new AbortController());
    this.#turn(true);
    this.#failure.clear();
    try {
      return await this.#desk.do((pidpys) => work(pidpys, under.signal), true);
    } catch (/** @type {any} */ { code, params }) {
      if (code === 'invalid-params') this.refuse(unfit);
      else this.#failure.show(code, params);
      return undefined;
    } finally {
      this.#turn(false);
    }
  }

  /**
   * @param {string} key  Of what cannot be done.
   * @param {string[]} substitutions
   */
  refuse(key, ...substitutions) {
    this.#failure.say(t(key, ...substitutions), t(`${key}_hint`));
  }

  /** @param {boolean} on */
  #turn(on) {
    byId('waiting').hidden = !on;
    for (const id of ['sign-fields', 'encrypt-fields']) /** @type {HTMLFieldSetElement} */ (byId(id)).disabled = on;
    document.body.dataset.waiting = String(on);
    if (on) byId('waiting-heading').focus();
  }
}
