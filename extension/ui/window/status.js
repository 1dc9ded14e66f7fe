// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../elements.js';
import { t } from '../locale.js';

/** The footer's lines: what goes on now. */

/** @param {string} [key]  Of what goes on; nothing when nothing does. */
export function say(key) {
  byId('status').textContent = key ? t(key) : '';
  byId('search').hidden = true;
  send();
}

/** @param {string} [key]  Of where the person is to do something meanwhile, or what is waited for; nothing once that came. */
export function send(key) {
  byId('elsewhere').textContent = key ? t(key) : '';
}

/** @param {{asked: number, answered: number}} authorities  That look for a certificate. */
export function saySearching({ asked, answered }) {
  if (byId('search').hidden) say('searching');
  byId('search').hidden = false;
  const [bar] = byId('search').getElementsByTagName('progress');
  bar.max = asked;
  bar.value = answered;
  // One alone has no half: the bar only moves.
  if (asked === 1) bar.removeAttribute('value');
  byId('search-text').textContent = asked === 1 ? '' : t('searching_answered', String(answered), String(asked));
}
