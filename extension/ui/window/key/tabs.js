// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../../elements.js';

/** Where an arrow key leads among the tabs, by the index of the present one and the number of all. */
const STEPS = /** @type {Record<string, (at: number, all: number) => number>} */ ({
  ArrowLeft: (at, all) => (at + all - 1) % all,
  ArrowRight: (at, all) => (at + 1) % all,
  Home: () => 0,
  End: (at, all) => all - 1,
});

/**
 * Tabs as WAI-ARIA has them («Tabs», selection follows the focus): one stop of the Tab key, arrows within.
 *
 * @template {string} T
 */
export class Tabs {
  #offered;
  #names;
  #turned;
  #chosen;

  /**
   * @param {T[]} names  A tab `x` has the ids `x-tab` and `x-panel`, and `x-barred` what says that it is barred. The first is open.
   * @param {(name: T) => void} turned  Called when the person turned to another.
   */
  constructor(names, turned) {
    this.#names = this.#offered = names;
    this.#turned = turned;
    this.#chosen = names[0];
    for (const name of names) {
      byId(`${name}-tab`).addEventListener('click', () => this.#turn(name));
      byId(`${name}-tab`).addEventListener('keydown', (event) => this.#step(event, name));
    }
  }

  get chosen() {
    return this.#chosen;
  }

  /**
   * @param {T[]} offered  The only ones to turn to from now on.
   * @param {T[]} [barred]  On show too, but by the administrator's will of no use.
   */
  offer(offered, barred = []) {
    this.#offered = offered;
    for (const name of this.#names) {
      byId(`${name}-tab`).hidden = ![...offered, ...barred].includes(name);
      byId(`${name}-tab`).ariaDisabled = String(barred.includes(name));
      byId(`${name}-barred`).hidden = !barred.includes(name);
    }
  }

  /** @param {T} chosen */
  open(chosen) {
    this.#chosen = chosen;
    document.body.dataset.tab = chosen;
    for (const name of this.#names) {
      byId(`${name}-tab`).ariaSelected = String(name === chosen);
      byId(`${name}-tab`).tabIndex = name === chosen ? 0 : -1;
      byId(`${name}-panel`).hidden = name !== chosen;
    }
  }

  /** @param {T} name */
  #turn(name) {
    if (name === this.#chosen || !this.#offered.includes(name)) return;
    this.open(name);
    this.#turned(name);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {T} from
   */
  #step(event, from) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const name = this.#offered[step(this.#offered.indexOf(from), this.#offered.length)];
    byId(`${name}-tab`).focus();
    this.#turn(name);
  }
}
