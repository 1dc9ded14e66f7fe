// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../lib/names.js';
import { badge } from './card.js';
import { byId, element } from './elements.js';
import { t } from './locale.js';

/**
 * @typedef {Pick<import('../lib/keys.js').Key, 'owner' | 'issuer' | 'status'>} Recipient  PROTOCOL.md, section 7.
 */

/**
 * Shows to whom a document is to be encrypted, and how far their certificates are to be believed.
 *
 * @param {Recipient[]} recipients  None for what is not encrypted.
 */
export function showRecipients(recipients) {
  byId('recipients-section').hidden = recipients.length === 0;
  byId('recipients-heading').textContent = t(recipients.length > 1 ? 'recipients' : 'recipient', String(recipients.length));
  byId('recipients').replaceChildren(...recipients.map(row));
  const doubtful = recipients.some(({ status }) => status !== 'ok');
  byId('recipients-doubt').hidden = !doubtful;
}

/** @param {Recipient} recipient */
function row({ owner, issuer, status }) {
  const { name, kind, organization = '', drfo, edrpou, unzr } = owner;
  const codes = Object.entries({ drfo, edrpou, unzr }).flatMap(([label, value]) => (value ? [`${t(label)} ${clean(value)}`] : []));
  const lines = [
    [t(`kind_${kind}`), organization === name ? '' : clean(organization)],
    codes,
    [`${t('issuer')}: ${clean(issuer)}`],
  ];
  return element('li', {},
    element('bdi', {}, clean(name) || t('unnamed_owner')), ' ',
    status === 'ok' ? element('span', { className: 'badge' }, t('recipient_ok')) : badge(status, ''),
    ...lines.map((parts) => element('p', { className: 'quiet' }, parts.filter(Boolean).join(' · '))));
}
