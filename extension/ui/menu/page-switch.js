// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { FRAMES, isSwitchable } from '../../lib/chosen.js';
import { intend } from '../../lib/switch.js';
import { byId, element } from '../elements.js';
import { t } from '../locale.js';
import { wish } from '../wish.js';

/**
 * A page in a tab, made for another program maybe.
 *
 * @typedef {object} Page
 * @property {number | undefined} tab
 * @property {string} origin
 * @property {import('../../lib/chosen.js').Choice} [choice]  The person's, if it is switched on.
 * @property {boolean} known  Whether it may speak our own protocol.
 */

/** In the menu: has us answer a page that was made for another program, and frames in it. */
export class PageSwitch {
  /** @type {Page | undefined} */
  #page;
  #shown = '';

  constructor() {
    byId('switch').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#turnOn();
    });
    byId('switch').addEventListener('change', () => this.#compare());
    byId('off').addEventListener('click', () => this.#page && wish({ wish: 'off', origin: this.#page.origin, tab: this.#page.tab }));
  }

  /** @param {Page | undefined} page  Nothing where there is nothing to switch. */
  async show(page) {
    this.#page = page;
    const frames = page ? await framesOf(page) : [];
    // What the person just ticks stays while nothing else changes.
    const shown = JSON.stringify([page, frames]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    byId('switch').hidden = page === undefined;
    if (!page) return;

    const { choice, known } = page;
    byId('question').textContent = t(choice ? 'menu_is_on' : 'menu_question');
    byId('next').textContent = t(choice ? 'menu_next_on' : 'menu_next');
    byId('known').hidden = !known || choice !== undefined;
    byId('frames').hidden = frames.length === 0;
    byId('frame-list').replaceChildren(...frames.map((frame) => draw(frame, choice?.frames.includes(frame) ?? false)));
    this.#hashes.checked = choice?.hashes ?? false;
    byId('on').textContent = t(choice ? 'menu_change' : 'menu_turn_on');
    byId('off').hidden = choice === undefined;
    byId('refused').hidden = true;
    this.#compare();
  }

  /** Called by a press alone: else no browser would ask the person. */
  async #turnOn() {
    const page = this.#page;
    if (page?.tab === undefined) return;
    const granted = await intend({ origin: page.origin, ...this.#ticked }, page.tab);
    byId('refused').hidden = granted;
    if (granted) wish({ wish: 'on' });
  }

  /** What is switched on already can only be changed. */
  #compare() {
    const { choice } = this.#page ?? {};
    const { frames, hashes } = this.#ticked;
    const same = choice && choice.hashes === hashes && choice.frames.length === frames.length && frames.every((frame) => choice.frames.includes(frame));
    byId('on').hidden = Boolean(same);
  }

  get #ticked() {
    const boxes = [...byId('frame-list').querySelectorAll('input')];
    return { frames: boxes.filter(({ checked }) => checked).map(({ value }) => value), hashes: this.#hashes.checked };
  }

  get #hashes() {
    return /** @type {HTMLInputElement} */ (byId('hashes'));
  }
}

/**
 * @param {Page} page
 * @returns {Promise<string[]>} The origins of frames that could be let speak in it, and of those that are let.
 */
async function framesOf({ tab, origin, choice }) {
  const target = { tabId: /** @type {number} */ (tab) };
  // Where the browser does not let us look, or the page hides them, there are none to offer.
  const [injected] = await chrome.scripting.executeScript({ target, func: sources }).catch(() => []);
  const found = (injected?.result ?? []).filter((address) => URL.canParse(address)).map((address) => new URL(address).origin);
  const others = found.filter((each) => each !== origin && isSwitchable(each));
  return [...new Set([...(choice?.frames ?? []), ...others])].slice(0, FRAMES);
}

/** In the page, beside its own scripts: where its frames are from. */
function sources() {
  return [...document.getElementsByTagName('iframe')].slice(0, 256).map(({ src }) => src);
}

/**
 * @param {string} frame  Its origin.
 * @param {boolean} checked
 */
function draw(frame, checked) {
  const box = element('input', { type: 'checkbox', value: frame, checked });
  return element('li', {}, element('label', { className: 'choice' }, box, element('bdi', {}, new URL(frame).host)));
}
