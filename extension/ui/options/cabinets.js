// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { pattern, union } from '../../lib/cabinets.js';
import { look, patterns, unserved } from '../../lib/entry.js';
import { added } from '../../lib/settings.js';
import { byId, element } from '../elements.js';
import { t } from '../locale.js';

/** The sites that the administrator added, and the person's leave for the browser to let us in. */
export class Cabinets {
  /** @type {string[]} Match patterns of those where it does not. */
  #lacking = [];

  constructor() {
    byId('allow').addEventListener('click', () => void this.#ask());
    const again = () => void this.show();
    chrome.permissions.onAdded.addListener(again);
    chrome.permissions.onRemoved.addListener(again);
    chrome.storage.onChanged.addListener(again);
  }

  async show() {
    const set = await added();
    const { lacking } = await look([...unserved(set.cabinets), ...patterns(set.dialects)]);
    const all = union(set.cabinets, set.dialects);
    this.#lacking = lacking;
    byId('cabinets').hidden = all.length === 0;
    byId('cabinet-list').replaceChildren(...all.map((site) => draw(site, lacking.includes(pattern(site.origin)))));
    byId('leave').hidden = lacking.length === 0;
  }

  /** Called by a press of the button alone, and at once: later no browser would ask. */
  async #ask() {
    const granted = await chrome.permissions.request({ origins: this.#lacking });
    byId('leave-news').textContent = t(granted ? 'page_left_in' : 'page_left_out');
    await this.show();
  }
}

/**
 * @param {import('../../lib/sites.js').Site} site
 * @param {boolean} closed  Whether the browser does not let us in.
 */
function draw({ origin, tops = [] }, closed) {
  const state = element('span', { className: closed ? 'badge doubt' : 'badge' }, t(closed ? 'page_cabinet_closed' : 'page_cabinet_open'));
  const framed = tops.length > 0 ? [element('span', { className: 'quiet' }, t('in_page', tops.map(host).join(', ')))] : [];
  return element('li', {}, element('bdi', {}, host(origin)), state, ...framed);
}

/** @param {string} origin  Its host stays in ASCII. */
function host(origin) {
  return new URL(origin).host;
}
