// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { date } from '../lib/format.js';
import { forgetUsed, lately } from '../lib/lately.js';
import { prefer, preferences } from '../lib/preferences.js';
import { byId, element } from './elements.js';
import { language, t } from './locale.js';

/** The keys that were used lately, for the person to forget, one or all, or to have none kept. */
export class UsedKeys {
  #wanted = /** @type {HTMLInputElement} */ (byId('lately'));

  constructor() {
    this.#wanted.addEventListener('change', () => void this.#want(this.#wanted.checked));
    byId('forget-all').addEventListener('click', () => void forgetUsed());
    chrome.storage.onChanged.addListener(() => void this.show());
  }

  async show() {
    this.#wanted.checked = (await preferences()).lately;
    const all = await lately();
    byId('used').replaceChildren(...all.map(draw));
    byId('forget-all').hidden = all.length < 2;
  }

  /** @param {boolean} wanted */
  async #want(wanted) {
    // What is kept no more shall not be there when it is wanted again.
    if (!wanted) await forgetUsed();
    await prefer({ lately: wanted });
  }
}

/** @param {import('../lib/lately.js').Used} key */
function draw(key) {
  const forget = element('button', { type: 'button', className: 'link', ariaLabel: `${t('lately_forget')}: ${key.name}, ${placeOf(key)}` }, t('lately_forget'));
  forget.addEventListener('click', () => void forgetUsed(key));
  const facts = `${placeOf(key)} · ${date(new Date(key.when).toISOString(), language)}`;
  return element('li', {}, element('bdi', {}, key.name), forget, element('span', { className: 'quiet' }, facts));
}

/** @param {import('../lib/lately.js').Used} key  Where it is kept, in words. */
export function placeOf({ kind, carrier }) {
  return t(`lately_${kind}`, carrier);
}
