// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { wasAt, wasOf } from '../../../lib/lately.js';
import { isBuiltIn } from '../../../lib/tokens.js';
import { nameFor } from './token-name.js';

/**
 * @typedef {import('../../../lib/lately.js').Used} Used
 * @typedef {import('../../../lib/tokens.js').Choice} Choice
 * @typedef {import('../../../lib/tokens.js').Token} Token
 */

/**
 * @param {Token} token
 * @returns {import('./key-step.js').Place} Where a key on it is kept.
 */
export function placeOf(token) {
  return { kind: isBuiltIn(token.form) ? 'tpm' : 'token', carrier: nameFor(token) };
}

/**
 * @param {Token} token
 * @param {Used} used  A key used lately.
 * @returns {boolean} Whether it was on such a token. Those of one make are called alike.
 */
export function isAlike(token, used) {
  // What a key in the computer is called hangs on the language.
  return isBuiltIn(token.form) ? used.kind === 'tpm' : wasAt(used, placeOf(token));
}

/**
 * @param {Token} token
 * @param {Used} used
 * @returns {boolean} Whether the key may be on the token, as far as that shows before it has the PIN.
 */
export function mayHold(token, used) {
  return isAlike(token, used) && (token.keys.length === 0 || token.keys.some(({ owner }) => !owner.name || wasOf(used, owner.name)));
}

/**
 * @param {Choice[]} choices
 * @param {Token[]} tokens  All that are plugged in, also those that take no PIN any more.
 * @param {Used} used
 * @returns {Choice[]} Those of the key's owner; where no token shows the owner, those that show nobody.
 */
export function likeliest(choices, tokens, used) {
  const theirs = (/** @type {Token['keys'][number]} */ { owner }) => wasOf(used, owner.name);
  const alike = choices.filter(({ token }) => isAlike(token, used));
  if (tokens.some((token) => isAlike(token, used) && token.keys.some(theirs))) return alike.filter((choice) => keysOf(choice).some(theirs));
  return alike.filter((choice) => keysOf(choice).every(({ owner }) => !owner.name));
}

/** @param {Choice} choice */
function keysOf({ token, ski }) {
  return token.keys.filter((key) => !ski || key.ski === ski);
}
