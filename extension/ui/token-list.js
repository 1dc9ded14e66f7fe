// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { changed, choices, nameOf, offer } from '../lib/tokens.js';
import { byId, element } from './elements.js';
import { t } from './locale.js';
import { tokenCard } from './token-card.js';

/**
 * @typedef {import('../lib/tokens.js').Token} Token
 * @typedef {import('../lib/tokens.js').Choice} Choice
 */

/** The tokens that are plugged in, and which of them, or which key of theirs, the person chose. */
export class TokenList {
  #place = byId('tokens');
  #turned;
  /** @type {import('../lib/tokens.js').Need} */
  #need = {};
  /** @type {Token[] | undefined} Nothing before it is known. */
  #tokens;
  /** @type {Choice[]} */
  #choices = [];
  /** @type {Choice | undefined} */
  #choice;

  /** @param {() => void} turned  Called when the person chose. */
  constructor(turned) {
    this.#turned = turned;
  }

  /** @param {import('../lib/tokens.js').Need} need  What a key is needed for. */
  expect(need) {
    this.#need = need;
  }

  get known() {
    return this.#tokens !== undefined;
  }

  get tokens() {
    return this.#tokens ?? [];
  }

  /** What the person chose, or what alone there is to choose. */
  get choice() {
    return this.#choice;
  }

  /** Whether there is something to choose. */
  get open() {
    return this.#choices.length > 0;
  }

  /** @param {Token[]} tokens  All that are plugged in now. */
  become(tokens) {
    this.#announce(tokens);
    this.#tokens = tokens;
    this.#show();
  }

  /**
   * The chosen token said it before the list did.
   *
   * @param {Token['tries']} tries
   */
  warn(tries) {
    const chosen = this.#choice?.token;
    this.#tokens = this.#tokens?.map((token) => (token === chosen ? { ...token, tries } : token));
    this.#show();
  }

  /** Puts the keyboard where a choice is made. */
  focus() {
    const radio = this.#radios().find(({ checked }) => checked) ?? this.#radios()[0];
    (radio ?? byId('tokens-heading')).focus({ preventScroll: true });
  }

  #show() {
    const offers = this.tokens.map((token) => offer(token, this.#need));
    const before = this.#choice;
    this.#choices = choices(offers);
    this.#choice = this.#choices.find(({ id }) => id === before?.id);
    // In place of a token that is gone none is chosen: its PIN may be typed just now.
    if (!before && this.#choices.length === 1) [this.#choice] = this.#choices;

    // A sole token needs no button, unless none is chosen any more.
    const asks = this.open && (offers.length > 1 || this.#choices.length > 1 || !this.#choice);
    const at = this.#radios().find((radio) => radio === document.activeElement)?.value;
    byId('tokens-heading').textContent = t(asks ? 'tokens_choose' : 'tokens');
    byId('tokens-heading').hidden = offers.length === 0;
    this.#place.role = asks ? 'radiogroup' : 'group';
    this.#place.replaceChildren(...offers.map((each) => tokenCard(each, (choice) => (asks ? this.#radio(choice) : ''))));
    // The cards are other ones now, and the keyboard was on one of them.
    if (at !== undefined) (this.#radios().find(({ value }) => value === at) ?? byId('tokens-heading')).focus({ preventScroll: true });
  }

  /** @param {Choice} choice */
  #radio(choice) {
    const { id } = choice;
    return element('input', { type: 'radio', name: 'token', value: id, checked: id === this.#choice?.id, onchange: () => this.#turn(choice) });
  }

  /** @param {Choice} choice */
  #turn(choice) {
    this.#choice = choice;
    this.#turned();
  }

  /** @returns {HTMLInputElement[]} */
  #radios() {
    return [...this.#place.querySelectorAll('input')];
  }

  /** @param {Token[]} tokens  Told to whoever does not see them come and go. */
  #announce(tokens) {
    const { came, went } = changed(this.tokens, tokens);
    const said = [
      ...went.map((token) => t('token_went', nameOf(token) || t('unnamed_token'))),
      ...came.map((token) => t('token_came', nameOf(token) || t('unnamed_token'))),
      ...(tokens.length === 0 ? [t('no_tokens')] : []),
    ];
    if (came.length + went.length > 0 || !this.known) byId('token-news').textContent = said.join(' ');
  }
}
