// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../../../lib/names.js';
import { byId, element } from '../../elements.js';
import { t } from '../../locale.js';
import { badge, row } from '../key/card.js';

/**
 * @typedef {Pick<import('../../../lib/keys.js').Key, 'owner' | 'issuer' | 'status'>} Recipient  PROTOCOL.md, section 7.
 */

/**
 * Shows to whom a document is to be encrypted, and how far their certificates are to be believed.
 *
 * @param {Recipient[]} recipients  None for what is not encrypted.
 */
export function showRecipients(recipients) {
  byId('recipients-section').hidden = recipients.length === 0;
  byId('recipients-heading').textContent = t(recipients.length > 1 ? 'recipients' : 'recipient', String(recipients.length));
  byId('recipients').replaceChildren(...recipients.map(entry));
  const doubtful = recipients.some(({ status }) => status !== 'ok');
  byId('recipients-doubt').hidden = !doubtful;
}

/**
 * Each word of a certificate has a place of its own, so that none can pass for another.
 *
 * @param {Recipient} recipient
 */
function entry({ owner, issuer, status }) {
  const { name, kind, organization, drfo, edrpou, unzr } = owner;
  const rows = Object.entries({ drfo, edrpou, unzr, organization: organization === name ? '' : organization, issuer });
  return element('li', {},
    element('p', { className: 'name' },
      element('bdi', {}, clean(name) || t('unnamed_owner')), ' ',
      status === 'ok' ? element('span', { className: 'badge' }, t('recipient_ok')) : badge(status, '')),
    element('p', { className: 'quiet' }, t(`kind_${kind}`)),
    element('dl', {}, ...rows.flatMap(([label, value]) => row(label, value))));
}
