// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The keys the host found, and what can be done with them.
 *
 * @typedef {object} Owner
 * @property {string} name
 * @property {'person' | 'fop' | 'corporate' | 'stamp'} kind
 * @property {string} [organization]
 * @property {string} [title]
 * @property {string} [drfo]
 * @property {string} [edrpou]
 * @property {string} [unzr]
 *
 * @typedef {object} Key  PROTOCOL.md, section 7.
 * @property {string} key
 * @property {('sign' | 'agree')[]} usage
 * @property {Owner} owner
 * @property {string} issuer
 * @property {string} not_before
 * @property {string} not_after
 * @property {'qes' | 'aes' | ''} qualified
 * @property {'ok' | 'expired' | 'not-yet' | 'untrusted' | 'no-certificate' | 'not-for-signing' | 'not-for-encryption' | 'too-many'} status
 * @property {boolean} selectable
 * @property {string} ski
 * @property {boolean} [asks_to_sign]  A PIN, or a confirmation, is asked for after the consent.
 * @property {string} [confirmed_at]  The title of the provider that keeps it.
 * @property {number} [max]  How many documents that signs by one confirmation.
 * @property {{carrier: import('./tokens.js').Carrier, since: string}} [replaced]  Where its owner moved from it, and when.
 *
 * @typedef {'sign' | 'agree'} Usage  What a key is needed for: to sign, or to encrypt and decrypt.
 */

/** Which error a key's status amounts to; those worth mending first. */
const REASONS = {
  'no-certificate': 'no-certificate',
  expired: 'certificate-expired',
  'not-yet': 'certificate-not-yet-valid',
  untrusted: 'certificate-untrusted',
  'not-for-signing': 'no-signing-key',
  'not-for-encryption': 'no-encryption-key',
  'too-many': 'too-many-documents',
};

/**
 * @param {Key[]} keys
 * @param {Usage} [usage]
 * @returns {{shown: Key[], folded: Key[]}} Those that can be used so; or, when none can, those meant to, which tell why.
 */
export function group(keys, usage = 'sign') {
  const able = keys.filter((key) => key.selectable);
  const meant = keys.filter((key) => key.usage.includes(usage) && !key.status.startsWith('not-for-'));
  const shown = [able, meant, keys].find((some) => some.length > 0) ?? [];
  return { shown, folded: keys.filter((key) => !shown.includes(key)) };
}

/**
 * @param {Key[]} keys
 * @param {Usage} [usage]
 * @returns {string | undefined} The code that says why none of them can be used so; nothing when one can.
 */
export function reason(keys, usage = 'sign') {
  const { shown } = group(keys, usage);
  if (shown.some((key) => key.selectable)) return undefined;
  const none = usage === 'sign' ? 'no-signing-key' : 'no-encryption-key';
  return Object.entries(REASONS).find(([status]) => shown.some((key) => key.status === status))?.[1] ?? none;
}

/**
 * @param {Key[]} keys
 * @param {Usage} [usage]
 * @returns {boolean} Whether a certificate looked up may make a key of them fit.
 */
export function wanting(keys, usage = 'sign') {
  const lacks = keys.some((key) => key.usage.includes(usage) && key.status === 'no-certificate');
  return lacks || ['certificate-expired', 'certificate-untrusted'].includes(reason(keys, usage) ?? '');
}
