// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { card } from './card.js';
import { byId } from './elements.js';
import { t } from './locale.js';

/**
 * @typedef {Pick<import('../lib/keys.js').Key, 'owner' | 'issuer' | 'not_before' | 'not_after' | 'status'>} Recipient  PROTOCOL.md, section 7.
 */

/**
 * Shows to whom a document is to be encrypted, and how far their certificates are to be believed.
 *
 * @param {Recipient[]} recipients  None for what is not encrypted.
 */
export function showRecipients(recipients) {
  byId('recipients-section').hidden = recipients.length === 0;
  byId('recipients-heading').textContent = t(recipients.length > 1 ? 'recipients' : 'recipient', String(recipients.length));
  byId('recipients').replaceChildren(...recipients.map(shown));
  const doubtful = recipients.some(({ status }) => status !== 'ok');
  byId('recipients-doubt').hidden = !doubtful;
}

/** @param {Recipient} recipient */
function shown({ owner, issuer, not_before, not_after, status }) {
  const key = { owner, issuer, not_before, not_after, status, key: '', usage: [], qualified: /** @type {const} */ (''), selectable: false };
  return card({ key, terms: [{ uses: ['agree'], not_before, not_after, status }] });
}
