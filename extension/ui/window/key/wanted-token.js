// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { wasOf } from '../../../lib/lately.js';
import { shorten } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { t } from '../../locale.js';
import { isAlike } from './token-place.js';

/**
 * @typedef {import('../../../lib/lately.js').Used} Used
 * @typedef {import('../../../lib/tokens.js').Choice} Choice
 * @typedef {import('../../../lib/tokens.js').Token} Token
 */

/** The token with a key used lately that the person wants, plugged in or not. */
export class WantedToken {
  #list;
  /** @type {Used | undefined} */
  #used;

  /** @param {import('./token-list.js').TokenList} list  Of what is plugged in. */
  constructor(list) {
    this.#list = list;
  }

  /** @param {Used} used  Chosen if just one can be it, now or once it is plugged in. */
  want(used) {
    this.#used = used;
    this.#list.turnTo((choices) => likeliest(choices, this.#list.tokens, used));
  }

  /** None is wanted any more: the person took another, or turned elsewhere. */
  forget() {
    if (this.#used) this.#list.prefer();
    this.#used = undefined;
    this.show();
  }

  /**
   * @param {Used} used
   * @returns {boolean} Whether it is chosen, as far as can be told.
   */
  isChosen(used) {
    return this.#list.isAmong((choices) => likeliest(choices, this.#list.tokens, used));
  }

  /** Says that it is not there, until it is or the person takes another. */
  show() {
    const hint = byId('token-hint');
    // What stays as it is should not be read out again.
    if (hint.textContent !== this.missed) hint.textContent = this.missed;
  }

  /** That it is not there, in words; empty if it is, or none is wanted. */
  get missed() {
    const { known, choice, tokens } = this.#list;
    const used = this.#used;
    if (!used || !known || choice || tokens.some((token) => mayHold(token, used))) return '';
    const [carrier, name] = [shorten(used.carrier, 36), shorten(used.name, 36)];
    if (used.kind === 'tpm') return t('lately_missed_tpm', name);
    return t(tokens.some((token) => isAlike(token, used)) ? 'lately_missed_alike' : 'lately_missed_token', carrier, name);
  }
}

/**
 * @param {Token} token
 * @param {Used} used
 * @returns {boolean} Whether the key may be on the token, as far as that shows before it has the PIN.
 */
function mayHold(token, used) {
  return isAlike(token, used) && (token.keys.length === 0 || token.keys.some(({ owner }) => !owner.name || wasOf(used, owner.name)));
}

/**
 * @param {Choice[]} choices
 * @param {Token[]} tokens  All that are plugged in, also those that take no PIN any more.
 * @param {Used} used
 * @returns {Choice[]} Those of the key's owner; where no token shows the owner, those that show nobody.
 */
function likeliest(choices, tokens, used) {
  const theirs = (/** @type {Token['keys'][number]} */ { owner }) => wasOf(used, owner.name);
  const alike = choices.filter(({ token }) => isAlike(token, used));
  if (tokens.some((token) => isAlike(token, used) && token.keys.some(theirs))) return alike.filter((choice) => keysOf(choice).some(theirs));
  return alike.filter((choice) => keysOf(choice).every(({ owner }) => !owner.name));
}

/** @param {Choice} choice */
function keysOf({ token, ski }) {
  return token.keys.filter((key) => !ski || key.ski === ski);
}
