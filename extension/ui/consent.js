// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../lib/names.js';
import { ArmedButton } from './arming.js';
import { Documents } from './documents.js';
import { byId } from './elements.js';
import { t } from './locale.js';
import { showPlan } from './plan.js';
import { Preview } from './preview.js';
import { showRecipients } from './recipients.js';
import { Sight } from './sight.js';
import { current, enter } from './steps.js';

/**
 * @typedef {{keys: import('../lib/keys.js').Key[], selected: string | null}} Found  What keys the host has open.
 * @typedef {{key?: string, documents: import('./documents.js').Doc[], recipients?: import('./recipients.js').Recipient[], text?: string,
 *   plan?: import('./plan.js').Plan}} Question
 * @typedef {{key?: string, approved: boolean}} Answer
 */

/** The last step before anything is done: which key is used for what, and the one button that agrees to just that. */
export class Consent {
  #owner;
  #preview;
  #documents = new Documents((document, index) => this.#preview.open(document, index));
  #approve = new ArmedButton(byId('approve'), () => this.#agree());
  #cautions = new Sight(byId('cautions'), () => this.#read());
  /** @type {string | null | undefined} The key the person wants; null until they turned to one of several, nothing where none is needed. */
  #wanted = null;
  /** @type {import('../lib/keys.js').Key[]} */
  #keys = [];
  /** @type {{key?: string, answer: (answer: Answer) => void} | undefined} What the host asks. */
  #question;

  /**
   * @param {import('./owner-step.js').OwnerStep} owner
   * @param {ConstructorParameters<typeof Preview>[0]} read  Reads a piece of a document.
   */
  constructor(owner, read) {
    this.#owner = owner;
    this.#preview = new Preview(read);
    // Pressed before the cautions were seen, it shows them.
    byId('approve').addEventListener('click', () => this.#cautions.bring());
  }

  /** @param {{action: string, profile?: string, documents: import('./documents.js').Doc[]}} operation  What will be asked. */
  expect({ action, profile, documents }) {
    // Where no key is needed the question may come first, and knows more of the documents.
    if (!this.#question) this.#documents.show(documents);
    byId('approve').textContent = t(`approve_${action}`);
    byId('text-heading').textContent = t(action === 'encrypt' ? 'text_encrypt' : 'text');
    byId('consent-note').textContent = t(profile === 'tax-cabinet' ? 'consent_login_tax' : `consent_${action}`);
  }

  /** @param {Found} found */
  show({ keys, selected }) {
    this.#wanted = selected;
    this.#keys = keys;
    byId('consent-step').inert = false;
    enter('consent');
    this.#owner.show(keys, selected, (key) => this.#turn(key));
    if (this.#question && selected !== null && this.#question.key !== selected) this.#turn(selected);
    this.#foretell();
    this.#offer();
  }

  /** Shows the step for what needs no key of the person. */
  showAlone() {
    this.#wanted = undefined;
    byId('owner-section').hidden = true;
    byId('steps').hidden = true;
    enter('consent');
    this.#offer();
  }

  /**
   * Shows the step for a plan, about which the host will ask.
   *
   * @param {import('./plan.js').Plan} plan
   * @param {string} [key]  The one that is open.
   */
  showPlan(plan, key) {
    this.#question = undefined;
    this.#wanted = key;
    byId('consent-step').inert = false;
    enter('consent');
    this.#propound(plan);
    byId('plan-heading').focus({ preventScroll: true });
  }

  /**
   * @param {Question} question
   * @returns {Answer | Promise<Answer>} Never, once it is void: the host does not wait for it any more.
   */
  ask({ key, documents, recipients = [], text, plan }) {
    this.#preview.close();
    if (this.#wanted !== null && key !== this.#wanted) return { key: this.#wanted, approved: false };
    if (plan) this.#propound(plan);
    showRecipients(recipients);
    this.#documents.show(documents, text);
    return new Promise((answer) => {
      this.#question = { key, answer };
      this.#offer();
    });
  }

  /** @param {Parameters<Documents['progress']>[0]} progress */
  progress(progress) {
    this.#documents.progress(progress);
  }

  /** The person went elsewhere: there is nothing to agree to before the step is shown again. */
  leave() {
    this.#approve.withdraw();
  }

  /** What was asked is void and stays without an answer. */
  forget() {
    this.leave();
    this.#question = undefined;
    this.#wanted = null;
  }

  close() {
    this.forget();
    this.#preview.close();
  }

  #offer() {
    const asked = this.#question && this.#question.key === this.#wanted;
    if (current() === 'consent' && asked && this.#cautions.seen) this.#approve.offer();
  }

  /** @param {import('./plan.js').Plan} plan  Nobody agrees to it before they saw all of its cautions. */
  #propound(plan) {
    showPlan(plan);
    this.#cautions.begin();
    byId('asks-note').textContent = this.#cautions.seen ? '' : t('cautions_below');
  }

  /** The cautions were seen. */
  #read() {
    byId('asks-note').textContent = '';
    this.#offer();
  }

  /** Says beforehand that agreeing will not be all. */
  #foretell() {
    const { asks_to_sign: asks, confirmed_at: provider } = this.#keys.find(({ key }) => key === this.#wanted) ?? {};
    const approve = byId('approve').textContent ?? '';
    const left = provider ? t('confirms_after', approve, clean(provider)) : t('asks_to_sign', approve);
    byId('asks-note').textContent = asks ? left : '';
  }

  #agree() {
    const { key, answer } = this.#question ?? {};
    answer?.({ ...(key && { key }), approved: true });
    this.#question = undefined;
    byId('consent-step').inert = true;
    byId('asks-note').textContent = '';
  }

  /** @param {string} key  The one the person turned to. */
  #turn(key) {
    this.#wanted = key;
    this.#foretell();
    this.#approve.withdraw();
    this.#question?.answer({ key, approved: false });
    this.#question = undefined;
  }
}
