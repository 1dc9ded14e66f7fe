// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../../elements.js';

/** How much room is left below what was brought into sight, in pixels. */
const MARGIN = 10;

/** What a person is to see to its end before they agree, though it be longer than the window. */
export class Sight {
  #element;
  #reached;
  #seen = true;

  /**
   * @param {HTMLElement} element  Has no end to see while it is hidden.
   * @param {() => void} reached  Called once its end has come into sight.
   */
  constructor(element, reached) {
    this.#element = element;
    this.#reached = reached;
    for (const event of ['scroll', 'resize']) window.addEventListener(event, () => this.#look());
  }

  /** Whether its end was in sight. */
  get seen() {
    return this.#seen;
  }

  /** It says something else now: what was seen of it does not count. */
  begin() {
    this.#seen = false;
    this.#look();
  }

  /** Brings its end into sight, unless it was there. */
  bring() {
    if (!this.#seen) window.scrollBy(0, this.#below() + MARGIN);
  }

  #look() {
    if (this.#seen || this.#below() >= 1) return;
    this.#seen = true;
    this.#reached();
  }

  /** How far its end is below what can be seen, in pixels: the decision at the bottom may lie over it. */
  #below() {
    const bottom = Math.min(window.innerHeight, byId('decision').getBoundingClientRect().top);
    return this.#element.getBoundingClientRect().bottom - bottom;
  }
}
