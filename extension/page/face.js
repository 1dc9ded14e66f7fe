// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the element shows.
 *
 * @typedef {'idle' | 'connecting' | 'window' | 'phone' | 'code' | 'site' | 'done' | 'failed'} State
 *   `phone`: the visitor is asked whether to get a code; `code`: it is shown; `site`: the page's server has the result.
 *
 * @typedef {object} Look
 * @property {State} state
 * @property {'login' | 'sign'} action
 * @property {import('./words.js').Language} language
 * @property {boolean} phone  Whether Дія.Підпис is offered.
 * @property {{sentence: string, hint: string, reload: boolean}} [trouble]  Of the state `failed`.
 */

import { drawQR } from './diia.js';
import { WORDS } from './words.js';

/** @type {Record<State | 'again', string[]>} The parts in sight. Another document may follow one, but nobody signs in twice. */
const SEEN = {
  idle: ['ways', 'keys'],
  connecting: ['pulse', 'said', 'doing', 'cancel'],
  window: ['pulse', 'said', 'more', 'doing', 'show', 'cancel'],
  phone: ['said', 'more', 'doing', 'get', 'cancel'],
  code: ['said', 'more', 'qr', 'left', 'link', 'doing', 'cancel'],
  site: ['pulse', 'said'],
  done: ['said'],
  again: ['said', 'ways'],
  failed: ['trouble', 'ways', 'keys'],
};

/** @typedef {'start' | 'phone' | 'show' | 'get' | 'cancel' | 'reload'} Button */

/** The parts of one element, in its shadow root. */
export class Face {
  #root;
  /** @type {Record<string, HTMLElement>} */
  #parts = {};

  /**
   * @param {ShadowRoot} root
   * @param {(pressed: Button) => void} press
   */
  constructor(root, press) {
    this.#root = root;
    const button = (/** @type {Button} */ name, className = '') => {
      const made = this.#part('button', name, className);
      made.setAttribute('type', 'button');
      made.setAttribute('part', name);
      made.addEventListener('click', () => press(name));
      return made;
    };
    const link = this.#part('a', 'link');
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
    // Regions that speak must be there before what they say.
    const said = this.#part('p', 'said', 'said');
    said.setAttribute('role', 'status');
    const alert = this.#part('div', 'alert');
    alert.setAttribute('role', 'alert');
    alert.append(this.#part('div', 'trouble', 'trouble', this.#part('strong', 'sentence'), this.#part('p', 'hint'), button('reload', 'quiet')));
    const pulse = this.#part('div', 'pulse', 'pulse');
    pulse.setAttribute('aria-hidden', 'true');
    root.append(
      pulse, said, this.#part('p', 'more'), this.#part('div', 'qr', 'qr'), this.#part('p', 'left', 'left'), link,
      this.#part('div', 'doing', 'row', button('show'), button('get'), button('cancel', 'quiet')), alert,
      this.#part('div', 'ways', 'row', button('start'), button('phone', 'quiet')), this.#part('p', 'keys', 'soft'));
    this.#parts.left.setAttribute('role', 'timer');
  }

  /**
   * @param {string} tag
   * @param {string} name
   * @param {string} [className]
   * @param {...HTMLElement} children
   */
  #part(tag, name, className = '', ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    this.#parts[name] = made;
    return made;
  }

  /** @param {Look} look */
  show({ state, action, language, phone, trouble }) {
    const words = WORDS[language];
    const focused = this.#root.activeElement;
    const seen = SEEN[state === 'done' && action === 'sign' ? 'again' : state];
    const texts = {
      start: words[action], phone: 'Дія.Підпис', show: words.show, get: words.phone_code, cancel: words.cancel, reload: words.reload, link: words.phone_open, keys: words.ways,
      said: this.#heading(words, state, action),
      more: { window: words.window_note, phone: words.phone_ready, code: words.phone_scan }[String(state)] ?? '',
      sentence: trouble?.sentence ?? '',
    };
    for (const [name, text] of Object.entries(texts)) if (this.#parts[name].textContent !== text) this.#parts[name].textContent = text;
    this.#parts.hint.replaceChildren(...linked(trouble?.hint ?? ''));
    for (const name of ['ways', 'keys', 'pulse', 'more', 'doing', 'show', 'get', 'cancel', 'qr', 'left', 'link', 'trouble']) {
      this.#parts[name].hidden = !seen.includes(name);
    }
    this.#parts.phone.hidden = !phone;
    this.#parts.reload.hidden = !trouble?.reload;
    if (state !== 'code') this.#parts.qr.replaceChildren();
    if (focused) this.#focus(seen);
  }

  /**
   * @param {typeof WORDS.uk} words
   * @param {State} state
   * @param {'login' | 'sign'} action
   */
  #heading(words, state, action) {
    if (state === 'connecting' || state === 'window' || state === 'site') return words[state];
    if (state === 'phone' || state === 'code') return words[`phone_${action}`];
    return state === 'done' ? words[`done_${action}`] : '';
  }

  /** Keeps the focus with what is in sight. @param {string[]} seen */
  #focus(seen) {
    const first = ['show', 'get', 'cancel'].find((name) => seen.includes(name)) ?? (seen.includes('ways') ? 'start' : undefined);
    if (first) this.#parts[first].focus();
  }

  /** @param {import('./diia.js').Code} code */
  draw({ deeplink, qr }) {
    this.#parts.qr.replaceChildren(drawQR(document, qr));
    this.#parts.link.setAttribute('href', deeplink);
  }

  /**
   * @param {import('./words.js').Language} language
   * @param {number} seconds
   * @param {string} clock
   */
  tellTime(language, seconds, clock) {
    const words = WORDS[language];
    this.#parts.left.textContent = seconds > 0 ? words.phone_left.replace('$1', clock) : words.phone_late;
  }
}

/**
 * A text whose https addresses can be followed.
 * @param {string} text
 */
function linked(text) {
  return text.split(/(https:\/\/[\w./-]*[\w/])/u).map((piece, i) => {
    if (i % 2 === 0) return piece;
    const link = document.createElement('a');
    Object.assign(link, { href: piece, target: '_blank', rel: 'noopener noreferrer', textContent: piece });
    return link;
  });
}
