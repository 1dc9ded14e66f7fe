// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { ACCEPTED_CERTIFICATES, limited } from '../../lib/files.js';
import { offerAuthorities } from '../authorities.js';
import { takeDropped } from '../drop.js';
import { byId } from '../elements.js';
import { Failure } from '../failure.js';
import { t, wordsFor } from '../locale.js';
import { filePicker } from '../picker.js';
import { Question } from './question.js';

/** @typedef {{authority?: string, everyone?: true, certificates?: File[]}} Place  Where it is to come from: one of these. */

/** A step between ② and ③, for a key that has no certificate to go with it. */
export class CertificateStep {
  #authority = /** @type {HTMLSelectElement} */ (byId('certificate-authority'));
  /** How many authorities can be asked. */
  #askable = 0;
  #everyone = new Question('everyone', { heading: 'everyone', text: 'everyone_text', no: 'everyone_no', yes: 'everyone_yes' });
  #failure = new Failure('certificate-failure');
  #find;

  /** @param {(place: Place) => void} find */
  constructor(find) {
    this.#find = find;
    const give = (/** @type {File[]} */ files) => this.#go({ certificates: limited(files) });
    byId('add-certificates').addEventListener('click', filePicker('certificates', ACCEPTED_CERTIFICATES, give));
    takeDropped(byId('certificate-panel'), (files) => files.length > 0 && give(files));
    byId('certificate-panel').addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted) this.#ask();
    });
    byId('find-everyone').addEventListener('click', () => this.#askWhetherEveryone());
  }

  /** @param {import('../authorities.js').Authority[]} authorities  To choose from. */
  offer(authorities) {
    offerAuthorities(this.#authority, t('authority_choose'), authorities);
    this.#askable = authorities.filter(({ lookup }) => lookup).length;
  }

  /** @param {string} expected  The name of the authority that may have the certificate, or empty. */
  show(expected) {
    this.#failure.clear();
    this.#authority.value = expected;
    this.busy(false);
    byId('certificate-heading').focus({ preventScroll: true });
  }

  /**
   * Says why none was found, and puts the keyboard where it may be mended.
   *
   * @param {string} code
   * @param {{authority?: string, silent?: number}} [params]
   */
  fail(code, params = {}) {
    const { sentence, hint } = wordsFor(code, params);
    const silent = params.silent ? ` ${t('silent_authorities', String(params.silent))}` : '';
    this.#failure.say(sentence, hint + silent, code);
    const another = params.authority && code !== 'authority-without-lookup';
    byId(another ? 'certificate-authority' : 'add-certificates').focus({ preventScroll: true });
    byId('certificate-failure').scrollIntoView({ block: 'nearest' });
  }

  /** @param {boolean} busy  While it is looked for. */
  busy(busy) {
    /** @type {HTMLFieldSetElement} */ (byId('certificate-fields')).disabled = busy;
    for (const id of ['find', 'certificate-back']) /** @type {HTMLButtonElement} */ (byId(id)).disabled = busy;
  }

  close() {
    this.#everyone.forget();
  }

  #ask() {
    if (this.#authority.value) return this.#go({ authority: this.#authority.value });
    this.#failure.say(t('no_authority'), t('no_authority_hint'));
    this.#authority.focus();
  }

  /** It tells every authority the number of the key, which only the person may decide. */
  #askWhetherEveryone() {
    this.#everyone.ask(String(this.#askable)).then(() => this.#go({ everyone: true }), () => {});
  }

  /** @param {Place} place */
  #go(place) {
    this.close();
    this.#failure.clear();
    byId('certificate-heading').focus({ preventScroll: true });
    this.#find(place);
  }
}
