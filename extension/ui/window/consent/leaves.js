// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { number } from '../../../lib/format.js';
import { byId } from '../../elements.js';
import { language, t } from '../../locale.js';

/** How many documents are on show at once. */
const LEAF = 50;

/**
 * @typedef {(params: {from: number}) => Promise<{documents: import('./documents.js').Doc[]}>} Read  From the host, up to 256 of them
 *   from that index on.
 */

/** A list that is too long for one message, and for one look: a leaf of it at a time. */
export class Leaves {
  #read;
  #show;
  #count = 0;
  #from = 0;
  /** What is waited for: an answer to anything before comes too late. */
  #turn = 0;

  /**
   * @param {Read} read
   * @param {(documents: import('./documents.js').Doc[], from: number) => void} show
   */
  constructor(read, show) {
    this.#read = read;
    this.#show = show;
    byId('leaf-back').addEventListener('click', () => void this.#go(this.#from - LEAF));
    byId('leaf-on').addEventListener('click', () => void this.#go(this.#from + LEAF));
  }

  /** @param {number} count  How many documents there are; 0: the list is not long. */
  open(count) {
    if (count !== this.#count) this.#from = 0;
    this.#count = count;
    byId('leaves').hidden = count === 0;
    if (count > 0) void this.#go(this.#from);
    else this.#turn++;
  }

  /** @param {number} from */
  async #go(from) {
    if (from < 0 || from >= this.#count) return;
    this.#from = from;
    const end = Math.min(from + LEAF, this.#count);
    byId('leaf-is').textContent = t('leaf', ...[from + 1, end, this.#count].map((n) => number(n, language)));
    // Not `disabled`, which would lose the keyboard's place.
    byId('leaf-back').ariaDisabled = String(from === 0);
    byId('leaf-on').ariaDisabled = String(end === this.#count);
    const turn = ++this.#turn;
    // Where the operation is over its end is told elsewhere.
    const { documents } = await this.#read({ from }).catch(() => ({ documents: [] }));
    if (turn === this.#turn) this.#show(documents.slice(0, end - from), from);
  }
}
