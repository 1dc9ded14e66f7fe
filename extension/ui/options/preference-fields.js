// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { LANGUAGES, LEVELS, prefer, preferences } from '../../lib/preferences.js';
import { offerAuthorities } from '../authorities.js';
import { byId, element } from '../elements.js';
import { t } from '../locale.js';

/** @typedef {import('../../lib/preferences.js').Preferences} Preferences */

/** What the person prefers, each in a list of its own: kept as soon as it is chosen. */
export class PreferenceFields {
  #language = /** @type {HTMLSelectElement} */ (byId('language'));
  #authority = /** @type {HTMLSelectElement} */ (byId('authority'));
  #level = /** @type {HTMLSelectElement} */ (byId('level'));

  constructor() {
    this.#language.replaceChildren(...LANGUAGES.map((value) => element('option', { value }, t(`language_${value || 'browser'}`))));
    this.#level.replaceChildren(...LEVELS.map((value) => element('option', { value }, t(`options_level_${value.toLowerCase().replace('-', '_')}`))));
    this.#level.addEventListener('change', () => void this.#keep({ level: /** @type {Preferences['level']} */ (this.#level.value) }, 'options_saved_level'));
    this.#authority.addEventListener('change', () => void this.#keep({ authority: this.#authority.value }));
    this.#language.addEventListener('change', async () => {
      await this.#keep({ language: /** @type {Preferences['language']} */ (this.#language.value) });
      // Every word on the page is another one now.
      window.location.reload();
    });
  }

  /** Before it is known whom there is to choose. */
  async show() {
    const { language, level } = await preferences();
    this.#language.value = language;
    this.#level.value = level;
    await this.#list([]);
  }

  /** @param {import('../authorities.js').Authority[]} [authorities]  Nothing where the host could not be asked. */
  async offer(authorities) {
    byId('authority-unknown').hidden = authorities !== undefined;
    await this.#list(authorities ?? []);
  }

  /** @param {import('../authorities.js').Authority[]} authorities */
  async #list(authorities) {
    const { authority: name } = await preferences();
    // What was chosen stays so where it is not known by now.
    const known = !name || authorities.some((authority) => authority.name === name);
    offerAuthorities(this.#authority, t('options_authority_last'), known ? authorities : [{ name, lookup: true }, ...authorities]);
    this.#authority.value = name;
  }

  /**
   * @param {Partial<Preferences>} changes
   * @param {string} [saved]  The key of what to say then.
   */
  async #keep(changes, saved = 'options_saved') {
    await prefer(changes);
    byId('saved').textContent = t(saved);
  }
}
