// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../elements.js';
import { t } from '../locale.js';

/**
 * Where the person is. The list on top has a place for the certificate only
 * once one is missing, one place for both passwords, and one for all that is
 * agreed to.
 *
 * @typedef {'key' | 'password' | 'key-password' | 'certificate' | 'consent' | 'key-pin' | 'level' | 'over'} Common
 * @typedef {'identifying' | 'confirming'} OfCloud  While the person is to confirm at a provider: before the consent, and after it.
 * @typedef {'batch' | 'outcome'} OfMany  While documents are signed each for itself, and where not all were.
 * @typedef {'unfinished' | 'place' | 'new-pin' | 'reissuing' | 'stopped' | 'reissued'} OfMove  Only on the way to a new key.
 * @typedef {Common | OfCloud | OfMany | OfMove} Step
 */

/** Which place of the list a step has that is not named there itself. */
const PLACES = /** @type {Record<string, string>} */ ({
  'key-password': 'password', identifying: 'password', confirming: 'consent', 'key-pin': 'consent', level: 'consent', batch: 'consent', 'new-pin': 'consent', reissuing: 'consent', stopped: 'consent',
});

/** Where leaving takes nothing back: what was begun stays as it is. */
const LEFT = ['unfinished', 'stopped', 'reissued', 'outcome', 'over'];

/** @returns {string | undefined} The step on show; another word before there is one. */
export function current() {
  return document.body.dataset.step;
}

/** Whether the key is still to be chosen, or being read. */
export function choosing(step = current()) {
  return step === 'key' || step === 'password';
}

/** Whether all that is left is to read how it ended. */
export function over(step = current()) {
  return step === 'over' || step === 'reissued' || step === 'outcome';
}

/** @param {Step} step @returns {string} The key of what leaving is called there. */
function leaving(step) {
  if (step === 'batch') return 'batch_stop';
  return LEFT.includes(step) ? 'close' : 'cancel';
}

/** @param {Step} step */
export function enter(step) {
  // These have one panel: going between them moves nothing.
  const stays = choosing() && choosing(step);
  document.body.dataset.step = step;
  byId('cancel').textContent = t(leaving(step));
  if (!stays) window.scrollTo(0, 0);
  const place = PLACES[step] ?? step;
  for (const each of /** @type {Iterable<HTMLElement>} */ (byId('steps').children)) {
    each.ariaCurrent = each.dataset.step === place ? 'step' : null;
    if (each.dataset.step === 'certificate') each.hidden = step !== 'certificate' && (each.hidden || !['place', 'consent'].includes(place));
  }
}
