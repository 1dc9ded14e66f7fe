// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../lib/names.js';
import { system } from '../lib/system.js';
import { wordsFor } from '../lib/words.js';
import { byId, element } from './elements.js';
import { t } from './locale.js';

/** @typedef {import('./token-watch.js').Trouble} Trouble */

/** What must be mended before anything else is worth trying. */
const FIRST = ['no-reader-service', 'no-worker'];

/** «Як побачити свій носій»: what the host found to be in the way, and what helps on this system. */
export class TokenHelp {
  #help = /** @type {HTMLDetailsElement} */ (byId('token-help'));
  #system = system();
  #revive;
  #urgent = false;

  /** @param {(driver: string) => void} revive  Called when the person wants a driver tried again. */
  constructor(revive) {
    this.#revive = revive;
    const steps = ['help_insert', `help_service_${this.#system}`, `help_driver_${this.#system}`, `help_access_${this.#system}`, 'help_busy'];
    byId('token-steps').replaceChildren(...steps.map((key) => element('li', {}, t(key))));
  }

  /**
   * @param {Trouble[]} troubles
   * @param {boolean} missed  Whether there is no token at all.
   */
  show(troubles, missed) {
    // An empty reader is no trouble to whoever has a token elsewhere.
    const told = missed ? [...troubles] : troubles.filter(({ kind }) => kind.startsWith('driver-'));
    // What a press can mend comes first, where it is seen.
    told.sort((a, b) => Number(Boolean(b.driver)) - Number(Boolean(a.driver)));
    const held = byId('troubles').contains(document.activeElement);
    byId('troubles').replaceChildren(...told.map((trouble) => this.#trouble(trouble)));
    byId('troubles').hidden = told.length === 0;
    // The buttons are other ones now, and the keyboard was on one of them.
    if (held) this.focus();
    byId('token-steps').hidden = told.some(({ kind }) => FIRST.includes(kind));
    byId('token-help-is').textContent = t(missed ? 'help' : 'help_other');
    const urgent = missed && told.length > 0;
    // Opened when it becomes so; what the person folded stays folded.
    if (urgent !== this.#urgent) this.#help.open = urgent;
    this.#urgent = urgent;
  }

  /** Puts the keyboard on what opens it. */
  focus() {
    byId('token-help-is').focus();
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
