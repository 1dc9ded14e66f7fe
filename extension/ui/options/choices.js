// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { chosen } from '../../lib/chosen.js';
import { byId, element } from '../elements.js';
import { t } from '../locale.js';
import { wish } from '../wish.js';

/** The pages of other programs that the person had us answer, each with a button that ends it. */
export class Choices {
  constructor() {
    chrome.storage.onChanged.addListener(() => void this.show());
  }

  async show() {
    const all = await chosen();
    byId('choices').hidden = all.length === 0;
    byId('choice-list').replaceChildren(...all.map((choice) => draw(choice)));
  }
}

/** @param {import('../../lib/chosen.js').Choice} choice */
function draw({ origin, frames, hashes }) {
  const host = new URL(origin).host;
  const off = element('button', { type: 'button', className: 'link', ariaLabel: `${t('menu_turn_off')}: ${host}` }, t('menu_turn_off'));
  off.addEventListener('click', () => wish({ wish: 'off', origin }));
  const more = [
    ...(frames.length > 0 ? [t('page_choice_frames', frames.map((frame) => new URL(frame).host).join(', '))] : []),
    ...(hashes ? [t('page_choice_hashes')] : []),
  ];
  return element('li', {}, element('bdi', {}, host), off, ...more.map((text) => element('span', { className: 'quiet' }, text)));
}
