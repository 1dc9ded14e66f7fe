// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { date } from '../../lib/format.js';
import { forgetUsed, lately } from '../../lib/lately.js';
import { prefer, preferences } from '../../lib/preferences.js';
import { byId, element } from '../elements.js';
import { language, t } from '../locale.js';

/** The keys that were used lately, for the person to forget, one or all, or to have none kept. */
export class UsedKeys {
  #wanted = /** @type {HTMLInputElement} */ (byId('lately'));

  constructor() {
    this.#wanted.addEventListener('change', () => void this.#want(this.#wanted.checked));
    byId('forget-all').addEventListener('click', () => void this.#forget());
    // Another page of ours kept one, or has others remembered from now on.
    window.addEventListener('storage', () => void this.show());
    chrome.storage.onChanged.addListener(() => void this.show());
  }

  async show() {
    this.#wanted.checked = (await preferences()).lately;
    const all = await lately();
    byId('used').replaceChildren(...all.map((key) => draw(key, () => void this.#forget(key))));
    byId('forget-all').hidden = all.length < 2;
  }

  /** @param {boolean} wanted */
  async #want(wanted) {
    await prefer({ lately: wanted });
    // After that, so that no window keeps one meanwhile: it would be there again when it is wanted again.
    if (!wanted) forgetUsed();
    await this.show();
  }

  /** @param {import('../../lib/lately.js').Used} [key]  Without one, all. */
  async #forget(key) {
    forgetUsed(key);
    await this.show();
    // What was pressed is gone.
    const [next = this.#wanted] = byId('used').querySelectorAll('button');
    next.focus();
  }
}

/**
 * @param {import('../../lib/lately.js').Used} key
 * @param {() => void} forgotten  Called when the person wants it forgotten.
 */
function draw({ name, kind, carrier, when }, forgotten) {
  const place = t(`lately_${kind}`, carrier);
  const forget = element('button', { type: 'button', className: 'link', ariaLabel: `${t('lately_forget')}: ${name}, ${place}`, onclick: forgotten }, t('lately_forget'));
  return element('li', {}, element('bdi', {}, name), forget, element('span', { className: 'quiet' }, `${place} · ${date(new Date(when).toISOString(), language)}`));
}
