// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { wasAt } from '../../../lib/lately.js';
import { isBuiltIn } from '../../../lib/tokens.js';
import { nameFor } from './token-name.js';

/** @typedef {import('../../../lib/tokens.js').Token} Token */

/**
 * @param {Token} token
 * @returns {import('./key-step.js').Place} Where a key on it is kept.
 */
export function placeOf(token) {
  return { kind: isBuiltIn(token.form) ? 'tpm' : 'token', carrier: nameFor(token) };
}

/**
 * @param {Token} token
 * @param {import('../../../lib/lately.js').Used} used  A key used lately.
 * @returns {boolean} Whether it was on such a token. Those of one make are called alike.
 */
export function isAlike(token, used) {
  // What a key in the computer is called hangs on the language.
  return isBuiltIn(token.form) ? used.kind === 'tpm' : wasAt(used, placeOf(token));
}
