// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { wasAt, wasOf } from '../../../lib/lately.js';
import { isBuiltIn } from '../../../lib/tokens.js';
import { nameFor } from './token-name.js';

/**
 * @typedef {import('../../../lib/tokens.js').Token} Token
 * @typedef {Pick<import('../../../lib/lately.js').Used, 'name' | 'kind' | 'carrier'>} Sought  A key used lately.
 */

/**
 * @param {Token} token
 * @returns {import('./key-step.js').Place} Where a key on it is kept.
 */
export function placeOf(token) {
  return { kind: isBuiltIn(token.form) ? 'tpm' : 'token', carrier: nameFor(token) };
}

/**
 * Tokens of one make are called alike, so whose keys they show counts as well.
 *
 * @param {Token} token
 * @param {Sought} sought
 * @returns {boolean} Whether the key may be on the token, as far as that shows before it has the PIN.
 */
export function mayHold(token, sought) {
  // What a key in the computer is called hangs on the language.
  const there = isBuiltIn(token.form) ? sought.kind === 'tpm' : wasAt(sought, placeOf(token));
  const owners = token.keys.map(({ owner }) => owner.name).filter(Boolean);
  return there && (owners.length === 0 || owners.some((name) => wasOf(sought, name)));
}

/**
 * @param {import('../../../lib/tokens.js').Choice} choice
 * @param {Sought} sought
 * @returns {boolean} Whether the choice may be the key.
 */
export function mayBe({ token, ski }, sought) {
  const keys = ski ? token.keys.filter((key) => key.ski === ski) : token.keys;
  return mayHold({ ...token, keys }, sought);
}
