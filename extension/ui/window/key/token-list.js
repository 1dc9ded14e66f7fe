// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { changed, choices, isBuiltIn, laterOf } from '../../../lib/tokens.js';
import { byId, element } from '../../elements.js';
import { t } from '../../locale.js';
import { tokenCard } from './token-card.js';
import { nameFor } from './token-name.js';

/**
 * @typedef {import('../../../lib/tokens.js').Token} Token
 * @typedef {import('../../../lib/tokens.js').Choice} Choice
 */

/** How often what is said of the time left is put right, in milliseconds. */
const TICK = 20_000;

/** The tokens that are plugged in, and which of them, or which key of theirs, the person chose. */
export class TokenList {
  #name;
  #place;
  #offer;
  #turned;
  /** @type {Token[] | undefined} Nothing before it is known. */
  #tokens;
  /** When they were heard of, by the window's clock. */
  #heard = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #tick;
  /** @type {Choice[]} */
  #choices = [];
  /** @type {Choice | undefined} */
  #choice;
  /** @type {(choices: Choice[]) => Choice[]} Of all those that are wanted. */
  #preferred = (choices) => choices;

  /**
   * @param {'token' | 'place'} name  What the elements and words are named after.
   * @param {(token: Token) => import('../../../lib/tokens.js').Offer} offer  What of a token can be chosen.
   * @param {() => void} turned  Called when the person chose.
   */
  constructor(name, offer, turned) {
    this.#name = name;
    this.#place = byId(`${name}s`);
    this.#offer = offer;
    this.#turned = turned;
  }

  get known() {
    return this.#tokens !== undefined;
  }

  /** All that are plugged in, with the time that is left of what they wait for. */
  get tokens() {
    const passed = (performance.now() - this.#heard) / 1000;
    return (this.#tokens ?? []).map((token) => laterOf(token, passed));
  }

  /** What the person chose, or what alone there is to choose. */
  get choice() {
    return this.#choice;
  }

  /**
   * @param {(choices: Choice[]) => Choice[]} some  Of all.
   * @returns {boolean} Whether the one that is chosen is among them.
   */
  isAmong(some) {
    return some(this.#choices).some(({ id }) => id === this.#choice?.id);
  }

  /** Whether there is something to choose. */
  get open() {
    return this.#choices.length > 0;
  }

  /** @param {(choices: Choice[]) => Choice[]} [wanted]  Of all. No other is chosen without the person. */
  prefer(wanted = (choices) => choices) {
    this.#preferred = wanted;
  }

  /** @param {(choices: Choice[]) => Choice[]} wanted  Of all, in place of the one that is chosen, if it is another. */
  turnTo(wanted) {
    this.prefer(wanted);
    if (this.#choice && !this.isAmong(wanted)) this.#choice = undefined;
    if (this.known) this.#update();
  }

  /** @param {Token[]} tokens  All that are plugged in now. */
  become(tokens) {
    this.#announce(tokens);
    this.#tokens = tokens;
    this.#heard = performance.now();
    this.#update();
  }

  /**
   * The chosen token said it before the list did.
   *
   * @param {Token['tries']} tries
   * @param {number} [wait]  In seconds, until it takes a PIN again.
   */
  warn(tries, wait) {
    const chosen = this.#choice?.token.token;
    this.#tokens = this.#tokens?.map((token) => (token.token === chosen ? { ...token, tries, wait } : token));
    this.#update();
  }

  /** Puts the keyboard where a choice is made. */
  focus() {
    const radio = this.#radios().find(({ checked }) => checked) ?? this.#radios()[0];
    (radio ?? this.#heading).focus({ preventScroll: true });
  }

  get #heading() {
    return byId(`${this.#name}s-heading`);
  }

  #update() {
    const before = this.#choice;
    this.#choices = choices(this.tokens.map(this.#offer));
    this.#choice = this.#choices.find(({ id }) => id === before?.id);
    // In place of a token that is gone none is chosen: its PIN may be typed just now.
    // Nor is a new key's place in the TPM, which is no qualified carrier, for want of another.
    const [sole, ...others] = this.#preferred(this.#choices);
    if (!before && others.length === 0 && !sole?.token.blank) this.#choice = sole;
    this.#show();
  }

  /** Draws what there is and what is chosen, neither of which time alone changes. */
  #show() {
    const offers = this.tokens.map(this.#offer);
    // A sole token needs no button, unless none is chosen any more.
    const asks = this.open && (offers.length > 1 || this.#choices.length > 1 || !this.#choice);
    const at = this.#radios().find((radio) => radio === document.activeElement)?.value;
    this.#heading.textContent = t(asks ? `${this.#name}s_choose` : `${this.#name}s`);
    this.#heading.hidden = offers.length === 0;
    this.#place.role = asks ? 'radiogroup' : 'group';
    this.#place.replaceChildren(...offers.map((each) => tokenCard(each, (choice) => (asks ? this.#radio(choice) : ''))));
    // The cards are other ones now, and the keyboard was on one of them.
    if (at !== undefined) (this.#radios().find(({ value }) => value === at) ?? this.#heading).focus({ preventScroll: true });

    window.clearTimeout(this.#tick);
    if (this.tokens.some(({ wait }) => wait)) this.#tick = window.setTimeout(() => this.#show(), TICK);
  }

  /** @param {Choice} choice */
  #radio(choice) {
    const { id } = choice;
    return element('input', { type: 'radio', name: this.#name, value: id, checked: id === this.#choice?.id, onchange: () => this.#turn(choice) });
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
      ...went.map((token) => t(isBuiltIn(token.form) ? 'key_went' : 'token_went', nameFor(token))),
      ...came.map((token) => t(isBuiltIn(token.form) ? 'key_came' : 'token_came', nameFor(token))),
      ...(tokens.length === 0 ? [t('no_tokens')] : []),
    ];
    if (came.length + went.length > 0 || !this.known) byId(`${this.#name}-news`).textContent = said.join(' ');
  }
}
