// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { fromBase64 } from '../../../page/client.js';
import { duration } from '../../../lib/format.js';
import { shorten } from '../../../lib/names.js';
import { people } from '../../../lib/people.js';
import { byId, element } from '../../elements.js';
import { language, t } from '../../locale.js';
import { save } from '../../save.js';
import { card } from '../key/card.js';
import { enter } from '../steps.js';

/**
 * @typedef {object} Outcome  PROTOCOL.md, section 12.
 * @property {'done' | 'waiting' | 'files'} outcome
 * @property {import('../../../lib/keys.js').Key} [certificate]
 * @property {number} [wait]  In seconds.
 * @property {{name: string, data: string}[]} [files]
 */

/**
 * The end of a move, or of what can be done of it today.
 *
 * @param {Outcome} outcome
 */
export function showReissued({ outcome, certificate, wait = 0, files = [] }) {
  byId('reissued').dataset.outcome = outcome;
  byId('reissued-heading').textContent = t(`reissued_${outcome}`);
  byId('reissued-card').replaceChildren(...(certificate ? people([certificate]).shown.map(card) : []));
  byId('reissued-files').replaceChildren(...files.map(row));
  byId('reissued-files').hidden = files.length === 0;
  byId('reissued-way').replaceChildren(...way(outcome, wait).map((each) => element('li', {}, each)));
  enter('reissued');
  // Not on the button: Enter, still held down, would close what is to be read.
  byId('reissued-heading').focus({ preventScroll: true });
}

/**
 * @param {Outcome['outcome']} outcome
 * @param {number} wait
 * @returns {string[]} What there is to do for the person.
 */
function way(outcome, wait) {
  if (outcome === 'done') return [t('done_use'), t('done_old')];
  if (outcome === 'waiting') return [t('waiting_again', duration(Math.max(wait, 60), language)), t('waiting_valid')];
  return [t('files_save'), t('files_take'), t('files_back')];
}

/** @param {{name: string, data: string}} file */
function row({ name, data }) {
  const shown = shorten(name);
  return element('li', {},
    element('bdi', {}, shown),
    element('span', { className: 'quiet' }, t(name.endsWith('.p7s') ? 'file_signed' : 'file_request')),
    element('button', { type: 'button', ariaLabel: t('save_of', shown), onclick: () => save([fromBase64(data)], shown) }, t('save')));
}
