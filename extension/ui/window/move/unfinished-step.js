// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { ACCEPTED_CERTIFICATES, limited } from '../../../lib/files.js';
import { date } from '../../../lib/format.js';
import { clean } from '../../../lib/names.js';
import { byId, element } from '../../elements.js';
import { Failure } from '../../failure.js';
import { language, t } from '../../locale.js';
import { filePicker } from '../../picker.js';
import { enter } from '../steps.js';
import { icon } from '../key/token-icon.js';
import { detailsOfCarrier, nameOfCarrier } from '../key/token-name.js';

/**
 * @typedef {Pick<import('../consent/plan.js').Plan, 'owner' | 'carrier' | 'kind' | 'road' | 'authority' | 'state'>
 *   & {unfinished: string, began: string, old_not_after: string, needs_key?: true}} Unfinished  PROTOCOL.md, section 12.
 *
 * @typedef {object} Use  What the person does about them.
 * @property {(move: Unfinished, certificates: File[]) => void} resume
 * @property {(move: Unfinished) => void} abandon
 * @property {() => void} anew  Begins another.
 */

/** Moves that were begun, at some other time, and have not ended. */
export class UnfinishedStep {
  #use;
  #pick;
  #failure = new Failure('unfinished-failure');
  /** @type {Unfinished[]} */
  #moves = [];
  /** @type {Unfinished | undefined} For which a certificate is being chosen. */
  #certified;

  /** @param {Use} use */
  constructor(use) {
    this.#use = use;
    byId('anew').addEventListener('click', () => use.anew());
    this.#pick = filePicker('new-certificates', ACCEPTED_CERTIFICATES, (files) => {
      if (this.#certified) use.resume(this.#certified, limited(files));
    });
  }

  /** @param {Unfinished[]} moves  One at least. */
  show(moves) {
    this.#moves = moves;
    byId('unfinished-heading').textContent = t(moves.length > 1 ? 'unfinished_many' : 'unfinished');
    byId('unfinished').replaceChildren(...moves.map((move) => this.#card(move)));
    this.enter();
  }

  /** The person is here again. */
  enter() {
    this.busy(false);
    this.#failure.clear();
    enter('unfinished');
    byId('unfinished-heading').focus({ preventScroll: true });
  }

  /**
   * One of them was given up.
   *
   * @param {Unfinished} move
   * @returns {boolean} Whether any is left.
   */
  drop(move) {
    this.#moves = this.#moves.filter((other) => other !== move);
    if (this.#moves.length > 0) this.show(this.#moves);
    return this.#moves.length > 0;
  }

  /** @param {boolean} busy  While the host looks into one of them. */
  busy(busy) {
    /** @type {HTMLFieldSetElement} */ (byId('unfinished-fields')).disabled = busy;
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  fail(code, params) {
    this.#failure.show(code, params);
    byId('unfinished-heading').focus({ preventScroll: true });
  }

  /** @param {Unfinished} move */
  #card(move) {
    const { owner, carrier, kind, road, state, authority, began, old_not_after } = move;
    const facts = [
      t('unfinished_began', date(began, language)),
      t('unfinished_until', date(old_not_after, language)),
    ];
    /** @type {[string, () => void][]} */
    const ways = [[road === 'files' && state === 'requested' ? 'files_again' : 'resume', () => this.#use.resume(move, [])]];
    if (state === 'requested') ways.push(['add_new_certificate', () => this.#chooseFor(move)]);
    // Where the person took the request to the authority it is the certificate that is waited for.
    if (road === 'files') ways.reverse();
    const name = clean(owner.name) || t('unnamed_owner');
    return element('article', { className: 'card token', ariaLabel: name },
      element('div', { className: 'head' }, icon(carrier.form), element('span', {},
        element('bdi', { className: 'name' }, name),
        element('span', { className: 'quiet' }, [nameOfCarrier(carrier), ...detailsOfCarrier(carrier), t(`algorithm_${kind}`)].join(' · ')))),
      element('p', {}, element('strong', {}, t(`state_${state}`, clean(authority)))),
      element('p', { className: 'quiet' }, facts.join(' · ')),
      element('div', { className: 'ways' },
        ...ways.map(([word, onclick], i) => button(word, onclick, i === 0 ? 'primary' : '')),
        button('abandon', () => this.#use.abandon(move), 'link')));
  }

  /** @param {Unfinished} move */
  #chooseFor(move) {
    this.#certified = move;
    this.#pick();
  }
}

/**
 * @param {string} word
 * @param {() => void} onclick
 * @param {string} className
 */
function button(word, onclick, className) {
  return element('button', { type: 'button', className, onclick }, t(word));
}
