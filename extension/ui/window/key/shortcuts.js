// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { shorten } from '../../../lib/names.js';
import { byId, element } from '../../elements.js';
import { t } from '../../locale.js';

/** How many there is room for. */
const SHOWN = 3;

/** The keys that the person used lately, each as a button that leads to where it is. */
export class Shortcuts {
  #turn;

  /** @param {(used: import('../../../lib/lately.js').Used) => void} turn  Called when the person wants to take one. */
  constructor(turn) {
    this.#turn = turn;
  }

  /** @param {import('../../../lib/lately.js').Used[]} used  The latest first: those that can be taken. */
  offer(used) {
    const shown = used.slice(0, SHOWN);
    byId('shortcuts').hidden = shown.length === 0;
    byId('shortcut-list').replaceChildren(...shown.map((key) => element('li', {}, this.#button(key))));
  }

  /** @param {import('../../../lib/lately.js').Used} used */
  #button(used) {
    const { name, kind, carrier } = used;
    const place = t(`lately_${kind}`, carrier);
    return element('button', { type: 'button', title: `${name}, ${place}`, onclick: () => this.#turn(used) },
      element('bdi', {}, shorten(name, 30)), element('span', { className: 'quiet' }, shorten(place, 30)));
  }
}
