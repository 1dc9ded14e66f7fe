// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { isBuiltIn } from '../../../lib/tokens.js';
import { byId } from '../../elements.js';
import { TokenHelp } from './token-help.js';
import { icon } from './token-icon.js';
import { TokenList } from './token-list.js';
import { TokenWatch } from './token-watch.js';

/**
 * @typedef {import('../../../lib/tokens.js').Token} Token
 * @typedef {import('../../../page/client.js').PidpysError} PidpysError
 *
 * @typedef {object} Use  What a step wants of them.
 * @property {(token: Token) => boolean} listed  Which are of any use there.
 * @property {(token: Token) => import('../../../lib/tokens.js').Offer} offer  What of such a one can be chosen.
 * @property {() => void} turned  Called when the person chose.
 * @property {() => void} heard  Called when others are listed.
 * @property {(error: PidpysError) => void} failed  Nothing is followed any more, or a driver was not revived.
 */

/** What is plugged in, as a step shows it: followed, listed, and why something is not seen. */
export class Carriers {
  #name;
  #call;
  #use;
  #help;
  #watch;

  /**
   * @param {'token' | 'place'} name  What the elements and words are named after.
   * @param {(method: string, params: object) => Promise<any>} call  Of the host.
   * @param {Use} use
   */
  constructor(name, call, use) {
    this.#name = name;
    this.#call = call;
    this.#use = use;
    this.list = new TokenList(name, use.offer, use.turned);
    this.#help = new TokenHelp(name, (driver) => void this.#revive(driver));
    this.#watch = new TokenWatch(call, (plugged) => this.#heard(plugged), (error) => {
      this.#sought.hidden = true;
      use.failed(error);
    });
    this.#none.prepend(icon('token'));
  }

  /** Follows what is plugged in while the step is on show. */
  follow() {
    void this.#watch.start();
  }

  leave() {
    this.#watch.stop();
  }

  get #sought() {
    return byId(`${this.#name}s-sought`);
  }

  get #none() {
    return byId(`no-${this.#name}s`);
  }

  /** @param {import('./token-watch.js').Plugged} plugged */
  #heard({ tokens, troubles }) {
    // Whoever has plugged something in looks for that.
    const listed = tokens.filter(this.#use.listed).sort((a, b) => Number(isBuiltIn(a.form)) - Number(isBuiltIn(b.form)));
    this.list.become(listed);
    this.#help.show(troubles, listed.length === 0);
    this.#none.hidden = listed.length > 0;
    this.#sought.hidden = true;
    this.#use.heard();
  }

  /** @param {string} driver */
  async #revive(driver) {
    this.#help.focus();
    try {
      await this.#call('revive', { driver });
      this.follow();
    } catch (error) {
      this.#use.failed(/** @type {PidpysError} */ (error));
    }
  }
}
