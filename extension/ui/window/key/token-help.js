// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../../../lib/names.js';
import { system } from '../../../lib/system.js';
import { byId, element } from '../../elements.js';
import { t, wordsFor } from '../../locale.js';

/** @typedef {import('./token-watch.js').Trouble} Trouble */

/** What must be mended before anything else is worth trying. */
const FIRST = ['no-reader-service', 'no-worker'];

/** «Як побачити свій носій»: what the host found to be in the way, and what helps on this system. */
export class TokenHelp {
  #name;
  #system = system();
  #revive;
  #urgent = false;

  /**
   * @param {'token' | 'place'} name  What the elements are named after.
   * @param {(driver: string) => void} revive  Called when the person wants a driver tried again.
   */
  constructor(name, revive) {
    this.#name = name;
    this.#revive = revive;
    const steps = ['help_insert', `help_service_${this.#system}`, `help_driver_${this.#system}`, `help_access_${this.#system}`, 'help_busy'];
    this.#part('steps').replaceChildren(...steps.map((key) => element('li', {}, t(key))));
  }

  /**
   * @param {Trouble[]} troubles
   * @param {boolean} missed  Whether there is no token at all.
   */
  show(troubles, missed) {
    // An empty reader is no trouble to whoever has a token elsewhere.
    const told = missed ? [...troubles] : troubles.filter(({ kind }) => /^driver-|tpm/.test(kind));
    // What a press can mend comes first, where it is seen.
    told.sort((a, b) => Number(Boolean(b.driver)) - Number(Boolean(a.driver)));
    const list = this.#part('troubles');
    const held = list.contains(document.activeElement);
    list.replaceChildren(...told.map((trouble) => this.#trouble(trouble)));
    list.hidden = told.length === 0;
    // The buttons are other ones now, and the keyboard was on one of them.
    if (held) this.focus();
    this.#part('steps').hidden = told.some(({ kind }) => FIRST.includes(kind));
    this.#part('help-is').textContent = t(missed ? 'help' : 'help_other');
    const urgent = missed && told.length > 0;
    // Opened when it becomes so; what the person folded stays folded.
    if (urgent !== this.#urgent) /** @type {HTMLDetailsElement} */ (this.#part('help')).open = urgent;
    this.#urgent = urgent;
  }

  /** Puts the keyboard on what opens it. */
  focus() {
    this.#part('help-is').focus();
  }

  /** @param {'help' | 'help-is' | 'troubles' | 'steps'} part */
  #part(part) {
    return byId(`${this.#name}-${part}`);
  }

  /** @param {Trouble} trouble */
  #trouble(trouble) {
    const { driver } = trouble;
    const { sentence, hint } = this.#words(trouble);
    const again = (/** @type {string} */ id) => element('button', { type: 'button', onclick: () => this.#revive(id) }, t('driver_again'));
    return element('li', {}, element('strong', {}, sentence), ' ', hint, ...(driver ? [again(driver)] : []));
  }

  /** @param {Trouble} trouble */
  #words({ kind, device, path = '', reason = '' }) {
    const whose = clean(device) || clean(path.split(/[\\/]/).at(-1) ?? '') || t('unnamed_token');
    if (kind === 'no-reader-service') return { sentence: t('no_reader_service'), hint: t(`help_service_${this.#system}`) };
    if (kind === 'no-card') return { sentence: t('no_card', whose), hint: t('no_card_hint') };
    if (kind === 'device-unknown') return { sentence: t('device_unknown', whose), hint: t('device_unknown_hint') };
    if (kind === 'no-worker') return wordsFor('worker-missing');
    if (kind === 'driver-refused') return { ...wordsFor(kind, { what: reason, path }), hint: t(`refused_${reason.replaceAll('-', '_')}`) };
    // Its own words are about the number of the error, which is not known here.
    if (kind === 'driver-failed') return { sentence: t('driver_failed', whose), hint: wordsFor('driver-crashed').hint };
    return wordsFor(kind, { device: whose });
  }
}
