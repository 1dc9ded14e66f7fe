// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../../../lib/names.js';
import { date } from '../../../lib/format.js';
import { byId, element } from '../../elements.js';
import { language, t } from '../../locale.js';
import { row } from '../key/card.js';

/**
 * @typedef {{owner: import('../../../lib/keys.js').Owner, time: string, outcome: 'good' | 'unknown'}} Signatory  PROTOCOL.md, section 17.
 */

/**
 * Shows who signed a report before, in turn.
 *
 * @param {Signatory[]} signed  None of what nobody signed yet.
 */
export function showSignatories(signed) {
  byId('signed-section').hidden = signed.length === 0;
  byId('signed').replaceChildren(...signed.map(entry));
}

/**
 * Each word of a certificate has a place of its own, so that none can pass for another; and nobody vouches for the time.
 *
 * @param {Signatory} signatory
 */
function entry({ owner: { name, kind, organization }, time, outcome }) {
  return element('li', {},
    element('p', { className: 'name' }, element('bdi', {}, clean(name) || t('unnamed_owner')), ' ',
      outcome === 'good' ? element('span', { className: 'badge' }, t('signed_good')) : element('span', { className: 'badge doubt' }, t('signed_unknown'))),
    element('p', { className: 'quiet' }, t(`kind_${kind}`)),
    element('dl', {}, ...row('organization', organization === name ? '' : organization), ...row('report_claimed', time && date(time, language))));
}
