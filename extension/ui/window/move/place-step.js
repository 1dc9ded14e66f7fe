// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { isPlace, placeOffer } from '../../../lib/tokens.js';
import { byId, element } from '../../elements.js';
import { Failure } from '../../failure.js';
import { t } from '../../locale.js';
import { Carriers } from '../key/carriers.js';
import { enter } from '../steps.js';

/** @typedef {{key: string, token?: string, kind?: string}} Chosen */

/** Which key the person moves from, of those that are open, and where the new one is to be. */
export class PlaceStep {
  #owner;
  #carriers;
  #failure = new Failure('place-failure');
  #kind = /** @type {HTMLSelectElement} */ (byId('kind'));
  /** @type {string | null} */
  #key = null;
  /** @type {string | undefined} Whose kinds are offered. */
  #offered;
  /** Whether the new key has its place already. */
  #settled = false;

  /**
   * @param {import('../owner-step.js').OwnerStep} owner
   * @param {(method: string, params: object) => Promise<any>} call  Of the host.
   * @param {(chosen: Chosen) => void} go  Called with what the person chose.
   */
  constructor(owner, call, go) {
    this.#owner = owner;
    this.#carriers = new Carriers('place', call, {
      listed: isPlace,
      offer: placeOffer,
      turned: () => this.#offerKinds(),
      heard: () => this.#offerKinds(),
      failed: ({ code, params }) => this.#say(code, params),
    });
    this.#kind.addEventListener('change', () => this.#foldKind());
    byId('place-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted) this.#submit(go);
    });
  }

  /**
   * @param {import('../consent/consent.js').Found} found  What is open.
   * @param {boolean} settled  Whether the new key has its place already, from a move that was begun.
   */
  show({ keys, selected }, settled) {
    this.#key = selected;
    this.#settled = settled;
    byId('place-panel').hidden = settled;
    this.enter();
    this.#owner.show(keys, selected, (key) => (this.#key = key));
  }

  /** The person is here again, with what was chosen before. */
  enter() {
    this.busy(false);
    this.#failure.clear();
    enter('place');
    byId('owner-heading').focus({ preventScroll: true });
    if (!this.#settled) this.#carriers.follow();
  }

  /** Looks no more. */
  leave() {
    this.#carriers.leave();
  }

  /** @param {boolean} busy  While the host makes a plan, what is chosen stays as it is. */
  busy(busy) {
    /** @type {HTMLFieldSetElement} */ (byId('place-fields')).disabled = busy;
    /** @type {HTMLButtonElement} */ (byId('plan')).disabled = busy;
    byId('owners').inert = busy;
  }

  /**
   * Says why there is no plan, and puts the keyboard where another may be had.
   *
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  fail(code, params) {
    this.#say(code, params);
    if (this.#settled) byId('plan').focus();
    else this.#carriers.list.focus();
  }

  /** @param {(chosen: Chosen) => void} go */
  #submit(go) {
    this.#failure.clear();
    const { choice } = this.#carriers.list;
    if (!this.#key) {
      this.#failure.say(t('no_owner'), '');
      byId('owners').querySelectorAll('input')[0]?.focus();
    } else if (this.#settled) go({ key: this.#key });
    else if (choice) go({ key: this.#key, token: choice.token.token, kind: this.#kind.value });
    else this.#missing();
  }

  /** Says why nothing can be made yet. */
  #missing() {
    const { list } = this.#carriers;
    if (list.open) this.#failure.say(t('no_place'), t('no_place_hint'));
    else if (list.tokens.length > 0) this.#failure.say(t('no_fit_place'), t('no_fit_place_hint'));
    else this.#say('no-token');
    list.focus();
  }

  #offerKinds() {
    const token = this.#carriers.list.choice?.token;
    const makes = token?.makes ?? [];
    byId('kinds').hidden = makes.length === 0;
    const offered = [token?.token, ...makes].join(' ');
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#kind.replaceChildren(...makes.map((kind) => element('option', { value: kind }, t(`algorithm_${kind}`))));
    this.#kind.value = makes[0] ?? '';
    this.#foldKind();
  }

  #foldKind() {
    byId('kind-is').textContent = t('algorithm_is', t(`algorithm_${this.#kind.value}`));
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  #say(code, params) {
    if (code !== 'cancelled') this.#failure.show(code, params);
  }
}
