// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { t } from '../../locale.js';
import { counted } from './counted.js';
import { Unsigned } from './unsigned.js';

/** @typedef {import('./documents.js').Doc} Doc */

/** Documents of a page that cannot be read, said before anybody agrees: they will not be signed. */
export class Unread {
  #read;
  #named = new Unsigned('unread');
  #sought = 0;

  /** @param {import('./leaves.js').Read} read */
  constructor(read) {
    this.#read = read;
  }

  /**
   * @param {Doc[]} documents
   * @param {import('./documents.js').List} [list]  In their place, where they are many.
   */
  async show(documents, list) {
    const sought = ++this.#sought;
    const unread = list ? (list.unread ?? 0) : documents.filter(({ fault }) => fault).length;
    this.#named.begin(t('unread', counted(unread)), unread);
    for await (const leaf of list && unread > 0 ? this.#leaves(list.count) : [documents]) {
      if (sought !== this.#sought) return;
      this.#named.add(leaf.flatMap(({ name, fault }) => (fault ? [{ name, code: fault }] : [])));
      if (!this.#named.room) break;
    }
    this.#named.end();
  }

  /** @param {number} count */
  async * #leaves(count) {
    for (let from = 0; from < count;) {
      const { documents } = await this.#read({ from }).catch(() => ({ documents: [] }));
      if (documents.length === 0) return;
      yield documents;
      from += documents.length;
    }
  }
}
