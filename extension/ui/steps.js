// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from './elements.js';

/**
 * Where the person is. The list on top has a place for the certificate only
 * once one is missing, and one place for both passwords.
 *
 * @typedef {'key' | 'password' | 'key-password' | 'certificate' | 'consent' | 'over'} Step
 */

/** @returns {string | undefined} The step on show; another word before there is one. */
export function current() {
  return document.body.dataset.step;
}

/** @param {Step} step */
export function enter(step) {
  document.body.dataset.step = step;
  window.scrollTo(0, 0);
  const place = step === 'key-password' ? 'password' : step;
  for (const each of /** @type {Iterable<HTMLElement>} */ (byId('steps').children)) {
    each.ariaCurrent = each.dataset.step === place ? 'step' : null;
    if (each.dataset.step === 'certificate') each.hidden = step !== 'certificate' && (each.hidden || step !== 'consent');
  }
}
