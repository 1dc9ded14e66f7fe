// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean, shorten } from '../../../lib/names.js';
import { byId, element } from '../../elements.js';
import { t, wordsFor } from '../../locale.js';
import { counted } from './counted.js';

/** How many are named; of more only the number is said. */
const NAMED = 100;

/** @typedef {{name: string, code: string, params?: Record<string, unknown>}} Reason  Why a document is not signed. */

/** Documents that are not signed, each with its reason. */
export class Unsigned {
  #place;
  #count = 0;

  /** @param {string} id  Of a place with a `strong` and a `ul`. */
  constructor(id) {
    this.#place = byId(id);
  }

  /** @returns {boolean} Whether more of them would be named. */
  get room() {
    return this.#list.children.length < NAMED;
  }

  /**
   * @param {string} heading
   * @param {number} count  How many there are. There is nothing to say of none.
   */
  begin(heading, count) {
    this.#count = count;
    this.#place.hidden = count === 0;
    this.#place.getElementsByTagName('strong')[0].textContent = heading;
    this.#list.replaceChildren();
  }

  /** @param {Reason[]} reasons  Of the next of them. */
  add(reasons) {
    const room = NAMED - this.#list.children.length;
    this.#list.append(...reasons.slice(0, room).map(row));
  }

  /** No more will be named. */
  end() {
    const more = this.#count - this.#list.children.length;
    if (more > 0) this.#list.append(element('li', {}, t('unsigned_more', counted(more))));
  }

  get #list() {
    return this.#place.getElementsByTagName('ul')[0];
  }
}

/** @param {Reason} reason */
function row({ name, code, params }) {
  const shown = clean(name) || t('unnamed_document');
  return element('li', {}, element('bdi', { title: shown }, shorten(shown, 44)), element('span', { className: 'quiet' }, wordsFor(code, params).sentence));
}
